package dev.activityservice.port;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How much time a call has left. Thread-safe. */
@FunctionalInterface
public interface Deadline {

    /** Zero or negative once the time is up. */
    Duration remaining();

    default boolean isOver() {
        Duration remaining = remaining();
        return remaining.isNegative() || remaining.isZero();
    }

    /** The same end, {@code reserve} earlier. */
    default Deadline less(Duration reserve) {
        return () -> remaining().minus(reserve);
    }

    /** @param nanoTime a clock that never goes back: {@code System::nanoTime} */
    static Deadline after(Duration budget, LongSupplier nanoTime) {
        long start = nanoTime.getAsLong();
        return () -> budget.minusNanos(nanoTime.getAsLong() - start);
    }
}
