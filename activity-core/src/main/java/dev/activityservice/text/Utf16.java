package dev.activityservice.text;

/** Checks the surrogate pairs of a string and computes its UTF-8 length without encoding it. */
public final class Utf16 {

    private Utf16() {}

    /** Returns the length in bytes of UTF-8, or {@code -1 - index} of the first lone surrogate. */
    public static long utf8Length(String text) {
        int length = text.length();
        long bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                bytes++;
            } else if (!Character.isSurrogate(c)) {
                bytes += 2;
            } else if (isPair(text, i)) {
                bytes += 2;
                i++;
            } else {
                return -1L - i;
            }
        }
        return bytes;
    }

    /** Returns whether the text has no lone surrogate. */
    public static boolean isWellFormed(String text) {
        return utf8Length(text) >= 0;
    }

    /** Returns whether a surrogate pair begins at {@code index}. */
    static boolean isPair(CharSequence text, int index) {
        return index + 1 < text.length()
                && Character.isHighSurrogate(text.charAt(index))
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}
