package dev.activityservice.lab.campaigns;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a {@link RetryBudget}. */
@Command(
        name = "budget",
        mixinStandardHelpOptions = true,
        description = "Counts requests and item writes while 30 %% of the calls, or of the items, are throttled.")
final class BudgetCommand implements Callable<Integer> {

    private static final double MOST = 2;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private CampaignOptions campaign = new CampaignOptions();

    @Option(
            names = "--batches",
            paramLabel = "COUNT",
            defaultValue = "2000",
            description = "Batches of ten messages, of each kind of run (${DEFAULT-VALUE}).")
    private int batches;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println("seed " + campaign.seed());
        RetryBudget.Count calm;
        RetryBudget.Count calls;
        RetryBudget.Count items;
        try (RetryBudget budget =
                new RetryBudget(campaign.seed(), batches, InstantSource.system().instant())) {
            calm = run(out, "nothing", budget::calm);
            calls = run(out, "30 % of the calls", budget::callsThrottled);
            items = run(out, "30 % of the items", budget::itemsThrottled);
        }
        List<RetryBudget.Count> counts = List.of(calm, calls, items);
        long notRecorded = calm.notRecorded() + calls.notRecorded() + items.notRecorded();
        double requests = (double) calls.requests() / calm.requests();
        double puts = (double) items.puts() / calm.puts();
        Summary summary = new Summary("What retries ask of the table")
                .fact("seed", Long.toString(campaign.seed()))
                .fact("batches of ten", batches)
                .fact("messages not recorded", notRecorded)
                .fact(
                        "timeouts",
                        counts.stream().mapToLong(RetryBudget.Count::timeouts).sum())
                .fact(
                        "lost or doubled",
                        counts.stream()
                                .mapToInt(count -> count.violations().size())
                                .sum())
                .columns("throttled", "requests", "item writes", "given back", "not recorded", "times the minimum")
                .row(cells("nothing", calm, "1.00"))
                .row(cells("30 % of the calls", calls, "%.2f (requests)".formatted(requests)))
                .row(cells("30 % of the items", items, "%.2f (item writes)".formatted(puts)));
        out.print(summary.toText());
        out.flush();
        summary.writeTo(campaign.folder(), "budget");
        counts.forEach(count -> count.violations().forEach(out::println));
        out.flush();
        return requests <= MOST && puts <= MOST && counts.stream().allMatch(RetryBudget.Count::isGood) ? 0 : 1;
    }

    private interface Run {
        RetryBudget.Count count() throws IOException;
    }

    private RetryBudget.Count run(PrintWriter out, String throttled, Run run) throws IOException {
        out.println("  %,d batches, throttled: %s ...".formatted(batches, throttled));
        out.flush();
        long start = System.nanoTime();
        RetryBudget.Count count = run.count();
        out.println("  ... %,d requests, %,d messages given back, %,d not recorded, %,.0f s"
                .formatted(
                        count.requests(), count.givenBack(), count.notRecorded(), (System.nanoTime() - start) / 1e9));
        out.flush();
        return count;
    }

    private static String[] cells(String throttled, RetryBudget.Count count, String times) {
        return new String[] {
            throttled,
            "%,d".formatted(count.requests()),
            "%,d".formatted(count.puts()),
            "%,d".formatted(count.givenBack()),
            "%,d".formatted(count.notRecorded()),
            times
        };
    }
}
