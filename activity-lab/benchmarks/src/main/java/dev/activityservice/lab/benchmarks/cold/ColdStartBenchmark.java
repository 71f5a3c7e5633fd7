package dev.activityservice.lab.benchmarks.cold;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.lab.benchmarks.report.Report;
import dev.activityservice.lab.benchmarks.report.Surroundings;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.proxy.SlowLink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Starts each subject again and again on Lambda's own runtime client and a Runtime API of our own, in turns, and measures how long
 * it takes to its first good answer: {@code make bench-cold}. DynamoDB Local runs in this process, the function in its own.
 */
public final class ColdStartBenchmark {

    private static final double MAX_ZIP_RATIO = 1.6;
    /** The runtime client's own, and one of the SDK's that reads an answer. */
    static final int MAX_OF_LIBRARIES_RESTORED = 10;

    /**
     * The JDK's own are among them, of which JDK 25 has more than 17: for calling lambdas, and for resuming the TLS session of the
     * connection that died. A function that was not primed loads a thousand.
     */
    static final int MAX_CLASSES_RESTORED = 40;

    private final Options options;
    private final Pinning pinning;
    private final PrintStream progress;

    private ColdStartBenchmark(Options options, Pinning pinning, PrintStream progress) {
        this.options = options;
        this.pinning = pinning;
        this.progress = progress;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.println(Options.HELP);
            return;
        }
        // Otherwise each answer of the Runtime API waits for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Options options = Options.parse(args, System.getenv());
        Path newer = options.jdk25Home();
        Report report = new ColdStartBenchmark(options, Pinning.find(), System.err)
                .run(Surroundings.of("make bench-cold"
                        + (newer == null ? "" : " BENCH_JDK25=" + newer)
                        + (args.length == 0 ? "" : " BENCH_ARGS=\"" + String.join(" ", args) + "\"")));
        report.writeTo(options.out(), "cold");
        System.out.println(report.toText());
        System.out.println("Written: " + options.out().resolve("cold.json") + ", "
                + options.out().resolve("cold.md"));
        // A goal is one of a whole run; DynamoDB Local's threads would keep the process from ending.
        System.exit(report.isMet() ? 0 : 1);
    }

    private Report run(Map<String, String> surroundings) throws IOException, InterruptedException {
        Map<String, String> stated = new LinkedHashMap<>(surroundings);
        stated.put("pinning", pinning.toString());
        stated.put("runs", Integer.toString(options.runs()));
        Path newer = options.jdk25();
        Path agent = options.agent();
        if (newer != null) {
            stated.put("newer JDK", Version.ofJava(newer));
        }
        Report report = Report.of("From the start of a JVM to its first good answer", stated);
        Path root = options.out().toAbsolutePath().resolve("cold");
        Layouts layouts = new Layouts(root, options.libraries(), options.deployable());
        stated.put("runtime client", Version.ofJar(layouts.library("aws-lambda-java-runtime-interface-client")));
        if (agent != null) {
            stated.put("agent", Version.ofJar(agent));
        }
        stated.put("functions' options", String.join(" ", Start.MANAGED_OPTIONS));
        pinning.keepAway(progress);
        try (DynamoDbLocalServer dynamoDb = DynamoDbLocalServer.inMemory();
                SlowLink plain = SlowLink.before(dynamoDb.endpoint(), Duration.ZERO);
                SlowLink tls = SlowLink.overTls(dynamoDb.endpoint(), layouts.folder("tls"))) {
            createTable(dynamoDb);
            Subjects subjects = new Subjects(layouts, options.java(), dynamoDb.endpoint(), plain);
            subjects.addDoNothing();
            subjects.addZip();
            subjects.addOtherZips();
            subjects.addTls(tls);
            progress.println("Making archives ...");
            Archives archives = new Archives(layouts.folder("archives"), tls.endpoint(), tls.trustOptions());
            subjects.addClassPath(options.deployable(), archives, tls);
            List<List<String>> notRun = new ArrayList<>();
            notRun.add(notRun("Powertools for AWS Lambda, batch and idempotency", "its artifacts do not resolve"));
            if (newer == null) {
                notRun.add(notRun("AOT cache, newer JDK", "BENCH_JDK25 is not set"));
            } else {
                subjects.addAheadOfTime(newer, options.deployable(), archives, tls);
            }
            if (agent == null) {
                notRun.add(notRun("Datadog's agent", "its jar is not there (--agent)"));
            } else {
                subjects.addAgent(agent, List.of("record", "record-snapstart", "record-cds", "record-aot"));
            }
            List<Subject> chosen =
                    subjects.all().stream().filter(options::chooses).toList();
            Runnable onRestore = () -> List.of(plain, tls).forEach(SlowLink::closeConnections);
            List<Series> all = count(chosen, layouts, onRestore);
            measure(all, layouts, onRestore);
            report(report, all, notRun);
            goals(report, all);
        }
        report.table("Bytes", List.of("what", "bytes"), sizes());
        return report;
    }

    static void createTable(DynamoDbLocalServer dynamoDb) {
        try (DynamoDbClient client = DynamoDbClients.create(
                Region.EU_WEST_1,
                dynamoDb.endpoint(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))) {
            client.createTable(ActivityTable.createTableRequest(Subjects.TABLE));
        }
    }

    /** Also warms DynamoDB Local and the file cache up, and leaves in the table what the finders find. */
    private List<Series> count(List<Subject> subjects, Layouts layouts, Runnable onRestore)
            throws IOException, InterruptedException {
        List<Series> all = new ArrayList<>();
        Path folder = layouts.folder("output");
        for (Subject subject : subjects) {
            progress.println("Counting the classes of: " + subject.name() + " ...");
            List<Start.LoadedClass> loaded =
                    Start.of(subject, pinning.prefix(), true, folder, onRestore).classes();
            all.add(new Series(subject, new ArrayList<>(), loaded));
            Files.write(
                    folder.resolve(subject.key() + ".loaded"),
                    loaded.stream()
                            .map(each -> (each.archived() ? "archived " : "read ") + each.name())
                            .toList());
        }
        return all;
    }

    private void measure(List<Series> all, Layouts layouts, Runnable onRestore)
            throws IOException, InterruptedException {
        Path folder = layouts.folder("output");
        for (int run = 1; run <= options.runs(); run++) {
            progress.println("Run " + run + " of " + options.runs() + " ...");
            for (Series series : all) {
                series.starts().add(Start.of(series.subject(), pinning.prefix(), false, folder, onRestore));
            }
        }
    }

    private static List<String> notRun(String subject, String reason) {
        return List.of(subject, "", "not run: " + reason, "", "", "", "", "", "");
    }

    private static void report(Report report, List<Series> all, List<List<String>> notRun) {
        double doNothing = all.stream()
                .filter(series -> series.subject().key().equals(Subjects.DO_NOTHING_POJO))
                .findFirst()
                .map(Series::medianMillis)
                .orElse(Double.NaN);
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            rows.add(List.of(
                    series.subject().name(),
                    series.subject().key(),
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
                        "subject",
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
        all.forEach(series -> byKey.put(series.subject().key(), series));
        for (String function : List.of("record", "find")) {
            atMost(report, byKey, function, Subjects.DO_NOTHING_POJO, MAX_ZIP_RATIO);
            atMost(report, byKey, function + "-cds", Subjects.DO_NOTHING_POJO, 1);
            atMost(report, byKey, function + "-aot", Subjects.DO_NOTHING_POJO_NEWER, 1);
            restored(report, byKey.get(function + "-snapstart"));
        }
        // What does nothing opens no connection, so over TLS it is at an advantage.
        atMost(report, byKey, "record-tls", Subjects.DO_NOTHING_POJO, MAX_ZIP_RATIO);
        atMost(report, byKey, "record-tls-cds", Subjects.DO_NOTHING_POJO, 1);
        atMost(report, byKey, "record-tls-aot", Subjects.DO_NOTHING_POJO_NEWER, 1);
        restored(report, byKey.get("record-tls-snapstart"));
        restored(report, byKey.get("find-tls-snapstart"));
    }

    private static void restored(Report report, @Nullable Series series) {
        if (series != null) {
            report.goal(
                    series.subject().name() + ": at most " + MAX_CLASSES_RESTORED + " classes are loaded, of these "
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
                    series.subject().name() + ": at most " + ratio + " times "
                            + base.subject().name(),
                    String.format(Locale.ROOT, "%.2f", measured),
                    measured <= ratio);
        }
    }

    private List<List<String>> sizes() throws IOException {
        return List.of(List.of(
                options.deployable().getFileName().toString(), Long.toString(Layouts.bytes(options.deployable()))));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
