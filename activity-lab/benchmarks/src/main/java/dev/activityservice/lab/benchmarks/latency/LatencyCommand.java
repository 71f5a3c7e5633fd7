package dev.activityservice.lab.benchmarks.latency;

import dev.activityservice.lab.report.LabCommand;
import dev.activityservice.lab.report.Report;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the {@link LatencyBenchmark}. */
@Command(name = "latency", description = "Times the warm functions and their peers, in turns.")
public final class LatencyCommand extends LabCommand {

    @Option(
            names = "--batches",
            paramLabel = "COUNT",
            split = ",",
            defaultValue = "1,10,25,100",
            description = "Events per batch (${DEFAULT-VALUE}).")
    private List<Integer> batches = List.of();

    @Option(
            names = "--histories",
            paramLabel = "COUNT",
            split = ",",
            defaultValue = "0,100,10000",
            description = "Activities that the entity has before (${DEFAULT-VALUE}).")
    private List<Integer> histories = List.of();

    @Option(
            names = "--delays",
            paramLabel = "MILLISECONDS",
            split = ",",
            defaultValue = "0,2",
            description = "Added to each round trip to the database (${DEFAULT-VALUE}).")
    private List<Integer> delays = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "6",
            description =
                    "Per comparison (${DEFAULT-VALUE}). Each batch, history and delay has two comparisons, and each"
                            + " page one.")
    private int seconds;

    LatencyCommand() {
        super("Throughput and latency", "bench-latency BENCH_ARGS");
    }

    public static void main(String[] arguments) {
        main(new LatencyCommand(), arguments);
    }

    @Override
    protected void measure(Report report) throws Exception {
        try (DatabaseProcess process = DatabaseProcess.start()) {
            measure(process.endpoint(), report);
        }
    }

    void measure(URI database, Report report) throws Exception {
        new LatencyBenchmark(database, settings(), this::progress, report).run();
    }

    LatencyBenchmark.Settings settings() {
        return new LatencyBenchmark.Settings(batches, histories, delays, Duration.ofSeconds(seconds));
    }
}
