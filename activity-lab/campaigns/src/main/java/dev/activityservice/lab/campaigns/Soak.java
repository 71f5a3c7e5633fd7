package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.report.Report;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testkit.simulation.History;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** A steady load without faults. Watches the memory, and finally compares the timelines with the published events. */
final class Soak {

    /** During this share of a run, classes load, code is compiled and caches fill. */
    private static final double WARM_UP_SHARE = 1.0 / 3;

    private static final double MAX_GROWTH_SHARE = 0.10;
    /** Each sample is a full collection, so more samples would be a load. */
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);

    private static final int MIN_SAMPLES = 6;
    private static final int ENTRIES_PER_REQUEST = 10;
    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(2);

    private final SoakPlan plan;
    private final EventBridgeClient bus;
    private final Backlog backlog;
    private final int maxBacklog;
    private final Consumer<String> progress;
    private final AtomicInteger nextRequest = new AtomicInteger();
    private final AtomicInteger published = new AtomicInteger();
    private volatile boolean isStopped;

    /** @param maxBacklog publishers wait while the queue has this many messages */
    Soak(SoakPlan plan, EventBridgeClient bus, Backlog backlog, int maxBacklog, Consumer<String> progress) {
        this.plan = plan;
        this.bus = bus;
        this.backlog = backlog;
        this.maxBacklog = maxBacklog;
        this.progress = progress;
    }

    /** Publishes for this time, waits until the queue is empty, and adds the figures to the report. */
    void load(Duration time, int publishers, Report report) throws InterruptedException, ExecutionException {
        List<List<String>> rows = new ArrayList<>();
        List<Trend.Sample> heap = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        long begin = System.nanoTime();
        try {
            List<Future<?>> running = IntStream.range(0, publishers)
                    .<Future<?>>mapToObj(i -> threads.submit(this::publish))
                    .toList();
            int samples = (int) Math.max(MIN_SAMPLES, time.dividedBy(BETWEEN_SAMPLES));
            for (int sample = 1; sample <= samples; sample++) {
                awaitNanoTime(begin + time.toNanos() * sample / samples);
                throwFailures(running.stream().filter(Future::isDone).toList());
                double liveHeap = liveHeapMegabytes();
                double at = (System.nanoTime() - begin) / 1e9;
                int recorded = published.get() - backlog.size();
                List<String> row = Report.row(Math.round(at), recorded, Math.round(recorded / at), number(liveHeap));
                progress.accept(String.join("  ", row) + "  (s, recorded, events/s, live heap MB)");
                rows.add(row);
                if (sample > samples * WARM_UP_SHARE) {
                    heap.add(new Trend.Sample(at, liveHeap));
                }
            }
            isStopped = true;
            throwFailures(running);
        } finally {
            isStopped = true;
            threads.shutdownNow();
        }
        boolean isEmpty = backlog.awaitEmpty(DRAIN_TIMEOUT);
        double seconds = (System.nanoTime() - begin) / 1e9;
        report.goal("the queue is empty at the end", isEmpty ? "empty" : "not empty", isEmpty);
        Trend trend = Trend.of(heap);
        report.goal(
                "the live heap grows by at most 10 % after the first third",
                number(trend.growth()) + " MB on " + number(trend.mean()) + " MB", trend.isFlat(MAX_GROWTH_SHARE));
        int count = published.get();
        long again = IntStream.range(0, count).filter(SoakPlan::isAgain).count();
        report.table(
                "End to end",
                List.of("events published", "of these again", "seconds to record all", "events/s", "distinct events/s"),
                List.of(Report.row(
                        count,
                        again,
                        number(seconds),
                        Math.round(count / seconds),
                        Math.round((count - again) / seconds))));
        report.table("Over time", List.of("second", "recorded", "events/s so far", "live heap MB"), rows);
    }

    List<String> violations(Timelines timelines) {
        progress.accept("Checking " + published + " published events ...");
        return violations(plan, published.get(), timelines);
    }

    /** Returns one sentence per difference between the timelines and the first events of the plan. */
    static List<String> violations(SoakPlan plan, int published, Timelines timelines) {
        List<String> violations = new ArrayList<>();
        // One generation at a time, because all activities do not fit into memory. Generations share no entity.
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

    private void publish() {
        while (!isStopped && backlog.awaitAtMost(maxBacklog - 1, () -> isStopped)) {
            int first = nextRequest.getAndIncrement() * ENTRIES_PER_REQUEST;
            List<PutEventsRequestEntry> entries = IntStream.range(first, first + ENTRIES_PER_REQUEST)
                    .mapToObj(plan::entry)
                    .toList();
            int failed = bus.putEvents(request -> request.entries(entries)).failedEntryCount();
            if (failed > 0) {
                throw new IllegalStateException("Cannot publish: the bus refused " + failed + " events");
            }
            published.addAndGet(ENTRIES_PER_REQUEST);
        }
    }

    /** Waits for these publishers, and throws if one failed. */
    private static void throwFailures(List<Future<?>> publishers) throws ExecutionException, InterruptedException {
        for (Future<?> publisher : publishers) {
            publisher.get();
        }
    }

    private static double liveHeapMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (1024.0 * 1024.0);
    }

    private static void awaitNanoTime(long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
