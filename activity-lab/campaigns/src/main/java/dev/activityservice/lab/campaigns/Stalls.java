package dev.activityservice.lab.campaigns;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When this JVM stood still: a thread that wakes every ten milliseconds notes how much later it woke. Who reads of a function that
 * was late can tell by this whether the machine was. Thread-safe.
 */
final class Stalls implements AutoCloseable {

    private static final Duration NAP = Duration.ofMillis(10);
    private static final Duration NOTABLE = Duration.ofMillis(100);
    private static final int KEPT = 1000;

    private final Deque<Stall> stalls = new ConcurrentLinkedDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private record Stall(long end, Duration length) {}

    Stalls() {
        Thread thread = new Thread(this::watch, "stalls");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param nanoTime of {@link System#nanoTime()}; zero if nothing longer than a tenth of a second was seen since */
    Duration longestSince(long nanoTime) {
        return stalls.stream()
                .filter(stall -> stall.end() - nanoTime > 0)
                .map(Stall::length)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void watch() {
        try {
            long before = System.nanoTime();
            while (!closed.await(NAP.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                Duration late = Duration.ofNanos(now - before).minus(NAP);
                if (late.compareTo(NOTABLE) > 0) {
                    stalls.add(new Stall(now, late));
                    if (stalls.size() > KEPT) {
                        stalls.remove();
                    }
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
