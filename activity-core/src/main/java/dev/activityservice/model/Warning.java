package dev.activityservice.model;

/**
 * A defect of an accepted event that its producer should correct. The event is recorded. Immutable and thread-safe.
 *
 * @param code the category of the defect
 * @param pointer the location in the message body as a JSON Pointer (RFC 6901)
 * @param message the defect in one line. It never contains the body. Values in it are quoted and truncated
 */
public record Warning(Code code, String pointer, String message) {

    /** The closed list of codes. The names are stable and appear in metrics and dry runs. */
    public enum Code {
        /** The time is epoch milliseconds as a string, not RFC 3339. */
        EPOCH_TIME,
        /** The time has no offset. The next source of the time was used. */
        TIME_WITHOUT_OFFSET,
        /** The time is blank. The next source of the time was used. */
        BLANK_TIME,
        /** The time is in another format than RFC 3339, which has one clear meaning. */
        TIME_FORMAT,
        /** The time is a zero value that was never set. The next source of the time was used. */
        ZERO_TIME,
        /** The time has more than nine fraction digits. The rest was truncated. */
        TIME_CUT,
        /** The name of an extension attribute has other characters than lower-case letters and digits (CloudEvents 1.0, section 3.1). */
        EXTENSION_NAME,
        /** An optional attribute was not a text or not valid. It was ignored. */
        ATTRIBUTE_IGNORED,
        /** The propagator did not accept the trace context. The event was recorded without it. */
        BAD_TRACE_CONTEXT,
        /** The {@code type} of the CloudEvent is not the {@code detail-type} of its envelope. The {@code detail-type} was used. */
        TYPE_MISMATCH,
        /** The CloudEvent has no {@code id} or no {@code source}. The value of its envelope was used. */
        ENVELOPE_IDENTITY,
        /** The data is a JSON object inside a string. The object was used. */
        DATA_AS_TEXT,
        /** The data is JSON in {@code data_base64}. The decoded JSON was used. */
        DATA_BASE64,
        /** An object has the key {@code _datadog} more than once. The last one was used. */
        DUPLICATE_TRACE,
        /** The event has no correlation id. The {@code conversationId} of a messaging library was used. */
        CONVERSATION_ID,
        /** The {@code specversion} of the CloudEvent is not 1.0. */
        SPEC_VERSION,
        /**
         * The sequence has more than 64 bytes in UTF-8, not counting leading zeros of a number. It is shown to readers, but it does not order
         * the event.
         */
        SEQUENCE_IGNORED,
        /** The id of an optional entity or of the actor was blank. It was ignored. */
        BLANK_OPTIONAL_ID
    }
}
