package dev.activityservice.testbed.proxy;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The answer to a request, and how the proxy sends it.
 *
 * @param status the HTTP status
 * @param checksum the value of {@code x-amz-crc32}, which the AWS SDK compares with the body
 */
public record Reply(int status, String body, long checksum, Manner manner) {

    /** How the proxy sends an answer. */
    public enum Manner {
        /** Completely. */
        WHOLE,
        /** Completely; then the connection is closed without notice, so that the client's pool contains a stale connection. */
        WHOLE_THEN_CLOSED,
        /** Completely, in small parts with pauses between them. */
        SLOW,
        /** Half of the body; then the connection is closed. */
        TRUNCATED,
        /** Not at all: the connection is closed. */
        CLOSED,
        /** Not at all: the connection is reset. */
        RESET
    }

    /** Returns a complete answer with the correct checksum. */
    public static Reply of(int status, String body) {
        return new Reply(status, body, checksum(body), Manner.WHOLE);
    }

    /** Returns an error of the AWS JSON protocol. */
    public static Reply error(int status, String code) {
        return of(
                status, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\",\"message\":\"" + code + "\"}");
    }

    /** Returns no answer: the connection is closed. */
    public static Reply none() {
        return of(0, "").sent(Manner.CLOSED);
    }

    /** Returns the same answer, sent in another manner. */
    public Reply sent(Manner other) {
        return new Reply(status, body, checksum, other);
    }

    /** Returns the same answer with a wrong checksum. */
    public Reply withWrongChecksum() {
        return new Reply(status, body, checksum ^ 1, manner);
    }

    static long checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
