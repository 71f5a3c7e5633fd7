package dev.activityservice.aws.telemetry;

import dev.activityservice.telemetry.CoreTelemetryNames;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;

/**
 * Where the adapters' telemetry goes, and in which manner. Immutable and thread-safe.
 *
 * @param openTelemetry takes it; silent if it is no SDK and no agent stands behind it
 * @param profile whose expectations spans meet
 * @param showsIds whether ids of entities, which may be those of persons, appear in spans and log lines
 */
public record AwsTelemetry(OpenTelemetry openTelemetry, Profile profile, boolean showsIds) {

    /** Current conventions, no ids. */
    public static AwsTelemetry of(OpenTelemetry openTelemetry) {
        return new AwsTelemetry(openTelemetry, Profile.OPENTELEMETRY, false);
    }

    /** Silent. */
    public static AwsTelemetry none() {
        return of(OpenTelemetry.noop());
    }

    public AwsTelemetry with(Profile profile) {
        return new AwsTelemetry(openTelemetry, profile, showsIds);
    }

    public AwsTelemetry showIds(boolean showsIds) {
        return new AwsTelemetry(openTelemetry, profile, showsIds);
    }

    /** The adapters' tracer, of the conventions' version. */
    public Tracer tracer() {
        return openTelemetry
                .getTracerProvider()
                .tracerBuilder(AwsTelemetryNames.SCOPE)
                .setSchemaUrl(CoreTelemetryNames.SCHEMA_URL)
                .build();
    }

    /** The adapters' meter, of the conventions' version. */
    public Meter meter() {
        return openTelemetry
                .getMeterProvider()
                .meterBuilder(AwsTelemetryNames.SCOPE)
                .setSchemaUrl(CoreTelemetryNames.SCHEMA_URL)
                .build();
    }

    /** Whose expectations spans meet. */
    public enum Profile {
        /** The conventions as they are. */
        OPENTELEMETRY,
        /**
         * The same, and {@code operation.name}: Datadog's Java tracer would take it from the attribute
         * {@code messaging.operation}, which the conventions have dropped.
         */
        DATADOG;

        /** Reads {@code opentelemetry} or {@code datadog}; throws {@link IllegalArgumentException} for anything else. */
        public static Profile parse(String text) {
            return switch (text) {
                case "opentelemetry" -> OPENTELEMETRY;
                case "datadog" -> DATADOG;
                default ->
                    throw new IllegalArgumentException(
                            "Invalid telemetry profile: \"" + text + "\" is neither opentelemetry nor datadog");
            };
        }
    }
}
