package dev.activityservice.lab.benchmarks.cold;

import dev.activityservice.lab.report.LabCommand;
import dev.activityservice.lab.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the {@link ColdStartBenchmark}. */
@Command(
        name = "cold",
        description = "Measures cold starts of the functions on Lambda's runtime client. The folder cold/output of the"
                + " report contains the classes that each candidate loaded (KEY.loaded) and what it printed (KEY.log).")
public final class ColdStartCommand extends LabCommand {

    private static final Path LIBRARIES = Path.of("activity-lab/benchmarks/target/lib");
    private static final Path ADAPTERS = Path.of("activity-aws-adapters/target");

    @Option(
            names = "--runs",
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "Starts per candidate (${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--candidates",
            paramLabel = "KEY",
            split = ",",
            description = "Only these candidates, by their keys in the table. Default: all.")
    private Set<String> candidates = Set.of();

    @Option(names = "--deployable", paramLabel = "JAR", description = "Another build of the functions, to compare.")
    private @Nullable Path deployable;

    @Option(
            names = "--agent",
            paramLabel = "JAR",
            defaultValue = "activity-aws-adapters/target/datadog/dd-java-agent.jar",
            description = "The Datadog agent; skipped if the file does not exist (${DEFAULT-VALUE}).")
    private Path agent = Path.of("");

    @Option(
            names = "--jdk25",
            paramLabel = "FOLDER",
            defaultValue = "${env:BENCH_JDK25:-}",
            description = "Home of a JDK 25 or later, for the candidates with an AOT cache. Default: BENCH_JDK25.")
    private String jdk25 = "";

    ColdStartCommand() {
        super("From the start of a JVM to its first good answer", "bench-cold BENCH_ARGS");
    }

    public static void main(String[] arguments) {
        // Otherwise each answer of the Runtime API waits 40 ms for a TCP acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        main(new ColdStartCommand(), arguments);
    }

    @Override
    protected void measure(Report report) throws IOException, InterruptedException {
        new ColdStartBenchmark(
                        new ColdStartBenchmark.Settings(
                                runs,
                                candidates,
                                out().toAbsolutePath().resolve("cold"),
                                files(LIBRARIES),
                                deployable == null ? built() : deployable,
                                Files.exists(agent) ? agent : null,
                                jdk25.isBlank() ? null : Path.of(jdk25, "bin", "java")),
                        this::progress)
                .run(report);
    }

    private static Path built() throws IOException {
        return files(ADAPTERS).stream()
                .filter(file -> file.getFileName().toString().endsWith("-lambda.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot find the deployable jar in " + ADAPTERS));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
