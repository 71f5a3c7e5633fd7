package dev.activityservice.model;

import java.util.Set;

/**
 * The reason why an event can never be recorded. A retry does not help. Immutable and thread-safe.
 *
 * @param code the category of the fault
 * @param pointer the location in the message body as a JSON Pointer (RFC 6901), empty for the whole body
 * @param message the fault in one line. It never contains the body. Values in it are quoted and truncated
 */
public record Rejection(Code code, String pointer, String message) {

    private static final String REDACTED = "REDACTED";
    /** Names that envelopes and CloudEvents define. They reveal nothing about a payload. */
    private static final Set<String> ENVELOPE_NAMES = Set.of(
            "Message",
            "Data",
            "SystemMetadata",
            "detail",
            "detail-type",
            "data",
            "_datadog",
            "id",
            "source",
            "specversion",
            "subject",
            "time",
            "traceparent",
            "tracestate",
            "type");

    /** Creates a rejection. */
    public static Rejection of(Code code, String pointer, String message) {
        return new Rejection(code, pointer, message);
    }

    /**
     * Returns the pointer for logs and lists. It is unchanged, except for {@link Code#DUPLICATE_KEY}: everything after the
     * envelope's own names becomes {@code REDACTED}, because keys of a payload may be personal. The pointers of all other codes
     * consist only of names from the envelope or the catalog, so they are safe to log.
     */
    public String redactedPointer() {
        if (code != Code.DUPLICATE_KEY) {
            return pointer;
        }
        StringBuilder out = new StringBuilder();
        for (String name : pointer.split("/", -1)) {
            if (name.isEmpty() && out.length() == 0) {
                continue;
            }
            if (!ENVELOPE_NAMES.contains(name)) {
                return out.append('/').append(REDACTED).toString();
            }
            out.append('/').append(name);
        }
        return out.toString();
    }

    /** The closed list of codes. The names are stable and appear in logs, metrics and dry runs. */
    public enum Code {
        /** The body is not one well-formed JSON document (RFC 8259). */
        MALFORMED_JSON,
        /** The body is JSON, but it does not have a known envelope shape. */
        UNKNOWN_SHAPE,
        /** A value does not have the JSON type that its field requires. */
        WRONG_TYPE,
        /** A required field is missing, null, empty or blank. */
        MISSING_FIELD,
        /** An object has a duplicate key. Only objects that are read are checked. */
        DUPLICATE_KEY,
        /** A text has a lone surrogate or a control character, or the bytes of the body are not UTF-8. */
        INVALID_TEXT,
        /** A time has none of the documented formats, or is outside of the years 0000 to 9999. */
        BAD_TIME,
        /** The time of the event is more than 24 hours ahead of the clock. */
        TIME_IN_FUTURE,
        /** The body is nested deeper than 64 levels. */
        TOO_DEEP,
        /** A text or a number is longer than its limit. */
        TOO_LONG,
        /** The body is larger than 1 MiB, or the activity is larger than the store allows. */
        TOO_LARGE,
        /** The event concerns more than 1,000 entities. */
        TOO_MANY_ENTITIES,
        /** No entry of the catalog matches the event's type, and the service is configured to reject these events. */
        UNKNOWN_TYPE,
        /** The catalog does not allow the source of the event to publish its type. */
        SOURCE_NOT_ALLOWED,
        /** The event contains no entity of its entry, and the service is configured to reject these events. */
        NO_ENTITY,
        /** The store permanently rejected the activity. The message contains the store's reason. */
        REFUSED_BY_STORE
    }
}
