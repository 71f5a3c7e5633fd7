package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.report.Report;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testkit.simulation.History;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A steady load without faults. Watches the memory, and compares at the end what is shown with what was published. */
final class Soak {

    /** Classes load, code is compiled and caches fill during this share of a run. */
    private static final double WARM_UP_SHARE = 1.0 / 3;

    private static final double MAX_GROWTH_SHARE = 0.10;
    /** Each sample is a full collection, so more of them would be a load. */
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);

    private static final int MIN_SAMPLES = 6;
    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(2);

    private final SoakPlan plan;
    private final Report report;
    private final Consumer<String> progress;
    private int published;

    Soak(SoakPlan plan, Report report, Consumer<String> progress) {
        this.plan = plan;
        this.report = report;
        this.progress = progress;
    }

    SoakPlan plan() {
        return plan;
    }

    /** Samples the memory while the publishers run, stops them, and waits until the queue is empty. */
    void load(Duration time, SoakPublishers publishers, Backlog backlog)
            throws IOException, InterruptedException, ExecutionException {
        List<List<String>> rows = new ArrayList<>();
        List<Trend.Sample> heap = new ArrayList<>();
        long begin = System.nanoTime();
        int samples = (int) Math.max(MIN_SAMPLES, time.dividedBy(BETWEEN_SAMPLES));
        for (int sample = 1; sample <= samples; sample++) {
            await(begin + time.toNanos() * sample / samples);
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
            progress.accept(String.join("  ", row) + "  (s, recorded, events/s, live heap MB, resident MB)");
            rows.add(row);
            if (sample > samples * WARM_UP_SHARE) {
                heap.add(new Trend.Sample(at, memory.liveHeap()));
            }
        }
        publishers.stop();
        published = publishers.published();
        boolean drained = backlog.awaitEmpty(DRAIN_TIMEOUT);
        double seconds = (System.nanoTime() - begin) / 1e9;
        report.goal("the queue is empty at the end", drained ? "empty" : "not empty", drained);
        Trend trend = Trend.of(heap);
        report.goal(
                "the live heap grows by at most 10 % after the first third (resident memory contains the tables and has no"
                        + " goal)",
                number("%.1f", trend.growth()) + " MB on " + number("%.1f", trend.mean()) + " MB",
                trend.isFlat(MAX_GROWTH_SHARE));
        long again = IntStream.range(0, published).filter(SoakPlan::isAgain).count();
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

    /** Compares the timelines with the published events. */
    List<String> violations(Timelines timelines) {
        progress.accept("Checking " + published + " published events ...");
        return violations(plan, published, timelines);
    }

    /**
     * Compares the timelines with the first events of a plan.
     *
     * @return one sentence per violation of the promise
     */
    static List<String> violations(SoakPlan plan, int published, Timelines timelines) {
        List<String> violations = new ArrayList<>();
        // Generations share no entity, so one at a time is enough. All activities at once would not fit into memory.
        for (int begin = 0; begin < published; begin += SoakPlan.GENERATION) {
            History history = History.create();
            Set<EntityRef> entities = new LinkedHashSet<>();
            for (int number = begin; number < Math.min(begin + SoakPlan.GENERATION, published); number++) {
                List<History.Place> places = plan.places(number);
                history.accepted("message " + number, places);
                places.forEach(place -> entities.add(place.entity()));
            }
            timelines.show(history, entities);
            violations.addAll(history.violations());
        }
        return violations;
    }

    private static void await(long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
