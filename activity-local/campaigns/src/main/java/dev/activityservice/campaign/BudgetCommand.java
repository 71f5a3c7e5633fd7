package dev.activityservice.campaign;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
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
        RetryBudget budget =
                new RetryBudget(campaign.seed(), batches, InstantSource.system().instant());
        RetryBudget.Count calm = budget.calm();
        RetryBudget.Count calls = budget.callsThrottled();
        RetryBudget.Count items = budget.itemsThrottled();
        double requests = (double) calls.requests() / calm.requests();
        double puts = (double) items.puts() / calm.puts();
        Summary summary = new Summary("What retries ask of the table")
                .fact("seed", Long.toString(campaign.seed()))
                .fact("batches of ten", batches)
                .columns("throttled", "requests", "item writes", "times the minimum")
                .row("nothing", "%,d".formatted(calm.requests()), "%,d".formatted(calm.puts()), "1.00")
                .row(
                        "30 % of the calls",
                        "%,d".formatted(calls.requests()),
                        "%,d".formatted(calls.puts()),
                        "%.2f (requests)".formatted(requests))
                .row(
                        "30 % of the items",
                        "%,d".formatted(items.requests()),
                        "%,d".formatted(items.puts()),
                        "%.2f (item writes)".formatted(puts));
        out.print(summary.toText());
        out.flush();
        summary.writeTo(campaign.folder(), "budget");
        return requests <= MOST && puts <= MOST ? 0 : 1;
    }
}
