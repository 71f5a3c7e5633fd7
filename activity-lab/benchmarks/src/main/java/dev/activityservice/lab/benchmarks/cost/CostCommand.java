package dev.activityservice.lab.benchmarks.cost;

import dev.activityservice.lab.report.LabCommand;
import dev.activityservice.lab.report.Report;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the {@link CostBenchmark}. */
@Command(name = "cost", description = "Counts requests, capacity units and bytes of the service and of its peers.")
public final class CostCommand extends LabCommand {

    @Option(
            names = "--max-history",
            paramLabel = "COUNT",
            defaultValue = "100000",
            description = "Longer histories are skipped (${DEFAULT-VALUE}).")
    private int maxHistory;

    CostCommand() {
        super("What recording and reading cost", "bench-cost BENCH_ARGS");
    }

    public static void main(String[] arguments) {
        main(new CostCommand(), arguments);
    }

    @Override
    protected void measure(Report report) throws IOException {
        try (CostSetup setup = CostSetup.open()) {
            new CostBenchmark(setup, this::progress, maxHistory, report).run();
        }
    }
}
