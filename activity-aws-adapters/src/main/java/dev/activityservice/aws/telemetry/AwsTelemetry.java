package dev.activityservice.aws.telemetry;

import dev.activityservice.telemetry.CoreTelemetryNames;
import dev.activityservice.text.Quoted;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;

/**
 * Telemetry settings of the adapters. Immutable and thread-safe.
 *
 * @param openTelemetry receives spans and metrics; without an SDK or an agent they are dropped
 * @param profile whose conventions the spans follow
 * @param showsIds whether spans and log lines contain tenants and entity ids, which may be personal data
 */
public record AwsTelemetry(OpenTelemetry openTelemetry, Profile profile, boolean showsIds) {

    /** Returns settings with the current OpenTelemetry conventions and without entity ids. */
    public static AwsTelemetry of(OpenTelemetry openTelemetry) {
        return new AwsTelemetry(openTelemetry, Profile.OPENTELEMETRY, false);
    }

    /** Returns settings that drop all telemetry. */
    public static AwsTelemetry none() {
        return of(OpenTelemetry.noop());
    }

    /** Returns the same settings with another profile. */
    public AwsTelemetry with(Profile profile) {
        return new AwsTelemetry(openTelemetry, profile, showsIds);
    }

    /** Returns the same settings with or without entity ids. */
    public AwsTelemetry showIds(boolean showsIds) {
        return new AwsTelemetry(openTelemetry, profile, showsIds);
    }

    /** Returns the tracer of the adapters, with the schema URL of the conventions. */
    public Tracer tracer() {
        return openTelemetry
                .getTracerProvider()
                .tracerBuilder(AwsTelemetryNames.SCOPE)
                .setSchemaUrl(CoreTelemetryNames.SCHEMA_URL)
                .build();
    }

    /** Returns the meter of the adapters, with the schema URL of the conventions. */
    public Meter meter() {
        return openTelemetry
                .getMeterProvider()
                .meterBuilder(AwsTelemetryNames.SCOPE)
                .setSchemaUrl(CoreTelemetryNames.SCHEMA_URL)
                .build();
    }

    /** The conventions that spans follow. */
    public enum Profile {
        /** The OpenTelemetry conventions. */
        OPENTELEMETRY,
        /**
         * The OpenTelemetry conventions and {@code operation.name}. Datadog's Java tracer otherwise derives the operation name
         * from {@code messaging.operation}, an attribute that the conventions have removed.
         */
        DATADOG;

        private static final int MAX_QUOTED_CHARS = 64;

        /** Parses {@code opentelemetry} or {@code datadog}. Throws {@link IllegalArgumentException} for any other text. */
        public static Profile parse(String text) {
            return switch (text) {
                case "opentelemetry" -> OPENTELEMETRY;
                case "datadog" -> DATADOG;
                default ->
                    throw new IllegalArgumentException(
                            "Invalid telemetry profile: must be opentelemetry or datadog, not "
                                    + Quoted.of(text, MAX_QUOTED_CHARS));
            };
        }
    }
}
