package dev.activityservice.model;

/**
 * Something about an accepted event that its producer should mend; nothing is lost by it.
 *
 * @param code what kind of oddity it is
 * @param pointer the place in the message body, as a JSON Pointer (RFC 6901)
 * @param message the oddity in one line; it never contains the body, and values in it are quoted and cut
 */
public record Warning(Code code, String pointer, String message) {

    /** The closed list of oddities; the names are stable and appear in metrics and dry runs. */
    public enum Code {
        /** The CloudEvent's time is epoch milliseconds as a string, not RFC 3339. */
        EPOCH_TIME,
        /** The CloudEvent's time has no offset; the next time source was taken. */
        TIME_WITHOUT_OFFSET,
        /** The CloudEvent's time is blank; the next time source was taken. */
        BLANK_TIME,
        /** The time has more than nine fraction digits; the rest was cut. */
        TIME_CUT,
        /** An extension attribute's name is not made of lower-case letters and digits (CloudEvents 1.0, section 3.1). */
        EXTENSION_NAME,
        /** An optional attribute was of another type than text, or not valid, and was left out. */
        ATTRIBUTE_IGNORED,
        /** A trace context that no propagator accepts; the event is kept without it. */
        BAD_TRACE_CONTEXT,
        /** The CloudEvent says another version than 1.0. */
        SPEC_VERSION,
        /** An optional entity's or the actor's id was blank and was left out. */
        BLANK_OPTIONAL_ID
    }
}
