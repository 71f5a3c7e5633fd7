package dev.activityservice.http;

/** Quotes external text in messages. */
final class QuotedText {

    private QuotedText() {}

    /** Returns the text as a JSON string in printable ASCII, truncated to {@code maxChars} characters. */
    static String of(String text, int maxChars) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars) + 2).append('"');
        int end = Math.min(text.length(), maxChars);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= 0x20 && c < 0x7f) {
                out.append(c);
            } else {
                escape(out, c);
            }
        }
        if (end < text.length()) {
            escape(out, '…');
        }
        return out.append('"').toString();
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }
}
