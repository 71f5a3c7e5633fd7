package dev.activityservice.text;

/** Prepares values from outside for messages: one line, truncated, without characters that a terminal interprets. */
public final class Quoted {

    /** Enough to recognise a value in a message. */
    private static final int MAX_CHARS = 64;

    private Quoted() {}

    /** Returns the text in double quotes, truncated to {@value #MAX_CHARS} characters and then escaped. */
    public static String of(String text) {
        String truncated = truncate(text, MAX_CHARS).replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + escape(truncated) + '"';
    }

    /** Returns the text with control characters, line separators and lone surrogates written as Unicode escapes. */
    public static String escape(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Utf16.isPair(text, i)) {
                i++;
                if (out != null) {
                    out.append(c).append(text.charAt(i));
                }
            } else if (needsEscape(c)) {
                if (out == null) {
                    out = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                out.append(String.format("\\u%04x", (int) c));
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? text : out.toString();
    }

    /** Returns at most {@code maxChars} characters. Truncated text ends in an ellipsis, never in half of a surrogate pair. */
    public static String truncate(CharSequence text, int maxChars) {
        if (text.length() <= maxChars) {
            return text.toString();
        }
        int end = maxChars - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(0, end) + "…";
    }

    private static boolean needsEscape(char c) {
        return Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029';
    }
}
