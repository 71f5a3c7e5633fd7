package dev.activityservice.catalog;

/** What can be told of, and made from, a well-formed JSON text without parsing it again. */
final class JsonText {

    private JsonText() {}

    /** Whether every escaped surrogate of a JSON text has its other half beside it. A half written as an escape and a half written as itself are no pair. */
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
     * Appends a value as people read it: a string without its quotes and escapes, all else as it is; stops beyond
     * {@code limit}.
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

    /** A text without control characters, as a JSON string. */
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
