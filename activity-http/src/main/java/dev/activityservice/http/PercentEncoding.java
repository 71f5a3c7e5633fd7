package dev.activityservice.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict percent-encoding of UTF-8 (RFC 3986, section 2.1). The JDK has no decoder that rejects malformed input. */
final class PercentEncoding {

    private static final String HEX = "0123456789ABCDEF";

    private PercentEncoding() {}

    /**
     * Decodes a text. Throws {@link HttpProblemException} if a percent sign lacks two hex digits or the bytes are not UTF-8.
     *
     * @param form true if a plus sign means a space, as in a query
     */
    static String decode(String text, boolean form) {
        try {
            ByteBuffer in = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            ByteBuffer out = ByteBuffer.allocate(in.remaining());
            while (in.hasRemaining()) {
                byte b = in.get();
                if (b == '%') {
                    int high = in.remaining() < 2 ? -1 : Character.digit((char) in.get(), 16);
                    int low = high < 0 ? -1 : Character.digit((char) in.get(), 16);
                    if (low < 0) {
                        throw malformed();
                    }
                    out.put((byte) (high << 4 | low));
                } else {
                    out.put(form && b == '+' ? (byte) ' ' : b);
                }
            }
            return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    /** Encodes all characters except the unreserved ones, so that the result is safe in a query and in a header. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved = (b >= '0' && b <= '9')
                    || (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == '~';
            if (unreserved) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
            }
        }
        return out.toString();
    }

    private static HttpProblemException malformed() {
        return HttpProblemException.of(ProblemCode.MALFORMED_URL, "The URL must be percent-encoded UTF-8");
    }
}
