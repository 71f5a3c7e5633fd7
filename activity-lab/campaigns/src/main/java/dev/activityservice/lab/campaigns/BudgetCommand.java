package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.report.Report;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a {@link RetryBudget}. */
@Command(
        name = "budget",
        description = "Counts requests and item writes while 30 %% of the calls, or of the items, are throttled.")
final class BudgetCommand extends CampaignCommand {

    private static final double MAX_TIMES_THE_MINIMUM = 2;

    @Option(
            names = "--batches",
            paramLabel = "COUNT",
            defaultValue = "2000",
            description = "Batches of ten messages per run (${DEFAULT-VALUE}).")
    private int batches;

    BudgetCommand() {
        super("What retries ask of the table", "chaos-budget CHAOS_ARGS");
    }

    @Override
    void run(long seed, Report report) throws IOException {
        try (RetryBudget budget =
                new RetryBudget(seed, batches, InstantSource.system().instant())) {
            progress("%,d batches, nothing throttled ...".formatted(batches));
            RetryBudget.Count calm = budget.unthrottled();
            progress("%,d batches, 30 %% of the calls throttled ...".formatted(batches));
            RetryBudget.Count calls = budget.callsThrottled();
            progress("%,d batches, 30 %% of the items throttled ...".formatted(batches));
            RetryBudget.Count items = budget.itemsThrottled();
            List<String> violations = Stream.of(calm, calls, items)
                    .flatMap(count -> count.violations().stream())
                    .toList();
            judge(report, violations);
            long notRecorded = calm.notRecorded() + calls.notRecorded() + items.notRecorded();
            none(report, "message is left unrecorded", notRecorded);
            none(report, "invocation times out", calm.timeouts() + calls.timeouts() + items.timeouts());
            String requests = atMostTwice(report, "requests", calls.requests(), calm.requests());
            String puts = atMostTwice(report, "item writes", items.puts(), calm.puts());
            report.fact("seed", Long.toString(seed)).fact("batches of ten", batches);
            report.table(
                    "By what is throttled",
                    List.of("throttled", "requests", "item writes", "given back", "not recorded", "times the minimum"),
                    List.of(
                            row("nothing", calm, "1.00"),
                            row("30 % of the calls", calls, requests + " (requests)"),
                            row("30 % of the items", items, puts + " (item writes)")));
        }
    }

    private static String atMostTwice(Report report, String what, long throttled, long calm) {
        double times = (double) throttled / calm;
        String measured = "%.2f".formatted(times);
        report.goal("at most twice the minimum of " + what, measured, times <= MAX_TIMES_THE_MINIMUM);
        return measured;
    }

    private static List<String> row(String throttled, RetryBudget.Count count, String times) {
        return Report.row(
                throttled,
                "%,d".formatted(count.requests()),
                "%,d".formatted(count.puts()),
                "%,d".formatted(count.givenBack()),
                "%,d".formatted(count.notRecorded()),
                times);
    }
}
