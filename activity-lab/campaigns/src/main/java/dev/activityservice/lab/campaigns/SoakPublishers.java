package dev.activityservice.lab.campaigns;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Publish the plan's events from the first on, ten in a request, until they are stopped. Thread-safe. */
final class SoakPublishers implements AutoCloseable {

    private static final int ENTRIES = 10;

    private final SoakPlan plan;
    private final EventBridgeClient bus;
    private final ExecutorService threads;
    private final List<Future<?>> running;
    private final AtomicInteger nextRequest = new AtomicInteger();
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Backlog backlog;
    private final int maxBacklog;

    private SoakPublishers(SoakPlan plan, EventBridgeClient bus, int count, Backlog backlog, int maxBacklog) {
        this.plan = plan;
        this.bus = bus;
        this.backlog = backlog;
        this.maxBacklog = maxBacklog;
        this.threads = Executors.newFixedThreadPool(count);
        this.running = IntStream.range(0, count)
                .<Future<?>>mapToObj(i -> threads.submit(this::publish))
                .toList();
    }

    static SoakPublishers start(SoakPlan plan, EventBridgeClient bus, int count, Backlog backlog, int maxBacklog) {
        return new SoakPublishers(plan, bus, count, backlog, maxBacklog);
    }

    /** How many entries the bus has acknowledged; after {@link #stop} these are the plan's first. */
    int published() {
        return published.get();
    }

    /** Throws if one has failed. */
    void requireRunning() throws ExecutionException, InterruptedException {
        for (Future<?> each : running) {
            if (each.isDone()) {
                each.get();
            }
        }
    }

    /** Returns when the last request is answered; throws if one failed. */
    void stop() throws ExecutionException, InterruptedException {
        stopped.set(true);
        for (Future<?> each : running) {
            each.get();
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        threads.shutdownNow();
    }

    private void publish() {
        while (!stopped.get() && backlog.awaitAtMost(maxBacklog - 1, stopped::get)) {
            int first = nextRequest.getAndIncrement() * ENTRIES;
            List<PutEventsRequestEntry> entries = IntStream.range(first, first + ENTRIES)
                    .mapToObj(plan::entry)
                    .toList();
            int failed = bus.putEvents(request -> request.entries(entries)).failedEntryCount();
            if (failed > 0) {
                throw new IllegalStateException("Cannot publish: the bus refused " + failed + " events");
            }
            published.addAndGet(ENTRIES);
        }
    }
}
