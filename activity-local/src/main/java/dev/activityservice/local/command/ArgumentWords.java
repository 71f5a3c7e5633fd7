package dev.activityservice.local.command;

import dev.activityservice.text.Quoted;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits the text of {@code ARGS} into arguments. A shell would change JSON: it expands braces and removes quotes. Therefore the recipes
 * of make pass the text unchanged, and this class splits it.
 *
 * <p>Arguments are separated by spaces, tabs and line breaks. JSON, an argument or the value behind {@code =} that starts with a brace
 * or a bracket, ends with its last brace or bracket and stays as it is. Elsewhere, a text in single or double quotes is one
 * argument without the quotes, and a backslash before a space, a quote or a backslash is removed. Nothing is expanded. Not thread-safe.
 */
public final class ArgumentWords {

    private static final int MAX_QUOTED_CHARS = 100;
    private static final String ESCAPABLE = " \t\r\n'\"\\";

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;

    private ArgumentWords(String text) {
        this.text = text;
    }

    /**
     * Returns the arguments.
     *
     * @throws IllegalArgumentException if a quote or JSON has no end
     */
    public static List<String> of(String text) {
        return new ArgumentWords(text).split();
    }

    private List<String> split() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                words.add(word());
            }
        }
        return List.copyOf(words);
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            char c = text.charAt(at);
            if ((c == '{' || c == '[') && (word.isEmpty() || word.charAt(word.length() - 1) == '=')) {
                word.append(json());
            } else if (c == '\'' || c == '"') {
                word.append(quoted(c));
            } else if (c == '\\' && at + 1 < text.length() && ESCAPABLE.indexOf(text.charAt(at + 1)) >= 0) {
                word.append(text.charAt(at + 1));
                at += 2;
            } else {
                word.append(c);
                at++;
            }
        }
        return word.toString();
    }

    /** Returns the text up to the brace or bracket that closes the first one. The parser of the argument checks that it is JSON. */
    private String json() {
        int start = at;
        int depth = 0;
        boolean isString = false;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (isString) {
                if (c == '\\') {
                    at = Math.min(at + 1, text.length());
                } else {
                    isString = c != '"';
                }
            } else if (c == '"') {
                isString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return text.substring(start, at);
            }
        }
        throw unfinished("The JSON", start);
    }

    private String quoted(char quote) {
        int start = at++;
        StringBuilder quoted = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return quoted.toString();
            }
            boolean isEscape = quote == '"'
                    && c == '\\'
                    && at < text.length()
                    && (text.charAt(at) == '"' || text.charAt(at) == '\\');
            quoted.append(isEscape ? text.charAt(at++) : c);
        }
        throw unfinished("The quoted text", start);
    }

    private IllegalArgumentException unfinished(String what, int start) {
        return new IllegalArgumentException(
                what + " in ARGS must have an end: " + Quoted.of(text.substring(start), MAX_QUOTED_CHARS));
    }
}
