package dev.activityservice.lab.benchmarks.cold;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Starts each candidate again and again on Lambda's own runtime client and a Runtime API of our own, in turns, and measures how long
 * it takes to its first good answer: {@code make bench-cold}. DynamoDB Local runs in this process, the function in its own.
 */
final class ColdStartBenchmark {

    private static final double MAX_ZIP_RATIO = 1.6;
    /** The runtime client's own, and one of the SDK's that reads an answer. */
    static final int MAX_OF_LIBRARIES_RESTORED = 10;

    /**
     * The JDK's own are among them, of which JDK 25 has more than 17: for calling lambdas, and for resuming the TLS session of the
     * connection that died. A function that was not primed loads a thousand.
     */
    static final int MAX_CLASSES_RESTORED = 40;

    private final Settings settings;
    private final Consumer<String> progress;

    /**
     * What to measure.
     *
     * @param runs starts per candidate
     * @param keys of the candidates; empty for all
     * @param folder for the files that the candidates run from, and for their output; deleted first
     * @param libraries jars of the runtime client, among others
     * @param deployable jar of both functions
     * @param agent Datadog's agent, or null
     * @param newerJava the program {@code java} of a JDK 25 or later, or null
     */
    record Settings(
            int runs,
            Set<String> keys,
            Path folder,
            List<Path> libraries,
            Path deployable,
            @Nullable Path agent,
            @Nullable Path newerJava) {}

    ColdStartBenchmark(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    void run(Report report) throws IOException, InterruptedException {
        Pinning pinning = Pinning.find();
        Path newer = settings.newerJava();
        Path agent = settings.agent();
        Layouts layouts = new Layouts(settings.folder(), settings.libraries(), settings.deployable());
        report.fact("pinning", pinning.toString())
                .fact("runs", settings.runs())
                .fact("runtime client", Version.ofJar(layouts.library("aws-lambda-java-runtime-interface-client")))
                .fact("functions' options", String.join(" ", Start.MANAGED_OPTIONS));
        if (newer != null) {
            report.fact("newer JDK", Version.ofJava(newer));
        }
        if (agent != null) {
            report.fact("agent", Version.ofJar(agent));
        }
        pinning.keepAway(progress);
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
            progress.accept("Making archives ...");
            Archives archives = new Archives(layouts.folder("archives"), tls.endpoint(), tls.trustOptions());
            candidates.addClassPath(settings.deployable(), archives, tls);
            List<List<String>> notRun = new ArrayList<>();
            notRun.add(notRun("Powertools for AWS Lambda, batch and idempotency", "its artifacts do not resolve"));
            if (newer == null) {
                notRun.add(notRun("AOT cache, newer JDK", "BENCH_JDK25 is not set"));
            } else {
                candidates.addAheadOfTime(newer, settings.deployable(), archives, tls);
            }
            if (agent == null) {
                notRun.add(notRun("Datadog's agent", "its jar is not there (--agent)"));
            } else {
                candidates.addAgent(agent, List.of("record", "record-snapstart", "record-cds", "record-aot"));
            }
            List<Candidate> chosen = candidates.all().stream()
                    .filter(candidate ->
                            settings.keys().isEmpty() || settings.keys().contains(candidate.key()))
                    .toList();
            Runnable onRestore = () -> List.of(plain, tls).forEach(SlowLink::closeConnections);
            List<Series> all = count(chosen, layouts, pinning, onRestore);
            measure(all, layouts, pinning, onRestore);
            report(report, all, notRun);
            goals(report, all);
        }
        report.table(
                "Bytes",
                List.of("what", "bytes"),
                List.of(List.of(
                        settings.deployable().getFileName().toString(),
                        Long.toString(Files.size(settings.deployable())))));
    }

    static void createTable(DynamoDbLocalServer dynamoDb) {
        try (DynamoDbClient client = DynamoDbClients.create(
                Region.EU_WEST_1,
                dynamoDb.endpoint(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))) {
            client.createTable(ActivityTable.createTableRequest(Candidates.TABLE));
        }
    }

    /** Also warms DynamoDB Local and the file cache up, and leaves in the table what the finders find. */
    private List<Series> count(List<Candidate> candidates, Layouts layouts, Pinning pinning, Runnable onRestore)
            throws IOException, InterruptedException {
        List<Series> all = new ArrayList<>();
        Path folder = layouts.folder("output");
        for (Candidate candidate : candidates) {
            progress.accept("Counting the classes of: " + candidate.name() + " ...");
            List<Start.LoadedClass> loaded = Start.of(candidate, pinning.prefix(), true, folder, onRestore)
                    .classes();
            all.add(new Series(candidate, new ArrayList<>(), loaded));
            Files.write(
                    folder.resolve(candidate.key() + ".loaded"),
                    loaded.stream()
                            .map(each -> (each.archived() ? "archived " : "read ") + each.name())
                            .toList());
        }
        return all;
    }

    private void measure(List<Series> all, Layouts layouts, Pinning pinning, Runnable onRestore)
            throws IOException, InterruptedException {
        Path folder = layouts.folder("output");
        for (int run = 1; run <= settings.runs(); run++) {
            progress.accept("Run " + run + " of " + settings.runs() + " ...");
            for (Series series : all) {
                series.starts().add(Start.of(series.candidate(), pinning.prefix(), false, folder, onRestore));
            }
        }
    }

    private static List<String> notRun(String candidate, String reason) {
        return List.of(candidate, "", "not run: " + reason, "", "", "", "", "", "");
    }

    private static void report(Report report, List<Series> all, List<List<String>> notRun) {
        double doNothing = all.stream()
                .filter(series -> series.candidate().key().equals(Candidates.DO_NOTHING_POJO))
                .findFirst()
                .map(Series::medianMillis)
                .orElse(Double.NaN);
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            rows.add(List.of(
                    series.candidate().name(),
                    series.candidate().key(),
                    number(series.medianMillis()),
                    number(series.leastMillis()),
                    number(series.mostMillis()),
                    number(series.medianCpuMillis()),
                    String.format(Locale.ROOT, "%.2f", series.medianMillis() / doNothing),
                    Integer.toString(series.classes().size()),
                    Long.toString(series.classesRead())));
        }
        rows.addAll(notRun);
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
                rows);
    }

    private static void goals(Report report, List<Series> all) {
        Map<String, Series> byKey = new LinkedHashMap<>();
        all.forEach(series -> byKey.put(series.candidate().key(), series));
        for (String function : List.of("record", "find")) {
            atMost(report, byKey, function, Candidates.DO_NOTHING_POJO, MAX_ZIP_RATIO);
            atMost(report, byKey, function + "-cds", Candidates.DO_NOTHING_POJO, 1);
            atMost(report, byKey, function + "-aot", Candidates.DO_NOTHING_POJO_NEWER, 1);
            restored(report, byKey.get(function + "-snapstart"));
        }
        // What does nothing opens no connection, so over TLS it is at an advantage.
        atMost(report, byKey, "record-tls", Candidates.DO_NOTHING_POJO, MAX_ZIP_RATIO);
        atMost(report, byKey, "record-tls-cds", Candidates.DO_NOTHING_POJO, 1);
        atMost(report, byKey, "record-tls-aot", Candidates.DO_NOTHING_POJO_NEWER, 1);
        restored(report, byKey.get("record-tls-snapstart"));
        restored(report, byKey.get("find-tls-snapstart"));
    }

    private static void restored(Report report, @Nullable Series series) {
        if (series != null) {
            report.goal(
                    series.candidate().name() + ": at most " + MAX_CLASSES_RESTORED + " classes are loaded, of these "
                            + MAX_OF_LIBRARIES_RESTORED + " that are not the JDK's, and none of ours",
                    series.classes().size() + ", " + series.classesOfLibraries() + ", " + series.classesOfOurs(),
                    series.classes().size() <= MAX_CLASSES_RESTORED
                            && series.classesOfLibraries() <= MAX_OF_LIBRARIES_RESTORED
                            && series.classesOfOurs() == 0);
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

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
