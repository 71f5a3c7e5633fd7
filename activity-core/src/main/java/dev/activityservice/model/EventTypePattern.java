package dev.activityservice.model;

/**
 * One event type, or all event types with a prefix: {@code orders.orderCreated.v1} or {@code orders.*}. Immutable and
 * thread-safe.
 *
 * @param text the pattern: at most 256 bytes, with {@code *} only as the last segment, after a dot
 */
public record EventTypePattern(String text) {

    /** Maximum length of a pattern, in bytes of UTF-8. */
    public static final int MAX_BYTES = 256;

    /** Throws {@link InvalidValueException} if the text is neither a type nor a prefix. */
    public EventTypePattern {
        TextRule.require("event type", text, MAX_BYTES);
        int star = text.indexOf('*');
        boolean prefix = star >= 0 && star == text.length() - 1 && star > 1 && text.charAt(star - 1) == '.';
        if (star >= 0 && !prefix) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT,
                    "event type",
                    text,
                    "must have '*' only at its end, after a prefix and a dot");
        }
    }

    /** Reads a pattern from its text. */
    public static EventTypePattern parse(String text) {
        return new EventTypePattern(text);
    }

    /** Returns whether the pattern ends in {@code *}. */
    public boolean isPrefix() {
        return text.charAt(text.length() - 1) == '*';
    }

    /** Returns the exact type, or the prefix with its dot and without {@code *}. */
    public String literal() {
        return isPrefix() ? text.substring(0, text.length() - 1) : text;
    }

    /** Returns whether the pattern is this type or a prefix of this type. */
    public boolean matches(String eventType) {
        return isPrefix()
                ? eventType.length() >= text.length() && eventType.regionMatches(0, text, 0, text.length() - 1)
                : eventType.equals(text);
    }
}
