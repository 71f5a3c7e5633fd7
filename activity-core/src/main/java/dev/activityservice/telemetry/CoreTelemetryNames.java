package dev.activityservice.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/** The names of the core's metrics and of their attributes; {@code docs/telemetry.md} says what each means. */
public final class CoreTelemetryNames {

    /** The instrumentation scope of the core's meter. */
    public static final String SCOPE = "dev.activityservice";

    /** The version of the semantic conventions that all names here and in the adapters follow. */
    public static final String SCHEMA_URL = "https://opentelemetry.io/schemas/1.43.0";

    /** Counter, {@code {event}}: events by outcome. */
    public static final String EVENTS = "activity.events";

    /** Histogram, {@code s}: how old a recorded event was. */
    public static final String EVENT_AGE = "activity.event.age";

    /** Counter, {@code {warning}}: oddities of accepted events. */
    public static final String WARNINGS = "activity.warnings";

    /** An outcome's kind, in lower case. */
    public static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("activity.outcome");

    /** The code of a rejection, of a reason to try again, or of a warning, in lower case. */
    public static final AttributeKey<String> CODE = AttributeKey.stringKey("activity.code");

    /** The {@code source} of the event that a warning is about, cut to 128 characters. */
    public static final AttributeKey<String> EVENT_SOURCE = AttributeKey.stringKey("activity.event.source");

    private CoreTelemetryNames() {}
}
