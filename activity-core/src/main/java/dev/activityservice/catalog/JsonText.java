package dev.activityservice.catalog;

/** What can be told of, and made from, a well-formed JSON text without parsing it again. */
final class JsonText {

    private JsonText() {}

    /** Whether every surrogate has its other half beside it. */
    static boolean isWellFormed(CharSequence text) {
        boolean high = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (high != Character.isLowSurrogate(c)) {
                return false;
            }
            high = Character.isHighSurrogate(c);
        }
        return !high;
    }

    /** The same of the escapes in a JSON text. A half written as an escape and a half written as itself are no pair. */
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
    static String quote(String text) {
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

    /**
     * At most {@code max} characters of a text, and never half of a surrogate pair; what was cut ends in an ellipsis.
     */
    static String cut(CharSequence text, int max) {
        if (text.length() <= max) {
            return text.toString();
        }
        int end = max - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(0, end) + "…";
    }

    private static char escaped(String json, int backslash) {
        return (char) Integer.parseInt(json, backslash + 2, backslash + 6, 16);
    }
}
