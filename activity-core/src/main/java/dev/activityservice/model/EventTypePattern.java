package dev.activityservice.model;

/**
 * An event type, or all types under a prefix: {@code orders.orderCreated.v1} or {@code orders.*}.
 *
 * @param text the pattern as written; at most 256 bytes; {@code *} only as the last segment, after a dot
 */
public record EventTypePattern(String text) {

    private static final int MAX_BYTES = 256;

    /** Throws {@link InvalidValueException} if the text is no type and no prefix. */
    public EventTypePattern {
        TextRule.require("event type", text, MAX_BYTES);
        int star = text.indexOf('*');
        boolean prefix = star >= 0 && star == text.length() - 1 && star > 1 && text.charAt(star - 1) == '.';
        if (star >= 0 && !prefix) {
            throw new InvalidValueException(
                    Rejection.Code.INVALID_TEXT,
                    "event type",
                    text,
                    "may have '*' only at its end, after a prefix and a dot");
        }
    }

    public static EventTypePattern parse(String text) {
        return new EventTypePattern(text);
    }

    public boolean isPrefix() {
        return text.charAt(text.length() - 1) == '*';
    }

    /** The exact type, or the prefix with its dot and without the star. */
    public String literal() {
        return isPrefix() ? text.substring(0, text.length() - 1) : text;
    }

    public boolean matches(String eventType) {
        return isPrefix()
                ? eventType.length() >= text.length() && eventType.regionMatches(0, text, 0, text.length() - 1)
                : eventType.equals(text);
    }
}
