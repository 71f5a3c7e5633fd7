package dev.activityservice.lab.campaigns;

import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures pauses of this JVM: a thread sleeps ten milliseconds at a time and notes when it wakes late. The pauses show whether
 * a function is late or the machine. Thread-safe.
 */
final class PauseDetector implements AutoCloseable {

    private static final Duration SLEEP = Duration.ofMillis(10);
    private static final Duration MIN_PAUSE = Duration.ofMillis(100);
    private static final int MAX_PAUSES = 1000;

    private final Deque<Pause> pauses = new ConcurrentLinkedDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private record Pause(long end, Duration length) {}

    PauseDetector() {
        Thread thread = new Thread(this::watch, "pause-detector");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the longest pause since this {@link System#nanoTime()}; zero if none was longer than 100 ms. */
    Duration longestSince(long nanoTime) {
        return pauses.stream()
                .filter(pause -> pause.end() - nanoTime > 0)
                .map(Pause::length)
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
            while (!closed.await(SLEEP.toNanos(), TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                Duration late = Duration.ofNanos(now - before).minus(SLEEP);
                if (late.compareTo(MIN_PAUSE) > 0) {
                    pauses.add(new Pause(now, late));
                    if (pauses.size() > MAX_PAUSES) {
                        pauses.remove();
                    }
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
