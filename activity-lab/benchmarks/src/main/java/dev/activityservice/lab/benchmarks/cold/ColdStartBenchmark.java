package dev.activityservice.lab.benchmarks.cold;

import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.report.LabCommand;
import dev.activityservice.lab.report.Report;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.proxy.SlowLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Starts each candidate again and again on Lambda's runtime client, in turns, and measures the time to the first good answer.
 * DynamoDB Local runs in this process, the function in another.
 */
@Command(
        name = "cold",
        description = "Measures cold starts of the functions on Lambda's runtime client. The folder cold/output of the"
                + " report contains the classes that each candidate loaded (KEY.loaded) and what it printed (KEY.log).")
public final class ColdStartBenchmark extends LabCommand {

    /** Classes of the runtime client, and one of the SDK that reads an answer. */
    static final int MAX_LIBRARY_CLASSES_RESTORED = 10;

    /**
     * Includes classes of the JDK: for lambdas, and to resume the TLS session of the dead connection. JDK 25 has more of them than
     * JDK 17. A function that was not primed loads a thousand.
     */
    static final int MAX_CLASSES_RESTORED = 40;

    private static final double MAX_ZIP_RATIO = 1.6;
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
    private Set<String> keys = Set.of();

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
            description = "Home of a JDK 25 or later; adds the candidates with an AOT cache. Default: BENCH_JDK25.")
    private String jdk25 = "";

    ColdStartBenchmark() {
        super("From the start of a JVM to its first good answer", "bench-cold BENCH_ARGS");
    }

    public static void main(String[] arguments) {
        // Otherwise each answer of the Runtime API waits 40 ms for a TCP acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        main(new ColdStartBenchmark(), arguments);
    }

    @Override
    protected void measure(Report report) throws IOException, InterruptedException {
        Path jar = deployable == null ? built() : deployable;
        Layouts layouts = new Layouts(out().toAbsolutePath().resolve("cold"), files(LIBRARIES), jar);
        List<String> pinning = Pinning.prefix();
        report.fact("pinning", pinning.isEmpty() ? "none" : "functions on processor 0, all else on the others")
                .fact("runs", runs)
                .fact("runtime client", name(layouts.library("aws-lambda-java-runtime-interface-client")))
                .fact("functions' options", String.join(" ", Start.MANAGED_OPTIONS));
        List<Series> all;
        try (DynamoDbLocalServer dynamoDb = DynamoDbLocalServer.inMemory();
                SlowLink plain = SlowLink.before(dynamoDb.endpoint(), Duration.ZERO);
                SlowLink tls = SlowLink.overTls(dynamoDb.endpoint(), layouts.folder("tls"))) {
            createTable(dynamoDb);
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            Candidates candidates = new Candidates(layouts, java, dynamoDb.endpoint(), plain);
            candidates.addDoNothing();
            candidates.addZip();
            candidates.addOtherZips();
            candidates.addTls(tls);
            progress("Creating archives ...");
            Archives archives = new Archives(layouts.folder("archives"), tls.endpoint(), tls.trustOptions());
            candidates.addClassPath(jar, archives, tls);
            if (!jdk25.isBlank()) {
                report.fact("newer JDK", jdk25);
                candidates.addAheadOfTime(Path.of(jdk25, "bin", "java"), jar, archives, tls);
            }
            if (Files.exists(agent)) {
                candidates.addAgent(agent, List.of("record", "record-snapstart", "record-cds", "record-aot"));
            }
            all = candidates.all().stream()
                    .filter(candidate -> keys.isEmpty() || keys.contains(candidate.key()))
                    .map(candidate -> new Series(candidate, new ArrayList<>(), new ArrayList<>()))
                    .toList();
            start(
                    all,
                    layouts.folder("output"),
                    pinning,
                    () -> List.of(plain, tls).forEach(SlowLink::closeConnections));
        }
        tables(report, all, jar);
        goals(report, all);
    }

    static void createTable(DynamoDbLocalServer dynamoDb) {
        try (DynamoDbClient client = Database.client(dynamoDb.endpoint())) {
            Database.createActivityTable(client, Candidates.TABLE);
        }
    }

    /**
     * The first start of each candidate counts classes, and is not timed. It also warms up DynamoDB Local and the file cache, and
     * writes the items that the query functions find.
     */
    private void start(List<Series> all, Path folder, List<String> pinning, Runnable onRestore)
            throws IOException, InterruptedException {
        for (Series series : all) {
            progress("Counting the classes of: " + series.candidate().name() + " ...");
            series.classes()
                    .addAll(Start.of(series.candidate(), pinning, true, folder, onRestore)
                            .classes());
            Files.write(
                    folder.resolve(series.candidate().key() + ".loaded"),
                    series.classes().stream()
                            .map(each -> (each.archived() ? "archived " : "read ") + each.name())
                            .toList());
        }
        for (int run = 1; run <= runs; run++) {
            progress("Run " + run + " of " + runs + " ...");
            for (Series series : all) {
                series.starts().add(Start.of(series.candidate(), pinning, false, folder, onRestore));
            }
        }
    }

    private static void tables(Report report, List<Series> all, Path jar) throws IOException {
        double doNothing = all.stream()
                .filter(series -> series.candidate().key().equals(Candidates.DO_NOTHING_POJO))
                .findFirst()
                .map(Series::medianMillis)
                .orElse(Double.NaN);
        report.table(
                "To the first good answer",
                List.of(
                        "candidate",
                        "key",
                        "ms, median",
                        "least",
                        "most",
                        "CPU ms, median",
                        "ratio",
                        "classes loaded",
                        "of them read"),
                all.stream()
                        .map(series -> Report.row(
                                series.candidate().name(),
                                series.candidate().key(),
                                Math.round(series.medianMillis()),
                                Math.round(series.minMillis()),
                                Math.round(series.maxMillis()),
                                Math.round(series.medianCpuMillis()),
                                String.format(Locale.ROOT, "%.2f", series.medianMillis() / doNothing),
                                series.classes().size(),
                                series.classesRead()))
                        .toList());
        report.table("Bytes", List.of("file", "bytes"), List.of(Report.row(name(jar), Files.size(jar))));
    }

    private static void goals(Report report, List<Series> all) {
        Map<String, Series> byKey = new LinkedHashMap<>();
        all.forEach(series -> byKey.put(series.candidate().key(), series));
        // The baseline opens no connection, so it has an advantage over TLS.
        for (String function : List.of("record", "find", "record-tls")) {
            atMost(report, byKey, function, Candidates.DO_NOTHING_POJO, MAX_ZIP_RATIO);
            atMost(report, byKey, function + "-cds", Candidates.DO_NOTHING_POJO, 1);
            atMost(report, byKey, function + "-aot", Candidates.DO_NOTHING_POJO_NEWER, 1);
        }
        for (String function : List.of("record", "find", "record-tls", "find-tls")) {
            Series series = byKey.get(function + "-snapstart");
            if (series != null) {
                report.goal(
                        series.candidate().name() + ": loads at most " + MAX_CLASSES_RESTORED + " classes, at most "
                                + MAX_LIBRARY_CLASSES_RESTORED + " of libraries, and none of the service",
                        series.classes().size() + ", " + series.classesOfLibraries() + ", " + series.classesOfOurs(),
                        series.classes().size() <= MAX_CLASSES_RESTORED
                                && series.classesOfLibraries() <= MAX_LIBRARY_CLASSES_RESTORED
                                && series.classesOfOurs() == 0);
            }
        }
    }

    private static void atMost(Report report, Map<String, Series> byKey, String key, String doNothing, double ratio) {
        Series series = byKey.get(key);
        Series base = byKey.get(doNothing);
        if (series != null && base != null) {
            double measured = series.medianMillis() / base.medianMillis();
            report.goal(
                    series.candidate().name() + ": at most " + ratio + " times "
                            + base.candidate().name(),
                    String.format(Locale.ROOT, "%.2f", measured),
                    measured <= ratio);
        }
    }

    private static Path built() throws IOException {
        return files(ADAPTERS).stream()
                .filter(file -> name(file).endsWith("-lambda.jar"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Cannot find the deployable jar in " + ADAPTERS));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
