package dev.activityservice.local.command;

/** Makes foreign text safe to print on a terminal. */
public final class TerminalText {

    private static final int MAX_LINE_CHARS = 200;

    private TerminalText() {}

    /** Returns one line of at most 200 characters, escaped. */
    public static String line(String text) {
        return line(text, MAX_LINE_CHARS);
    }

    /** Returns one line of at most so many characters, escaped. */
    public static String line(String text, int maxChars) {
        return escape(text.length() > maxChars ? text.substring(0, maxChars) + "…" : text);
    }

    /** Escapes control characters and line breaks, so that the terminal does not interpret them. */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
