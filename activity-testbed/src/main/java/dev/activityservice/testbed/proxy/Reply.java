package dev.activityservice.testbed.proxy;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * What a client gets for a request, and how.
 *
 * @param status of HTTP
 * @param contentType of the body
 * @param body as text
 * @param checksum what the answer says in {@code x-amz-crc32}, which the SDK compares with the body
 * @param manner how it is sent
 */
public record Reply(int status, String contentType, String body, long checksum, Manner manner) {

    /** What DynamoDB and SQS speak. */
    static final String AWS_JSON = "application/x-amz-json-1.0";

    /** How an answer is sent. */
    public enum Manner {
        /** As it should be. */
        WHOLE,
        /** Whole, and then the connection is closed unannounced: the client's pool has a stale one. */
        WHOLE_THEN_CLOSED,
        /** Whole, but in drops with pauses between them. */
        SLOW,
        /** Half of the body, then the connection is closed. */
        TRUNCATED,
        /** Nothing: the connection is closed. */
        CLOSED,
        /** Nothing: the connection is reset. */
        RESET
    }

    /** With the right checksum. */
    public static Reply of(int status, String body) {
        return new Reply(status, AWS_JSON, body, checksum(body), Manner.WHOLE);
    }

    /** An error in the words of the AWS JSON protocol. */
    public static Reply error(int status, String code) {
        return of(
                status, "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\",\"message\":\"" + code + "\"}");
    }

    /** None at all: the connection is closed. */
    public static Reply none() {
        return of(0, "").sent(Manner.CLOSED);
    }

    /** The same in another manner. */
    public Reply sent(Manner other) {
        return new Reply(status, contentType, body, checksum, other);
    }

    /** The same with a checksum that does not fit. */
    public Reply withWrongChecksum() {
        return new Reply(status, contentType, body, checksum ^ 1, manner);
    }

    static long checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
