package dev.activityservice.http;

import dev.activityservice.text.Sha256;
import java.io.ByteArrayOutputStream;

/**
 * The bytes of a body that is being written, with a maximum size. A writer writes one part after the other, and then keeps the part or
 * removes it.
 */
final class PageBuffer extends ByteArrayOutputStream {

    private final long maxEncodedBytes;
    /** The end of the last part that is kept. */
    private int end;
    /** The size of the parts that are kept, as encoded in a JSON string. */
    private long encodedBytes;

    /** @param maxEncodedBytes the maximum size for {@link #keepIfFits}, as encoded in a JSON string, because a gateway wraps the body in one */
    PageBuffer(int capacity, long maxEncodedBytes) {
        super(capacity);
        this.maxEncodedBytes = maxEncodedBytes;
    }

    /** Keeps what was written since the last part, whatever its size. */
    void keep() {
        encodedBytes += encodedBytesSince(end);
        end = count;
    }

    /** Keeps what was written since the last part if it fits. Otherwise removes it and returns false. */
    boolean keepIfFits() {
        long added = encodedBytesSince(end);
        if (encodedBytes + added > maxEncodedBytes) {
            count = end;
            return false;
        }
        encodedBytes += added;
        end = count;
        return true;
    }

    /** Adds all bytes to a digest, without a copy. */
    Sha256 addTo(Sha256 digest) {
        return digest.add(buf, 0, count);
    }

    private long encodedBytesSince(int begin) {
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
