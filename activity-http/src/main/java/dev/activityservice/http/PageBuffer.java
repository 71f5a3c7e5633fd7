package dev.activityservice.http;

import dev.activityservice.text.Sha256;
import java.io.ByteArrayOutputStream;

/** The bytes of a body that is being written, which can be truncated. */
final class PageBuffer extends ByteArrayOutputStream {

    PageBuffer(int capacity) {
        super(capacity);
    }

    /** Removes all bytes from {@code length} on. */
    void truncate(int length) {
        count = Math.min(count, length);
    }

    /** Adds all bytes to a digest, without a copy. */
    Sha256 addTo(Sha256 digest) {
        return digest.add(buf, 0, count);
    }

    /** Returns the number of bytes from {@code begin} on, after they are escaped for a JSON string. */
    long encodedBytes(int begin) {
        long bytes = 0;
        for (int i = begin; i < count; i++) {
            byte b = buf[i];
            if (b >= 0 && b < 0x20) {
                bytes += 6;
            } else if (b == '"' || b == '\\') {
                bytes += 2;
            } else {
                bytes++;
            }
        }
        return bytes;
    }
}
