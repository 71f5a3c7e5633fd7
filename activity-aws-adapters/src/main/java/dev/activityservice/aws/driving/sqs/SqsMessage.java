package dev.activityservice.aws.driving.sqs;

import dev.activityservice.event.MessageMetadata;
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

    /** Bodies hold personal data, so they are not part of it. */
    @Override
    public String toString() {
        return "SqsMessage[" + messageId + "]";
    }
}
