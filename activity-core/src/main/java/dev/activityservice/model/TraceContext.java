package dev.activityservice.model;

/**
 * The span in which a producer created an event (W3C Trace Context, level 2). Immutable and thread-safe.
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero
 * @param flags the trace flags, 0 to 255
 * @param traceState the unchanged list of vendors from the second header, or empty
 */
public record TraceContext(String traceId, String spanId, int flags, String traceState) {

    /** Throws {@link InvalidValueException} if an id or the flags are not valid. */
    public TraceContext {
        requireHex("trace id", traceId, 32);
        requireHex("span id", spanId, 16);
        if (flags < 0 || flags > 255) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT, "trace flags", Integer.toString(flags), "must be from 0 to 255");
        }
    }

    /** Creates a trace context. */
    public static TraceContext of(String traceId, String spanId, int flags, String traceState) {
        return new TraceContext(traceId, spanId, flags, traceState);
    }

    private static void requireHex(String field, String value, int length) {
        boolean zero = true;
        boolean hex = value.length() == length;
        for (int i = 0; hex && i < length; i++) {
            char c = value.charAt(i);
            hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            zero &= c == '0';
        }
        if (!hex || zero) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT,
                    field,
                    value,
                    "must be " + length + " lower-case hex digits, not all zero");
        }
    }
}
