package dev.activityservice.local.command;

import java.util.regex.Pattern;

/** Makes foreign text safe to print on a terminal. */
public final class TerminalText {

    private static final Pattern UNSAFE = Pattern.compile("[\\x00-\\x1F\\x7F-\\x9F\\x{2028}\\x{2029}]");
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
        return UNSAFE.matcher(text)
                .replaceAll(
                        match -> String.format("\\\\u%04x", (int) match.group().charAt(0)));
    }
}
