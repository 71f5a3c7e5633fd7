package dev.activityservice.internal.json;

/** What a Java string is as UTF-8, found without encoding it. */
public final class Utf16 {

    private Utf16() {}

    /** The length in UTF-8; or, if there is a surrogate without its partner, {@code -1 - index} of the first such. */
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
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 2;
                i++;
            } else {
                return -1L - i;
            }
        }
        return bytes;
    }
}
