package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.lab.benchmarks.peer.Candidates;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.lab.benchmarks.peer.SqsBatch;
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
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Times the warm functions and their peers in turns. The ratios within one run are the result. */
final class LatencyBenchmark {

    private static final int ITEM_BYTES = 200;
    private static final int PAGE = 50;
    private static final int WARM_UP_ROUNDS = 2000;
    /** The batch and the history that the goals name. */
    private static final int GOAL_BATCH = 25;

    private static final int LONG_HISTORY = 10_000;
    /** Up to here each round has an entity of its own with such a history, so that rounds do not grow it. */
    private static final int MAX_OWN_HISTORY = 1000;
    /** Above, the reference's reads alone would take a minute for each round. */
    private static final int MAX_ITEMS_READ = 150_000;
    /** The reference reads a history as one megabyte at most. */
    private static final int ITEMS_IN_ONE_ANSWER = 1024 * 1024 / ITEM_BYTES;

    private static final String NEAR = "no-op + bare BatchWriteItem";
    private static final String OURS = "activity service";
    private static final String PATTERN = "per-record pattern";
    private static final String REFERENCE = "reference algorithm";
    private static final String BARE_QUERY = "bare Query";

    private final Events events = new Events();
    private final URI database;
    private final Settings settings;
    private final Consumer<String> progress;
    private final Report report;
    private final List<List<String>> least = new ArrayList<>();
    private final List<List<String>> peers = new ArrayList<>();
    private final List<List<String>> pages = new ArrayList<>();
    private final Goals goals = new Goals();
    private final Set<String> filled = new HashSet<>();
    private int things;

    /**
     * What to measure.
     *
     * @param batches events per batch
     * @param histories activities that the entity has before
     * @param delays milliseconds added to each round trip to the database
     * @param time per comparison; zero for the fewest rounds, without a warm-up
     */
    record Settings(List<Integer> batches, List<Integer> histories, List<Integer> delays, Duration time) {}

    LatencyBenchmark(URI database, Settings settings, Consumer<String> progress, Report report) {
        this.database = database;
        this.settings = settings;
        this.progress = progress;
        this.report = report;
    }

    void run() throws Exception {
        Path catalog = Files.createTempFile("catalog", ".json");
        try {
            Files.writeString(catalog, Events.CATALOG_JSON);
            try (DynamoDbClient client = Database.client(database)) {
                Candidates.createTables(client);
            }
            if (!settings.time().isZero()) {
                try (LatencySetup setup = LatencySetup.at(database, Duration.ZERO, catalog)) {
                    warmUp(setup);
                }
            }
            for (int delay : settings.delays()) {
                try (LatencySetup setup = LatencySetup.at(database, Duration.ofMillis(delay), catalog)) {
                    for (int history : settings.histories()) {
                        for (int size : settings.batches()) {
                            record(setup, new Course(size, history, delay));
                        }
                        if (history >= PAGE) {
                            read(setup, new Course(PAGE, history, delay));
                        }
                    }
                }
            }
        } finally {
            Files.delete(catalog);
        }
        writeReport();
    }

    /** One set of circumstances. */
    private record Course(int events, int history, int delay) {

        String inWords() {
            return events + " events, history " + history + ", " + delay + " ms";
        }

        List<String> cells() {
            return List.of(delay + " ms", Integer.toString(history), Integer.toString(events));
        }
    }

    /**
     * Warm is a function whose code the compilers have finished with: with 25 messages a batch, that takes them over a thousand
     * batches. Where the database is farther away the code is the same.
     */
    private void warmUp(LatencySetup setup) throws Exception {
        Course course = new Course(GOAL_BATCH, 0, 0);
        List<TimedCandidate> peers = setup.peers(true);
        List<Race.Runner> least = writers(setup.baselines(), course);
        List<Race.Runner> pages = readers(setup, 2 * PAGE);
        for (int done = 0; done < WARM_UP_ROUNDS; done += WARM_UP_ROUNDS / 10) {
            progress.accept("Warming up: %,d of %,d batches and pages ...".formatted(done, WARM_UP_ROUNDS));
            Race.warmUp(least, WARM_UP_ROUNDS / 10);
            Race.warmUp(pages, WARM_UP_ROUNDS / 10);
        }
        // These make a hundred times as many calls a round.
        Race.warmUp(writers(peers.subList(0, peers.size() - 1), course), WARM_UP_ROUNDS / 50);
    }

    private void record(LatencySetup setup, Course course) throws Exception {
        progress.accept("Recording " + course.inWords() + " ...");
        Map<String, Times> near = new Race(settings.time()).run(writers(setup.baselines(), course));
        Times bare = of(near, NEAR);
        near.forEach((name, times) -> {
            List<String> row = row(name, course, times, course.events());
            row.add(times.over(bare).spread("%.2f"));
            row.add(number("%.1f", (times.median() - bare.median()) * 1000 / course.events()));
            least.add(row);
        });
        boolean withReference =
                (long) Math.min(course.history() + course.events(), ITEMS_IN_ONE_ANSWER) * course.events()
                        <= MAX_ITEMS_READ;
        Map<String, Times> far = new Race(settings.time()).run(writers(setup.peers(withReference), course));
        Times ours = of(far, OURS);
        far.forEach((name, times) -> {
            List<String> row = row(name, course, times, course.events());
            row.add(Integer.toString(times.count()));
            row.add(times.over(ours).spread("%.1f"));
            peers.add(row);
        });
        if (!withReference) {
            List<String> row = new ArrayList<>(List.of(REFERENCE));
            row.addAll(course.cells());
            row.addAll(List.of("not run: a minute for each", "", "", "", ""));
            peers.add(row);
        }
        if (course.events() == GOAL_BATCH) {
            String where = ", " + course.delay() + " ms";
            goals.atMost(
                    "p50 of a batch of 25, beside no-op + bare BatchWriteItem" + where,
                    1.10,
                    of(near, OURS).median() / bare.median());
            goals.atLeast("times the per-record pattern, batch of 25" + where, 8, ratio(far, PATTERN));
            if (withReference) {
                goals.atLeast("times the reference's algorithm, batch of 25" + where, 20, ratio(far, REFERENCE));
                if (course.history() >= LONG_HISTORY) {
                    goals.atLeast(
                            "times the reference's algorithm, batch of 25, history of 10,000" + where,
                            100,
                            ratio(far, REFERENCE));
                }
            }
        }
    }

    private void read(LatencySetup setup, Course course) throws Exception {
        progress.accept("Reading a page, " + course.inWords() + " ...");
        Map<String, Times> times = new Race(settings.time()).run(readers(setup, course.history()));
        Times least = of(times, BARE_QUERY);
        times.forEach((name, each) -> {
            List<String> row = row(name, course, each, PAGE);
            row.add(each.over(least).spread("%.2f"));
            row.add(number("%.1f", (each.median() - least.median()) * 1000 / PAGE));
            pages.add(row);
        });
        goals.atMost(
                "p50 of a page of 50, beside the bare Query, " + course.delay() + " ms",
                1.20,
                of(times, OURS).median() / least.median());
    }

    /** The bare query of a history's newest page, and the read function. */
    private List<Race.Runner> readers(LatencySetup setup, int history) {
        String thing = longThing(history);
        fillOnce(setup.ours(), thing, history);
        RequestStreamHandler finder = setup.finder();
        byte[] request = ("{\"path\":\"/api/activity/thing/" + thing
                        + "\",\"httpMethod\":\"GET\",\"headers\":{},\"queryStringParameters\":{\"limit\":\"" + PAGE
                        + "\",\"order\":\"desc\"},\"requestContext\":{\"stage\":\"prod\"}}")
                .getBytes(StandardCharsets.UTF_8);
        DynamoDbClient client = setup.distant();
        Race.Runner bare = new Race.Runner(
                BARE_QUERY,
                round -> () -> {
                    // One more than the page has: whoever pages must know whether there is a next one.
                    int found = client.query(query -> query.tableName(Candidates.OURS)
                                    .keyConditionExpression("pk = :p")
                                    .expressionAttributeValues(Map.of(":p", AttributeValue.fromS("thing#" + thing)))
                                    .scanIndexForward(false)
                                    .limit(PAGE + 1))
                            .items()
                            .size();
                    return Integer.toString(found).getBytes(StandardCharsets.UTF_8);
                },
                answer -> require(text(answer).equals(Integer.toString(PAGE + 1)), answer));
        Race.Runner ours = new Race.Runner(
                OURS,
                round -> () -> Handlers.invoke(finder, request),
                answer -> require(
                        text(answer).startsWith("{\"statusCode\":200,")
                                && text(answer).split("activity_time", -1).length == PAGE + 1,
                        answer));
        return List.of(bare, ours);
    }

    /** All are given the same events in a round; each keeps them in tables of its own. */
    private List<Race.Runner> writers(List<TimedCandidate> candidates, Course course) {
        Round given = new Round(course);
        List<Race.Runner> runners = new ArrayList<>();
        for (TimedCandidate candidate : candidates) {
            runners.add(new Race.Runner(
                    candidate.name(),
                    round -> {
                        SqsBatch batch = given.batch(round);
                        if (course.history() > 0) {
                            fillOnce(candidate, given.thing, course.history());
                        }
                        return candidate.prepare().apply(batch);
                    },
                    answer -> require(text(answer).equals(Handlers.ALL_DONE), answer)));
        }
        return runners;
    }

    /** What the events of a round are about, and they themselves. */
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
                thing = course.history() > MAX_OWN_HISTORY ? longThing(course.history()) : "T" + things++;
                batch = SqsBatch.of(events.notes(course.events(), thing, ITEM_BYTES, false));
            }
            return batch;
        }
    }

    private void fillOnce(TimedCandidate candidate, String thing, int history) {
        if (!filled.add(candidate.name() + " " + thing)) {
            return;
        }
        List<Event> all = events.notes(history, thing, ITEM_BYTES, false);
        for (int begin = 0; begin < history; begin += MAX_OWN_HISTORY) {
            candidate.fill().accept(all.subList(begin, Math.min(begin + MAX_OWN_HISTORY, history)));
        }
    }

    private static String longThing(int history) {
        return "H" + history;
    }

    private void writeReport() {
        goals.writeTo(report);
        List<String> columns = List.of("candidate", "added", "history", "events", "p50 ms", "p99 ms", "events/s");
        report.table(
                "Beside the least that must be done",
                with(columns, "x the bare call (middle half)", "above it, µs/event"),
                least);
        peers.add(List.of("Powertools itself", "", "", "", "not run: does not resolve", "", "", "", ""));
        report.table("Beside other ways to do it", with(columns, "rounds", "x ours (middle half)"), peers);
        report.table(
                "A page of 50",
                with(
                        List.of("candidate", "added", "history", "activities", "p50 ms", "p99 ms", "activities/s"),
                        "x the bare call (middle half)",
                        "above it, µs/activity"),
                pages);
    }

    private static List<String> with(List<String> columns, String... more) {
        List<String> all = new ArrayList<>(columns);
        all.addAll(List.of(more));
        return all;
    }

    private static List<String> row(String name, Course course, Times times, int events) {
        List<String> row = new ArrayList<>(List.of(name));
        row.addAll(course.cells());
        row.add(number("%.2f", times.median()));
        row.add(number("%.2f", times.quantile(0.99)));
        row.add(number("%.0f", events * 1000 / times.mean()));
        return row;
    }

    private static double ratio(Map<String, Times> times, String peer) {
        return of(times, peer).over(of(times, OURS)).median();
    }

    private static Times of(Map<String, Times> times, String name) {
        Times found = times.get(name);
        if (found == null) {
            throw new IllegalStateException("Cannot find the times of " + name);
        }
        return found;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String text(byte[] answer) {
        return new String(answer, StandardCharsets.UTF_8);
    }

    private static void require(boolean right, byte[] answer) {
        if (!right) {
            throw new IllegalStateException("Cannot count a wrong answer: "
                    + text(answer).substring(0, Math.min(200, text(answer).length())));
        }
    }
}
