package dev.activityservice.lab.campaigns;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a {@link KillCampaign}. */
@Command(
        name = "kill",
        mixinStandardHelpOptions = true,
        description =
                "Kills the local stack with kill -9 at random moments, restarts it on its data, and goes on publishing.")
final class KillCommand implements Callable<Integer> {

    private static final int KILLS_BETWEEN_JUDGEMENTS = 100;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private CampaignOptions campaign = new CampaignOptions();

    @Option(
            names = "--kills",
            paramLabel = "COUNT",
            defaultValue = "500",
            description = "How often it is killed (${DEFAULT-VALUE}).")
    private int kills;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println("seed " + campaign.seed());
        Path data = campaign.folder().resolve("kill-" + InstantSource.system().millis());
        KillCampaign.Outcome outcome = new KillCampaign(
                        campaign.seed(),
                        kills,
                        KILLS_BETWEEN_JUDGEMENTS,
                        data,
                        InstantSource.system(),
                        line -> out.println("  " + line))
                .run();
        Summary summary = new Summary("The local stack, killed")
                .fact("seed", Long.toString(campaign.seed()))
                .fact("killed", outcome.killed())
                .fact("of these before it was up", outcome.killedAtStart())
                .fact("messages accepted", outcome.accepted())
                .fact("activities shown", outcome.shown())
                .fact("redriven", outcome.redriven())
                .fact("seconds", outcome.elapsed().toSeconds())
                .fact("violations", outcome.violations().size());
        out.print(summary.toText());
        summary.writeTo(campaign.folder(), "kill");
        outcome.violations().forEach(out::println);
        if (!outcome.violations().isEmpty()) {
            out.println("Replay with --seed " + campaign.seed() + " --kills " + kills);
        }
        out.flush();
        return outcome.violations().isEmpty() ? 0 : 1;
    }
}
