package dev.activityservice.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/** Names of the core's metrics and attributes. {@code docs/telemetry.md} describes them. */
public final class CoreTelemetryNames {

    /** The instrumentation scope of the core's meter. */
    public static final String SCOPE = "dev.activityservice";

    /** The version of the semantic conventions that all names of core and adapters follow. */
    public static final String SCHEMA_URL = "https://opentelemetry.io/schemas/1.43.0";

    /** Counter, {@code {event}}: events by outcome. */
    public static final String EVENTS = "activity.events";

    /** Histogram, {@code s}: age of an event when it was recorded. */
    public static final String EVENT_AGE = "activity.event.age";

    /** Counter, {@code {warning}}: warnings about accepted events. */
    public static final String WARNINGS = "activity.warnings";

    /** The kind of an outcome, in lower case. */
    public static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("activity.outcome");

    /** The code of a rejection, of a retry reason or of a warning, in lower case. */
    public static final AttributeKey<String> CODE = AttributeKey.stringKey("activity.code");

    /** The {@code source} of the event with a warning, truncated to 128 characters. */
    public static final AttributeKey<String> EVENT_SOURCE = AttributeKey.stringKey("activity.event.source");

    private CoreTelemetryNames() {}
}
