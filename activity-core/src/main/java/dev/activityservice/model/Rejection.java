package dev.activityservice.model;

import java.util.Set;

/**
 * Why an event can never be recorded as it is: a retry does not help.
 *
 * @param code what kind of fault it is
 * @param pointer the place in the message body, as a JSON Pointer (RFC 6901); empty for the whole body
 * @param message the fault in one line; it never contains the body, and values in it are quoted and cut
 */
public record Rejection(Code code, String pointer, String message) {

    private static final String REDACTED = "REDACTED";
    /** Names that envelopes and CloudEvents have; whoever reads one learns nothing of a payload. */
    private static final Set<String> ENVELOPE = Set.of(
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

    public static Rejection of(Code code, String pointer, String message) {
        return new Rejection(code, pointer, message);
    }

    /**
     * The pointer for logs and lists: without keys that only the payload knows, for keys may be personal, such as addresses.
     * Pointers of all codes but {@link Code#DUPLICATE_KEY} are made of names that the envelope or the catalog has, and come back
     * as they are; of a duplicate key's, what follows the envelope's names is {@code REDACTED}.
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
            if (!ENVELOPE.contains(name)) {
                return out.append('/').append(REDACTED).toString();
            }
            out.append('/').append(name);
        }
        return out.toString();
    }

    /** The closed list of reasons; the names are stable and appear in logs, metrics and dry runs. */
    public enum Code {
        /** Not one well-formed JSON document (RFC 8259). */
        MALFORMED_JSON,
        /** JSON, but none of the known envelope shapes. */
        UNKNOWN_SHAPE,
        /** A value of another JSON type than the field allows. */
        WRONG_TYPE,
        /** A required field is absent, null, empty or blank. */
        MISSING_FIELD,
        /** One object that is read has the same key twice. */
        DUPLICATE_KEY,
        /** A text with a lone surrogate or a control character, or bytes that are not UTF-8. */
        INVALID_TEXT,
        /** A time that is no RFC 3339 time, or outside of the years 0000 to 9999. */
        BAD_TIME,
        /** A time more than 24 hours ahead of the clock. */
        TIME_IN_FUTURE,
        /** Nested deeper than 64 levels. */
        TOO_DEEP,
        /** One text or number is longer than its limit. */
        TOO_LONG,
        /** The body is over 1 MiB, or the activity is over what the store can hold. */
        TOO_LARGE,
        /** The event concerns more than 1,000 entities. */
        TOO_MANY_ENTITIES,
        /** No entry of the catalog matches the event's type, and the service is set to reject such events. */
        UNKNOWN_TYPE,
        /** The event names no entity, and the service is set to reject such events. */
        NO_ENTITY,
        /** The store refused the activity for ever, for a reason it states. */
        REFUSED_BY_STORE
    }
}
