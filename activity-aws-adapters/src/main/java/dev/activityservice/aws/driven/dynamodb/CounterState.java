package dev.activityservice.aws.driven.dynamodb;

import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.MeterProvider;

/**
 * Reports whether a counter's values are collected. {@code DoubleCounter.isEnabled()} is newer than the oldest OpenTelemetry API that
 * the project supports, so it is called only if it exists. Thread-safe.
 */
final class CounterState {

    private static final boolean HAS_IS_ENABLED = hasIsEnabled();

    private CounterState() {}

    /** Returns whether the program collects values of the counter. An older API does not report that a view drops them. */
    static boolean isEnabled(DoubleCounter counter) {
        return HAS_IS_ENABLED ? counter.isEnabled() : isImplemented(counter);
    }

    /** Returns whether an SDK implements the counter. All counters of the API without an SDK have one class. */
    static boolean isImplemented(DoubleCounter counter) {
        DoubleCounter noop = MeterProvider.noop()
                .get(CounterState.class.getName())
                .counterBuilder("noop")
                .ofDoubles()
                .build();
        return counter.getClass() != noop.getClass();
    }

    private static boolean hasIsEnabled() {
        try {
            DoubleCounter.class.getMethod("isEnabled");
            return true;
        } catch (NoSuchMethodException | LinkageError e) {
            return false;
        }
    }
}
