package dev.activityservice;

import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.Warning;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.telemetry.CoreTelemetryNames;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts outcomes and warnings. Without a telemetry SDK, it emits nothing and costs almost nothing. Thread-safe. */
final class ActivityMeter {

    private static final int MAX_SOURCE_CHARS = 128;

    /** From 0.1 s, the delay of a fast bus, to one day, the maximum time of EventBridge's retries. */
    private static final List<Double> AGE_BOUNDS_SECONDS =
            List.of(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 3600.0, 21_600.0, 86_400.0);

    private final LongCounter events;
    private final LongCounter warnings;
    private final DoubleHistogram age;
    /** By kind, rejection code or retry reason. Created once, because most events have one of a few combinations. */
    private final Map<Enum<?>, Attributes> attributes = new HashMap<>();

    ActivityMeter(OpenTelemetry openTelemetry) {
        Meter meter = openTelemetry
                .getMeterProvider()
                .meterBuilder(CoreTelemetryNames.SCOPE)
                .setSchemaUrl(CoreTelemetryNames.SCHEMA_URL)
                .build();
        this.events = meter.counterBuilder(CoreTelemetryNames.EVENTS)
                .setUnit("{event}")
                .setDescription("Events by outcome")
                .build();
        this.warnings = meter.counterBuilder(CoreTelemetryNames.WARNINGS)
                .setUnit("{warning}")
                .setDescription("Warnings about accepted events, which their producers should fix")
                .build();
        this.age = meter.histogramBuilder(CoreTelemetryNames.EVENT_AGE)
                .setUnit("s")
                .setDescription("Time from an event's own time until it was recorded")
                .setExplicitBucketBoundariesAdvice(AGE_BOUNDS_SECONDS)
                .build();
        for (Kind kind : Kind.values()) {
            attributes.put(kind, attributes(kind, null));
        }
        for (Rejection.Code code : Rejection.Code.values()) {
            attributes.put(code, attributes(Kind.REJECTED, code));
        }
        for (RetryReason reason : RetryReason.values()) {
            attributes.put(reason, attributes(Kind.RETRY, reason));
        }
    }

    /** Counts one event. */
    void outcome(Outcome outcome) {
        Enum<?> key = outcome instanceof Outcome.Rejected rejected
                ? rejected.rejection().code()
                : outcome instanceof Outcome.Retry retry ? retry.reason() : outcome.kind();
        events.add(1, attributes.getOrDefault(key, Attributes.empty()));
    }

    /** Records the event's age when it was written. Ignores events from the future. */
    void recorded(Instant time, Instant now) {
        if (!time.isAfter(now)) {
            Duration elapsed = Duration.between(time, now);
            age.record(elapsed.getSeconds() + elapsed.getNano() / 1e9);
        }
    }

    /**
     * Counts one warning.
     *
     * @param source the event's source
     */
    void warning(Warning warning, String source) {
        String truncated = source.length() > MAX_SOURCE_CHARS ? source.substring(0, MAX_SOURCE_CHARS) : source;
        warnings.add(
                1,
                Attributes.of(
                        CoreTelemetryNames.CODE, lower(warning.code()), CoreTelemetryNames.EVENT_SOURCE, truncated));
    }

    private static Attributes attributes(Kind kind, @Nullable Enum<?> code) {
        AttributesBuilder attributes = Attributes.builder().put(CoreTelemetryNames.OUTCOME, lower(kind));
        if (code != null) {
            attributes.put(CoreTelemetryNames.CODE, lower(code));
        }
        return attributes.build();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
