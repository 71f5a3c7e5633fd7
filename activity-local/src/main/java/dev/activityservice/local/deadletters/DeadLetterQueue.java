package dev.activityservice.local.deadletters;

import dev.activityservice.local.queue.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A dead-letter queue of a queue or of rules. Not thread-safe.
 *
 * <p>Looking at a message means receiving it, which makes it invisible to others. The messages become visible again when a
 * visit ends. If the process is killed, they become visible after a timeout.
 */
public final class DeadLetterQueue {

    /** Maximum number of messages in a request (Amazon SQS quotas). */
    private static final int MAX_BATCH_MESSAGES = 10;

    private final SqsClient sqs;
    private final String url;
    private final Duration visibilityTimeout;
    private final Duration wait;
    /** Receipt handles of the messages that this visit made invisible, by message id. */
    private final Map<String, String> invisible = new LinkedHashMap<>();

    /**
     * @param visibilityTimeout how long a message stays invisible if the process is killed
     * @param wait how long a receive waits. Use at least one second for a queue of AWS: its messages are on several servers, and
     *     only a receive that waits asks all of them
     */
    public DeadLetterQueue(SqsClient sqs, String url, Duration visibilityTimeout, Duration wait) {
        this.sqs = sqs;
        this.url = url;
        this.visibilityTimeout = visibilityTimeout;
        this.wait = wait;
    }

    /** Returns the approximate number of visible messages, as SQS reports it. */
    public int size() {
        String count = sqs.getQueueAttributes(request ->
                        request.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
        return count == null ? 0 : Integer.parseInt(count);
    }

    /**
     * Passes each message once to the visitor, in batches, until the queue has no other message or enough were seen. When this
     * returns or throws, all messages that the visitor has not deleted are visible again.
     */
    public void visit(BooleanSupplier enough, Consumer<List<Message>> visitor) {
        Set<String> seen = new HashSet<>();
        int repeated = 0;
        try {
            // A visit that is longer than the visibility timeout meets its messages again. It ends after a round of
            // only those.
            while (!enough.getAsBoolean() && repeated <= seen.size()) {
                List<Message> messages = receive();
                if (messages.isEmpty()) {
                    return;
                }
                List<Message> fresh = new ArrayList<>();
                for (Message message : messages) {
                    invisible.put(message.messageId(), message.receiptHandle());
                    if (seen.add(message.messageId())) {
                        fresh.add(message);
                    }
                }
                repeated = fresh.isEmpty() ? repeated + messages.size() : 0;
                if (!fresh.isEmpty()) {
                    visitor.accept(fresh);
                }
            }
        } finally {
            makeVisible(List.copyOf(invisible.values()));
            invisible.clear();
        }
    }

    /** Deletes messages, and returns the number of those that could not be deleted. A message that is already deleted is a success. */
    int delete(List<Message> messages) {
        messages.forEach(message -> invisible.remove(message.messageId()));
        // SQS reports a missing message as a fault of the sender.
        return (int) Queues.delete(sqs, url, messages).stream()
                .filter(each -> !each.senderFault())
                .count();
    }

    private List<Message> receive() {
        return sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(MAX_BATCH_MESSAGES)
                        .visibilityTimeout((int) visibilityTimeout.toSeconds())
                        .waitTimeSeconds((int) wait.toSeconds())
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    /** Ignores failures, because the visibility timeout has the same effect later. */
    private void makeVisible(List<String> receiptHandles) {
        for (int from = 0; from < receiptHandles.size(); from += MAX_BATCH_MESSAGES) {
            List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
            for (String receiptHandle :
                    receiptHandles.subList(from, Math.min(from + MAX_BATCH_MESSAGES, receiptHandles.size()))) {
                entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id("m" + entries.size())
                        .receiptHandle(receiptHandle)
                        .visibilityTimeout(0)
                        .build());
            }
            try {
                sqs.changeMessageVisibilityBatch(
                        request -> request.queueUrl(url).entries(entries));
            } catch (SdkException e) {
                return;
            }
        }
    }
}
