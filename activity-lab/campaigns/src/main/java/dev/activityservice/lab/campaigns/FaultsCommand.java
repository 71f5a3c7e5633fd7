package dev.activityservice.lab.campaigns;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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

/** Runs a {@link FaultCampaign}. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes events through bus, queue, functions and table while proxies between them fail.",
            "The seed decides the events, their order, and which fault the n-th delivery and the n-th request to the queue"
                    + " meets; which messages are in that delivery, the threads decide.",
            "A million faulted deliveries take hours: a line every ten seconds says how many a second there are."
        })
final class FaultsCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private CampaignOptions campaign = new CampaignOptions();

    @Option(
            names = "--deliveries",
            paramLabel = "COUNT",
            defaultValue = "1000000",
            description = "How many deliveries must meet a fault (${DEFAULT-VALUE}).")
    private long deliveries;

    @Option(
            names = "--messages",
            paramLabel = "COUNT",
            defaultValue = "3000",
            description = "Messages of one round, which begins and ends with empty queues (${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--processes",
            description =
                    "Functions as processes on Lambda's runtime client, killed at their deadline; some are frozen so"
                            + " that it comes to that. Many times as slow.")
    private boolean processes;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        FaultCampaign.Settings settings = FaultCampaign.Settings.of(campaign.seed(), deliveries, messages);
        if (processes) {
            Path folder = campaign.folder().resolve("functions");
            Files.createDirectories(folder);
            settings = settings.inProcessesOfTheirOwn(folder);
        }
        out.println("seed " + campaign.seed());
        Verdict verdict = new FaultCampaign(settings, InstantSource.system(), line -> out.println("  " + line)).run();
        Summary summary = Summary.of(settings, verdict);
        out.print(summary.toText());
        summary.writeTo(campaign.folder(), processes ? "processes" : "faults");
        if (!verdict.isGood()) {
            verdict.violations().forEach(out::println);
            verdict.counts().unplanned().timeouts().forEach(out::println);
            verdict.counts().unplanned().lateRequests().forEach(out::println);
            verdict.counts().unplanned().breakages().forEach(out::println);
            out.println("Replay with --seed " + verdict.seed() + " --deliveries 1 --messages " + messages
                    + (processes ? " --processes" : ""));
        }
        out.flush();
        return verdict.isGood() ? 0 : 1;
    }
}
