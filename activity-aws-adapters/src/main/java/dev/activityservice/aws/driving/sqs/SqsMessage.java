package dev.activityservice.aws.driving.sqs;

import dev.activityservice.event.MessageMetadata;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of an SQS batch. Immutable and thread-safe.
 *
 * @param messageId the id by which a partial batch response reports a failure; not blank
 * @param body the body; null if the record has no body or the body is not a string
 * @param metadata the attributes of the message
 * @param eventSourceArn the ARN of the queue; null if the record does not have it
 */
public record SqsMessage(
        String messageId,
        @Nullable String body,
        MessageMetadata metadata,
        @Nullable String eventSourceArn) {

    /** Throws {@link IllegalArgumentException} if the id is blank. */
    public SqsMessage {
        if (messageId.isBlank()) {
            throw new IllegalArgumentException("Invalid SQS record: the messageId must not be blank");
        }
    }

    /**
     * Returns a message with the metadata from its attributes. Throws {@link IllegalArgumentException} if the id is blank.
     *
     * @param system the attributes that SQS sets; {@code SentTimestamp} and {@code AWSTraceHeader} are used
     * @param attributes the string attributes that the sender set
     */
    public static SqsMessage of(
            String messageId,
            @Nullable String body,
            Map<String, String> system,
            Map<String, String> attributes,
            @Nullable String eventSourceArn) {
        return of(messageId, body, system, attributes, Map.of(), eventSourceArn);
    }

    /**
     * Returns a message with the metadata from its attributes. Throws {@link IllegalArgumentException} if the id is blank.
     *
     * @param system the attributes that SQS sets; {@code SentTimestamp} and {@code AWSTraceHeader} are used
     * @param attributes the string attributes that the sender set
     * @param binaryAttributes the binary attributes that the sender set. Their positions do not change. Those that are UTF-8 are
     *     attributes of the metadata, others are ignored
     */
    public static SqsMessage of(
            String messageId,
            @Nullable String body,
            Map<String, String> system,
            Map<String, String> attributes,
            Map<String, ByteBuffer> binaryAttributes,
            @Nullable String eventSourceArn) {
        MessageMetadata.Builder metadata = MessageMetadata.builder()
                .messageId(messageId)
                .attributes(attributes)
                .sentTime(epochMillis(system.get("SentTimestamp")))
                .awsTraceHeader(system.get("AWSTraceHeader"));
        binaryAttributes.forEach((name, bytes) -> {
            String text = utf8(bytes);
            if (text != null) {
                metadata.attributes(Map.of(name, text));
            }
        });
        return new SqsMessage(messageId, body, metadata.build(), eventSourceArn);
    }

    /** Returns null if the bytes are not UTF-8. */
    private static @Nullable String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable Instant epochMillis(@Nullable String text) {
        try {
            return text == null ? null : Instant.ofEpochMilli(Long.parseLong(text));
        } catch (NumberFormatException e) {
            // SQS always sends digits. An event without any other time is then rejected.
            return null;
        }
    }

    /** Returns the message id only, because a body may contain personal data. */
    @Override
    public String toString() {
        return "SqsMessage[" + messageId + "]";
    }
}
