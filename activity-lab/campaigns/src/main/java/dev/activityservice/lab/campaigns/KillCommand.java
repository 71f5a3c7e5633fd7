package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.report.Report;
import java.io.IOException;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a {@link KillCampaign}. */
@Command(
        name = "kill",
        description = "Kills the local stack with kill -9 at random moments, restarts it on its data, and continues to"
                + " publish.")
final class KillCommand extends CampaignCommand {

    private static final int KILLS_BETWEEN_JUDGEMENTS = 100;

    @Option(
            names = "--kills",
            paramLabel = "COUNT",
            defaultValue = "500",
            description = "Number of kills (${DEFAULT-VALUE}).")
    private int kills;

    KillCommand() {
        super("The local stack, killed", "chaos-kill CHAOS_ARGS");
    }

    @Override
    void run(long seed, Report report) throws IOException {
        InstantSource clock = InstantSource.system();
        KillCampaign.Settings settings = new KillCampaign.Settings(
                seed, kills, KILLS_BETWEEN_JUDGEMENTS, out().resolve("kill-" + clock.millis()));
        KillCampaign.Outcome outcome = new KillCampaign(settings, clock, this::progress).run();
        judge(report, outcome.violations());
        report.fact("seed", Long.toString(seed))
                .fact("killed", outcome.killed())
                .fact("of these before the stack was up", outcome.killedAtStart())
                .fact("messages accepted", outcome.accepted())
                .fact("activities shown", outcome.shown())
                .fact("redriven", outcome.redriven())
                .fact("seconds", outcome.elapsed().toSeconds());
    }
}
