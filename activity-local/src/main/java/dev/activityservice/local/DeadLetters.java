package dev.activityservice.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Looks into a dead-letter queue and leaves it as it was, but for the counts of receives. */
final class DeadLetters {

    private static final int BATCH = 10;
    /** Of one look, in seconds: what was seen is hidden for so long, lest it is seen twice. */
    private static final int HIDDEN_SECONDS = 20;

    private DeadLetters() {}

    /** At most {@code limit} messages, which are visible again when this returns. */
    static List<Message> peek(SqsClient sqs, String queueUrl, int limit) {
        Map<String, Message> seen = new LinkedHashMap<>();
        boolean more = true;
        while (more && seen.size() < limit) {
            int batch = Math.min(BATCH, limit - seen.size());
            List<Message> messages = sqs.receiveMessage(request -> request.queueUrl(queueUrl)
                            .maxNumberOfMessages(batch)
                            .visibilityTimeout(HIDDEN_SECONDS)
                            .waitTimeSeconds(0)
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                    .messages();
            more = !messages.isEmpty();
            messages.forEach(message -> seen.put(message.messageId(), message));
        }
        for (Message message : seen.values()) {
            sqs.changeMessageVisibility(request -> request.queueUrl(queueUrl)
                    .receiptHandle(message.receiptHandle())
                    .visibilityTimeout(0));
        }
        return List.copyOf(seen.values());
    }
}
