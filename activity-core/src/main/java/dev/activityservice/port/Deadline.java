package dev.activityservice.port;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The remaining time of a call. Thread-safe. */
@FunctionalInterface
public interface Deadline {

    /** Returns the remaining time; zero or negative after the deadline. */
    Duration remaining();

    /** Returns whether the deadline has passed. */
    default boolean isOver() {
        Duration remaining = remaining();
        return remaining.isNegative() || remaining.isZero();
    }

    /** Returns a deadline that is {@code reserve} earlier. */
    default Deadline less(Duration reserve) {
        return () -> remaining().minus(reserve);
    }

    /**
     * Returns a deadline after the given time, from now.
     *
     * @param nanoTime a monotonic clock in nanoseconds, such as {@code System::nanoTime}
     */
    static Deadline after(Duration budget, LongSupplier nanoTime) {
        long start = nanoTime.getAsLong();
        return () -> budget.minusNanos(nanoTime.getAsLong() - start);
    }
}
