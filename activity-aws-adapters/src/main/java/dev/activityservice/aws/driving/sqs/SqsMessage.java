package dev.activityservice.aws.driving.sqs;

import dev.activityservice.event.MessageMetadata;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record of an SQS batch. Immutable and thread-safe.
 *
 * @param messageId how a partial batch response names the message; not blank
 * @param body null if the record had none, or one that is no text
 * @param metadata what SQS says about the message
 * @param eventSourceArn the queue's ARN; null if the record does not say
 */
public record SqsMessage(
        String messageId,
        @Nullable String body,
        MessageMetadata metadata,
        @Nullable String eventSourceArn) {

    /** Throws {@link IllegalArgumentException} if the id is blank. */
    public SqsMessage {
        if (messageId.isBlank()) {
            throw new IllegalArgumentException("Invalid SQS record: it has no messageId");
        }
    }

    /**
     * A message with the metadata that its attributes hold. Throws {@link IllegalArgumentException} if the id is blank.
     *
     * @param system the attributes that SQS sets, such as {@code SentTimestamp} and {@code AWSTraceHeader}
     * @param attributes the sender's attributes that are texts
     */
    public static SqsMessage of(
            String messageId,
            @Nullable String body,
            Map<String, String> system,
            Map<String, String> attributes,
            @Nullable String eventSourceArn) {
        MessageMetadata metadata = MessageMetadata.builder()
                .messageId(messageId)
                .attributes(attributes)
                .sentTime(epochMillis(system.get("SentTimestamp")))
                .awsTraceHeader(system.get("AWSTraceHeader"))
                .build();
        return new SqsMessage(messageId, body, metadata, eventSourceArn);
    }

    private static @Nullable Instant epochMillis(@Nullable String text) {
        try {
            return text == null ? null : Instant.ofEpochMilli(Long.parseLong(text));
        } catch (NumberFormatException e) {
            // SQS sends digits; without a time of its own the event is then rejected, and says so.
            return null;
        }
    }

    /** Bodies hold personal data, so they are not part of it. */
    @Override
    public String toString() {
        return "SqsMessage[" + messageId + "]";
    }
}
