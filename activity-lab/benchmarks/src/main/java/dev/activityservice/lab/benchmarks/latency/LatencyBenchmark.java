package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.lab.benchmarks.peer.Candidates;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.lab.benchmarks.peer.SqsBatch;
import dev.activityservice.lab.report.LabCommand;
import dev.activityservice.lab.report.Report;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Times the warm functions and their peers in turns. The ratios within one run are the result. */
@Command(name = "latency", description = "Times the warm functions and their peers, in turns.")
public final class LatencyBenchmark extends LabCommand {

    private static final int ITEM_BYTES = 200;
    private static final int PAGE = 50;
    private static final int WARM_UP_ROUNDS = 2000;
    private static final int WARM_UP_STEP = 200;
    private static final int PEER_WARM_UP_ROUNDS = 40;
    /** The batch and the history of the goals. */
    private static final int GOAL_BATCH = 25;

    private static final int LONG_HISTORY = 10_000;
    /** With a shorter history, each round has a new entity, so that rounds do not make the history longer. */
    private static final int MAX_HISTORY_PER_ROUND = 1000;
    /** The reference would read more for a minute per round. */
    private static final int MAX_ITEMS_READ = 150_000;
    /** The reference reads at most one megabyte of a history. */
    private static final int ITEMS_PER_QUERY = 1024 * 1024 / ITEM_BYTES;

    private static final String BARE_WRITE = "no-op + bare BatchWriteItem";
    private static final String OURS = "activity service";
    private static final String PATTERN = "per-record pattern";
    private static final String REFERENCE = "reference algorithm";
    private static final String BARE_QUERY = "bare Query";

    private final Events events = new Events();
    private final List<List<String>> baselines = new ArrayList<>();
    private final List<List<String>> peers = new ArrayList<>();
    private final List<List<String>> pages = new ArrayList<>();
    private final Set<String> filled = new HashSet<>();
    private int things;

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
            description = "Per comparison (${DEFAULT-VALUE}); 0 for a few rounds without a warm-up.")
    private int seconds;

    LatencyBenchmark() {
        super("Throughput and latency", "bench-latency BENCH_ARGS");
    }

    public static void main(String[] arguments) {
        main(new LatencyBenchmark(), arguments);
    }

    @Override
    protected void measure(Report report) throws Exception {
        try (DatabaseProcess database = DatabaseProcess.start()) {
            measure(database.endpoint(), report);
        }
    }

    void measure(URI database, Report report) throws Exception {
        Path catalog = Files.createTempFile("catalog", ".json");
        try {
            Files.writeString(catalog, Events.CATALOG_JSON);
            try (DynamoDbClient client = Database.client(database)) {
                Candidates.createTables(client);
            }
            if (seconds > 0) {
                try (LatencySetup setup = LatencySetup.at(database, Duration.ZERO, catalog)) {
                    warmUp(setup);
                }
            }
            for (int delay : delays) {
                try (LatencySetup setup = LatencySetup.at(database, Duration.ofMillis(delay), catalog)) {
                    for (int history : histories) {
                        for (int size : batches) {
                            record(setup, new Course(size, history, delay), report);
                        }
                        if (history >= PAGE) {
                            read(setup, new Course(PAGE, history, delay), report);
                        }
                    }
                }
            }
        } finally {
            Files.delete(catalog);
        }
        peers.add(List.of("Powertools itself", "", "", "", "not run: does not resolve", "", "", "", "", ""));
        table(report, "Compared with the bare BatchWriteItem", baselines);
        table(report, "Other solutions, compared with the service", peers);
        table(report, "A page of 50, compared with the bare Query", pages);
    }

    /** The circumstances of one race. */
    private record Course(int events, int history, int delay) {

        @Override
        public String toString() {
            return "%d events, history of %d, %d ms".formatted(events, history, delay);
        }
    }

    /** Lets the compilers finish: with 25 messages per batch, they need more than a thousand batches. */
    private void warmUp(LatencySetup setup) throws Exception {
        Course course = new Course(GOAL_BATCH, 0, 0);
        List<Race.Runner> functions = writers(setup.baselines(), course);
        List<Race.Runner> readers = readers(setup, 2 * PAGE);
        for (int done = 0; done < WARM_UP_ROUNDS; done += WARM_UP_STEP) {
            progress("Warming up: %,d of %,d batches and pages ...".formatted(done, WARM_UP_ROUNDS));
            Race.warmUp(functions, WARM_UP_STEP);
            Race.warmUp(readers, WARM_UP_STEP);
        }
        Race.warmUp(writers(setup.peers(true), course), PEER_WARM_UP_ROUNDS);
    }

    private void record(LatencySetup setup, Course course, Report report) throws Exception {
        progress("Recording " + course + " ...");
        Map<String, Times> near = race(baselines, course, writers(setup.baselines(), course), BARE_WRITE);
        boolean withReference = (long) Math.min(course.history() + course.events(), ITEMS_PER_QUERY) * course.events()
                <= MAX_ITEMS_READ;
        Map<String, Times> far = race(peers, course, writers(setup.peers(withReference), course), OURS);
        if (course.events() != GOAL_BATCH) {
            return;
        }
        atMost(report, 1.10, median(near, OURS) / median(near, BARE_WRITE), course + ": p50 / bare BatchWriteItem");
        atLeast(report, 8, ratio(far, PATTERN), course + ": per-record pattern / ours");
        if (withReference) {
            int goal = course.history() < LONG_HISTORY ? 20 : 100;
            atLeast(report, goal, ratio(far, REFERENCE), course + ": reference algorithm / ours");
        }
    }

    private void read(LatencySetup setup, Course course, Report report) throws Exception {
        progress("Reading a page, " + course + " ...");
        Map<String, Times> times = race(pages, course, readers(setup, course.history()), BARE_QUERY);
        atMost(report, 1.20, median(times, OURS) / median(times, BARE_QUERY), course + ": p50 of a page / bare Query");
    }

    /** Runs a race, and adds one row per runner with its ratio to a baseline. */
    private Map<String, Times> race(List<List<String>> rows, Course course, List<Race.Runner> runners, String baseline)
            throws Exception {
        Map<String, Times> all = new Race(Duration.ofSeconds(seconds)).run(runners);
        Times base = times(all, baseline);
        all.forEach((name, times) -> rows.add(Report.row(
                name,
                course.delay() + " ms",
                course.history(),
                course.events(),
                number("%.2f", times.median()),
                number("%.2f", times.quantile(0.99)),
                number("%.0f", course.events() * 1000 / times.mean()),
                times.count(),
                times.over(base).spread("%.2f"),
                number("%.1f", (times.median() - base.median()) * 1000 / course.events()))));
        return all;
    }

    /** The bare query of the newest page, and the query function. */
    private List<Race.Runner> readers(LatencySetup setup, int history) {
        String thing = "H" + history;
        fillOnce(setup.ours(), thing, history);
        RequestStreamHandler finder = setup.finder();
        byte[] request = ("{\"path\":\"/api/activity/thing/" + thing
                        + "\",\"httpMethod\":\"GET\",\"headers\":{},\"queryStringParameters\":{\"limit\":\"" + PAGE
                        + "\",\"order\":\"desc\"},\"requestContext\":{\"stage\":\"prod\"}}")
                .getBytes(StandardCharsets.UTF_8);
        // One more than the page has, because each solution must know whether there is another page.
        int limit = PAGE + 1;
        Race.Runner bare = new Race.Runner(
                BARE_QUERY,
                round -> () -> {
                    int found = setup.distant()
                            .query(query -> query.tableName(Candidates.OURS)
                                    .keyConditionExpression("pk = :p")
                                    .expressionAttributeValues(Map.of(":p", AttributeValue.fromS("thing#" + thing)))
                                    .scanIndexForward(false)
                                    .limit(limit))
                            .items()
                            .size();
                    return Integer.toString(found).getBytes(StandardCharsets.UTF_8);
                },
                answer -> answer.equals(Integer.toString(limit)));
        Race.Runner ours = new Race.Runner(
                OURS,
                round -> () -> TimedCandidate.invoke(finder, request),
                answer -> answer.startsWith("{\"statusCode\":200,")
                        && answer.split("activity_time", -1).length == PAGE + 1);
        return List.of(bare, ours);
    }

    /** All candidates get the same events in a round. Each keeps them in its own table. */
    private List<Race.Runner> writers(List<TimedCandidate> candidates, Course course) {
        Round current = new Round(course);
        List<Race.Runner> runners = new ArrayList<>();
        for (TimedCandidate candidate : candidates) {
            runners.add(new Race.Runner(
                    candidate.name(),
                    round -> {
                        SqsBatch batch = current.batch(round);
                        fillOnce(candidate, current.thing, course.history());
                        return candidate.prepare().apply(batch);
                    },
                    TimedCandidate.ALL_DONE::equals));
        }
        return runners;
    }

    /** The entity and the events of the current round. */
    private final class Round {

        private final Course course;
        private String thing = "";
        private SqsBatch batch = SqsBatch.of(List.of());
        private int number = -1;

        Round(Course course) {
            this.course = course;
        }

        SqsBatch batch(int round) {
            if (round != number) {
                number = round;
                thing = course.history() > MAX_HISTORY_PER_ROUND ? "H" + course.history() : "T" + things++;
                batch = SqsBatch.of(events.notes(course.events(), thing, ITEM_BYTES, false));
            }
            return batch;
        }
    }

    private void fillOnce(TimedCandidate candidate, String thing, int history) {
        if (filled.add(candidate.name() + " " + thing)) {
            List<Event> all = events.notes(history, thing, ITEM_BYTES, false);
            for (int begin = 0; begin < history; begin += MAX_HISTORY_PER_ROUND) {
                candidate.fill().accept(all.subList(begin, Math.min(begin + MAX_HISTORY_PER_ROUND, history)));
            }
        }
    }

    private static void table(Report report, String title, List<List<String>> rows) {
        report.table(
                title,
                List.of(
                        "candidate",
                        "added",
                        "history",
                        "events",
                        "p50 ms",
                        "p99 ms",
                        "events/s",
                        "rounds",
                        "ratio (middle half)",
                        "difference, µs/event"),
                rows);
    }

    private static void atMost(Report report, double bound, double measured, String what) {
        report.goal(what + ": at most " + number("%.2f", bound), number("%.2f", measured), measured <= bound);
    }

    private static void atLeast(Report report, double bound, double measured, String what) {
        report.goal(what + ": at least " + number("%.0f", bound), number("%.2f", measured), measured >= bound);
    }

    private static double ratio(Map<String, Times> all, String peer) {
        return times(all, peer).over(times(all, OURS)).median();
    }

    private static double median(Map<String, Times> all, String name) {
        return times(all, name).median();
    }

    private static Times times(Map<String, Times> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
