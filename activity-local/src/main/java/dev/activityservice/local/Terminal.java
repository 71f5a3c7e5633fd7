package dev.activityservice.local;

/** Makes text of strangers fit for a terminal. */
final class Terminal {

    private static final int MAX_LINE = 200;

    private Terminal() {}

    /** One line of at most 200 characters. */
    static String line(String text) {
        return escape(text.length() > MAX_LINE ? text.substring(0, MAX_LINE) + "…" : text);
    }

    /** Nothing that a terminal would obey, line breaks included. */
    static String escape(String text) {
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
