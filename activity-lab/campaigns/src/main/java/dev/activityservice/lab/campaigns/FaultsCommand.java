package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.campaigns.Counters.Count;
import dev.activityservice.lab.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a {@link FaultCampaign}. */
@Command(
        name = "faults",
        description = {
            "Publishes events through bus, queue, functions and table while proxies between them fail.",
            "The seed decides the events, their order, and which fault the n-th delivery and the n-th request to the queue"
                    + " meets. The threads decide which messages a delivery contains.",
            "A million faulted deliveries take hours. A line every ten seconds shows how many there are per second."
        })
final class FaultsCommand extends CampaignCommand {

    @Option(
            names = "--deliveries",
            paramLabel = "COUNT",
            defaultValue = "1000000",
            description = "Minimum number of deliveries that meet a fault (${DEFAULT-VALUE}).")
    private long deliveries;

    @Option(
            names = "--messages",
            paramLabel = "COUNT",
            defaultValue = "3000",
            description = "Messages per round. A round begins and ends with empty queues (${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = "--processes",
            description =
                    "Run the functions as processes on Lambda's runtime client. They are killed at their deadline, and"
                            + " some are frozen until then. Much slower.")
    private boolean processes;

    FaultsCommand() {
        super("Faults of real parts", "chaos-faults CHAOS_ARGS");
    }

    @Override
    void run(long seed, Report report) throws IOException {
        Path folder = processes ? Files.createDirectories(out().resolve("functions")) : null;
        FaultCampaign.Outcome outcome = new FaultCampaign(
                        new FaultCampaign.Settings(seed, deliveries, messages, Defect.NONE, folder),
                        InstantSource.system(),
                        this::progress)
                .run();
        judge(report, outcome.violations());
        Counters.Snapshot counts = outcome.counts();
        double perSecond = counts.of(Count.FAULTED) * 1e9 / outcome.elapsed().toNanos();
        report.fact("seeds", seed + " to " + outcome.seed())
                .fact("faulted deliveries", counts.of(Count.FAULTED))
                .fact("deliveries to functions", counts.of(Count.DELIVERIES))
                .fact("messages published", counts.of(Count.PUBLISHED))
                .fact("activities shown", counts.of(Count.SHOWN))
                .fact("redriven", counts.of(Count.REDRIVEN))
                .fact("killed at the deadline, on purpose", counts.of(Count.KILLED))
                .fact("least time left at an answer, ms", counts.minRemainingMillis())
                .fact("least time left at a request, less the reserve, ms", counts.minSpareMillis())
                .fact("seconds", outcome.elapsed().toSeconds())
                .fact("faulted deliveries/s", (long) perSecond);
        Counters.Unplanned unplanned = counts.unplanned();
        none(report, "unplanned timeouts", unplanned.timeouts());
        none(report, "requests after the deadline less the reserve", unplanned.lateRequests());
        none(report, "invocations that failed", unplanned.failures());
        List<List<String>> rows = new ArrayList<>();
        new TreeMap<>(counts.byClass())
                .forEach((fault, met) ->
                        rows.add(List.of(fault.name().toLowerCase(Locale.ROOT), fault.rows(), "%,d".formatted(met))));
        report.table("Faults", List.of("fault", "rows", "messages"), rows);
        if (!outcome.isGood()) {
            progress("Replay with --seed " + outcome.seed() + " --deliveries 1 --messages " + messages
                    + (processes ? " --processes" : ""));
        }
    }

    private void none(Report report, String what, List<String> cases) {
        cases.forEach(this::progress);
        none(report, what, cases.size());
    }
}
