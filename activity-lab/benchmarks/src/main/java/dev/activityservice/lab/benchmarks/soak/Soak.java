package dev.activityservice.lab.benchmarks.soak;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.lab.benchmarks.cost.PageCost;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.report.Report;
import dev.activityservice.local.LocalOptions;
import dev.activityservice.local.LocalStack;
import java.util.Map;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Keeps the whole local stack busy for minutes, and then holds what it shows against what was
 * published: {@code make soak}, whose {@code --help} tells the options.
 */
public final class Soak {

    /** The first part of a run, while classes load, code is compiled and caches fill. */
    private static final double WARM_UP = 1.0 / 3;
    /** Of the mean, over the rest of the run. */
    private static final double MAX_GROWTH = 0.10;

    /** Each is a full collection: more often would be a load of its own. */
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);

    private static final int MIN_SAMPLES = 6;
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(2);
    /** No healthy message comes back while it is worked on. */
    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    private static final List<Integer> HISTORIES = List.of(1000, 100_000);

    private final Options options;
    private final PrintStream progress;
    private final Report report;

    Soak(Options options, PrintStream progress, Report report) {
        this.options = options;
        this.progress = progress;
        this.report = report;
    }

    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            boolean asked = args.length > 0 && args[0].equals("--help");
            System.out.println((asked ? "" : e.getMessage() + "\n\n") + Options.HELP);
            System.exit(asked ? 0 : 2);
            return;
        }
        PrintStream out = System.out;
        // The functions write a line for each batch: it is written, and goes nowhere.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Report report = Report.of(
                "A sustained load",
                Map.of());
        new Soak(options, System.err, report).run();
        report.writeTo(options.out(), "soak");
        out.println(report.toText());
        out.println("Written: " + options.out().resolve("soak.json") + ", "
                + options.out().resolve("soak.md"));
        System.exit(report.isMet() ? 0 : 1);
    }

    void run() throws Exception {
        Path data = Files.createTempDirectory("activity-soak");
        LocalOptions.Builder settings = LocalOptions.builder().visibilityTimeout(VISIBILITY);
        if (options.onDisk()) {
            settings.dataDir(data);
        }
        try (LocalStack stack = LocalStack.start(settings.build());
                SqsClient sqs = local(SqsClient.builder(), stack.sqsEndpoint()).build();
                EventBridgeClient bus =
                        local(EventBridgeClient.builder(), stack.endpoint()).build();
                DynamoDbClient tables = Database.client(stack.dynamoDbEndpoint())) {
            load(stack, sqs, bus, tables);
        } finally {
            delete(data);
        }
        if (options.countPages()) {
            countPages();
        }
    }

    private void load(LocalStack stack, SqsClient sqs, EventBridgeClient bus, DynamoDbClient tables) throws Exception {
        Plan plan = new Plan(LocalStack.BUS, options.seed());
        Backlog backlog = new Backlog(sqs, stack.queueUrl(), options.backlog());
        List<List<String>> rows = new ArrayList<>();
        List<Trend.Sample> heap = new ArrayList<>();
        long begin = System.nanoTime();
        int published;
        boolean drained;
        double seconds;
        try (Publishers publishers = Publishers.start(plan, bus, options.publishers(), backlog)) {
            double total = options.time().toNanos() / 1e9;
            int samples = (int) Math.max(MIN_SAMPLES, options.time().dividedBy(BETWEEN_SAMPLES));
            for (int sample = 1; sample <= samples; sample++) {
                await(begin, total * sample / samples);
                publishers.requireRunning();
                Memory memory = Memory.now();
                double at = (System.nanoTime() - begin) / 1e9;
                int recorded = publishers.published() - backlog.size();
                List<String> row = List.of(
                        number("%.0f", at),
                        Integer.toString(recorded),
                        number("%.0f", recorded / at),
                        number("%.1f", memory.liveHeap()),
                        number("%.0f", memory.resident()));
                progress.println(String.join("  ", row) + "  (s, recorded, events/s, live heap MB, resident MB)");
                rows.add(row);
                if (sample > samples * WARM_UP) {
                    heap.add(new Trend.Sample(at, memory.liveHeap()));
                }
            }
            publishers.stop();
            published = publishers.published();
            drained = backlog.awaitEmpty(DRAIN_PATIENCE);
            seconds = (System.nanoTime() - begin) / 1e9;
        }
        progress.println("Checking " + published + " published events ...");
        int deadLetters = new Backlog(sqs, stack.deadLettersUrl(), 0).size();
        List<String> violations = new Timelines(
                        DynamoDbActivityStore.builder(tables, stack.tableName()).build())
                .violations(plan, published);
        violations.stream().limit(20).forEach(progress::println);
        report.goal("the queue is empty in the end", drained ? "empty" : "not empty", drained);
        report.goal("no healthy message is dead-lettered", Integer.toString(deadLetters), deadLetters == 0);
        report.goal(
                "nothing lost, nothing doubled, everything in order",
                violations.size() + " violations in " + published + " events",
                violations.isEmpty());
        long again = IntStream.range(0, published).filter(Plan::isAgain).count();
        Trend trend = Trend.of(heap);
        report.goal(
                "the live heap is flat after the first third: it grows by at most 10 % (resident memory, which has the"
                        + " tables in it, is not judged)",
                number("%.1f", trend.growth()) + " MB on " + number("%.1f", trend.mean()) + " MB",
                trend.isFlat(MAX_GROWTH));
        report.table(
                "End to end",
                List.of(
                        "events published",
                        "of these again",
                        "seconds until all were recorded",
                        "events/s",
                        "distinct events/s"),
                List.of(List.of(
                        Integer.toString(published),
                        Long.toString(again),
                        number("%.1f", seconds),
                        number("%.0f", published / seconds),
                        number("%.0f", (published - again) / seconds))));
        report.table(
                "Over time", List.of("second", "recorded", "events/s so far", "live heap MB", "resident MB"), rows);
    }

    private void countPages() throws IOException {
        progress.println("Counting pages of histories of " + HISTORIES + " ...");
        List<PageCost> costs = PageCost.count(HISTORIES);
        report.goal(
                "a page of a history of 100,000 costs what one of 1,000 does",
                number("%.1f", costs.get(1).readUnits()) + " read units and "
                        + number("%.1f", costs.get(0).readUnits()),
                costs.get(0).readUnits() == costs.get(1).readUnits()
                        && costs.get(0).requests() == costs.get(1).requests());
        report.table(
                "A page of 50, by history",
                List.of("history", "requests", "read units", "bytes in"),
                costs.stream()
                        .map(cost -> List.of(
                                Integer.toString(cost.history()),
                                Integer.toString(cost.requests()),
                                number("%.1f", cost.readUnits()),
                                Long.toString(cost.bytesIn())))
                        .toList());
    }

    private static void await(long begin, double seconds) {
        long end = begin + (long) (seconds * 1e9);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static <B extends AwsClientBuilder<B, ?>> B local(B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
