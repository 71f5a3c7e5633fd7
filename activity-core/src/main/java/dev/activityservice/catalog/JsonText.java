package dev.activityservice.catalog;

/** Checks and converts well-formed JSON texts without a parser. */
final class JsonText {

    private JsonText() {}

    /**
     * Returns whether every escaped surrogate of a JSON text is part of an escaped pair. An escaped surrogate next to one that is not
     * escaped is not a pair.
     */
    static boolean hasWellFormedEscapes(String json) {
        int i = json.indexOf('\\');
        while (i >= 0) {
            int length = 2;
            if (json.charAt(i + 1) == 'u') {
                char c = escaped(json, i);
                length = 6;
                if (Character.isSurrogate(c)) {
                    int next = i + 6;
                    boolean pair = Character.isHighSurrogate(c)
                            && json.startsWith("\\u", next)
                            && Character.isLowSurrogate(escaped(json, next));
                    if (!pair) {
                        return false;
                    }
                    length = 12;
                }
            }
            i = json.indexOf('\\', i + length);
        }
        return true;
    }

    /**
     * Appends a JSON value for people: a string without its quotes and escapes, any other value unchanged. Stops after {@code limit}
     * characters of {@code out}.
     */
    static void appendPlain(StringBuilder out, String json, int limit) {
        boolean string = json.charAt(0) == '"';
        int end = string ? json.length() - 1 : json.length();
        int i = string ? 1 : 0;
        while (i < end && out.length() <= limit) {
            char c = json.charAt(i);
            if (!string || c != '\\') {
                out.append(c);
                i++;
            } else if (json.charAt(i + 1) == 'u') {
                out.append(escaped(json, i));
                i += 6;
            } else {
                out.append(
                        switch (json.charAt(i + 1)) {
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            default -> json.charAt(i + 1);
                        });
                i += 2;
            }
        }
    }

    /** Returns the JSON string of a text. The text must not have control characters. */
    static String toJson(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('"').toString();
    }

    private static char escaped(String json, int backslash) {
        return (char) Integer.parseInt(json, backslash + 2, backslash + 6, 16);
    }
}
