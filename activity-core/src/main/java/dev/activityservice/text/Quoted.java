package dev.activityservice.text;

/**
 * Prepares text from outside for people: for terminals, error texts and log lines. Characters that could deceive the reader become
 * Unicode escapes, as in JSON:
 *
 * <ul>
 *   <li>control characters (category Cc), which a terminal obeys;
 *   <li>format characters (Cf), which reverse the order of other characters or are invisible;
 *   <li>line and paragraph separators (Zl, Zp), and lone surrogates;
 *   <li>the backslash, so that a text cannot imitate an escape. Different texts therefore look different.
 * </ul>
 *
 * <p>Values in the API, in the store and in spans are never changed.
 */
public final class Quoted {

    /** Enough to recognise a value in a message. */
    private static final int MAX_CHARS = 64;

    private Quoted() {}

    /** Returns the text in double quotes, truncated to {@value #MAX_CHARS} characters and then escaped. */
    public static String of(String text) {
        return of(text, MAX_CHARS);
    }

    /** Returns the text in double quotes, truncated to {@code maxChars} characters and then escaped. */
    public static String of(String text, int maxChars) {
        String truncated = truncate(text, maxChars);
        StringBuilder out = new StringBuilder(truncated.length() + 16).append('"');
        append(out, truncated, true, true);
        return out.append('"').toString();
    }

    /** Returns the text, escaped. */
    public static String escape(String text) {
        return isPlain(text) ? text : append(new StringBuilder(text.length() + 16), text, true, false);
    }

    /**
     * Returns a message that may already contain escaped values, for example that of an exception: like {@link #escape}, but
     * backslashes, tabs and line feeds stay as they are. Escape each value of a message before it becomes part of the message.
     */
    public static String escapeMessage(String message) {
        return append(new StringBuilder(message.length() + 16), message, false, false);
    }

    /**
     * Appends the text as a JSON string in printable ASCII, truncated to {@code maxChars} characters. Log lines have this form, because
     * their readers are programs and terminals of any kind.
     */
    public static void appendAscii(StringBuilder out, String text, int maxChars) {
        out.append('"');
        int end = Math.min(text.length(), maxChars);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7f) {
                out.append(c);
            } else {
                appendUnit(out, c);
            }
        }
        if (end < text.length()) {
            appendUnit(out, '…');
        }
        out.append('"');
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

    /** Returns whether the code point is escaped in every text: a character of the categories Cc, Cf, Zl and Zp, or a surrogate. */
    public static boolean isUnsafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static boolean isPlain(String text) {
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (isUnsafe(codePoint) || codePoint == '\\') {
                return false;
            }
        }
        return true;
    }

    private static String append(StringBuilder out, String text, boolean value, boolean quoted) {
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            if (isUnsafe(codePoint) && (value || (codePoint != '\n' && codePoint != '\t'))) {
                for (int unit = 0; unit < Character.charCount(codePoint); unit++) {
                    appendUnit(out, text.charAt(i + unit));
                }
            } else {
                if ((value && codePoint == '\\') || (quoted && codePoint == '"')) {
                    out.append('\\');
                }
                out.appendCodePoint(codePoint);
            }
        }
        return out.toString();
    }

    /** Appends a unit of UTF-16. A character above U+FFFF has two, as in JSON (RFC 8259, section 7). */
    private static void appendUnit(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }
}
