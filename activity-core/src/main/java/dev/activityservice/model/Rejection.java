package dev.activityservice.model;

/**
 * Why an event can never be recorded as it is: a retry does not help.
 *
 * @param code what kind of fault it is
 * @param pointer the place in the message body, as a JSON Pointer (RFC 6901); empty for the whole body
 * @param message the fault in one line; it never contains the body, and values in it are quoted and cut
 */
public record Rejection(Code code, String pointer, String message) {

    public static Rejection of(Code code, String pointer, String message) {
        return new Rejection(code, pointer, message);
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
