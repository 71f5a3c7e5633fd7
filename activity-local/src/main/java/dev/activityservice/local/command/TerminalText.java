package dev.activityservice.local.command;

import dev.activityservice.text.Quoted;

/** Makes foreign text safe to print on a terminal, by the rules of {@link Quoted}. */
public final class TerminalText {

    private static final int MAX_LINE_CHARS = 200;

    private TerminalText() {}

    /** Returns one line of at most 200 characters, escaped. */
    public static String line(String text) {
        return line(text, MAX_LINE_CHARS);
    }

    /** Returns one line of at most so many characters, escaped. */
    public static String line(String text, int maxChars) {
        return escape(Quoted.truncate(text, maxChars));
    }

    /** Escapes a value, so that the terminal does not interpret it and it cannot deceive the reader. */
    public static String escape(String text) {
        return Quoted.escape(text);
    }

    /** Escapes a message of this program, whose values are already escaped. Its backslashes, tabs and line breaks stay. */
    public static String message(String text) {
        return Quoted.escapeMessage(text.replace("\r\n", "\n"));
    }
}
