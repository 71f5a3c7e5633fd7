package dev.activityservice.local.deadletters;

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
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * One dead-letter queue, of whatever kind. A look at its messages hides them from others for a while, and shows them again when it
 * ends; if it is killed, when the time is over. Not thread-safe.
 */
public final class DeadLetterQueue {

    /** SQS gives and takes at most so many at once. */
    private static final int BATCH = 10;

    private final SqsClient sqs;
    private final String url;
    private final Duration hidden;
    private final Duration wait;
    /** The receipts by which messages that are hidden can be shown, by the messages' ids. */
    private final Map<String, String> held = new LinkedHashMap<>();

    /**
     * @param hidden how long a message that was looked at is away if nothing shows it again
     * @param wait how long a receive waits; at least a second where messages are on several servers, as in AWS: only then all of
     *     them are asked
     */
    public DeadLetterQueue(SqsClient sqs, String url, Duration hidden, Duration wait) {
        this.sqs = sqs;
        this.url = url;
        this.hidden = hidden;
        this.wait = wait;
    }

    /** How many messages SQS thinks are there. */
    public int size() {
        String count = sqs.getQueueAttributes(request ->
                        request.queueUrl(url).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
        return count == null ? 0 : Integer.parseInt(count);
    }

    /**
     * Shows each message once, in batches, until there is no other, or enough are seen. Those that the visitor has not deleted are
     * visible to all when this returns, and when it throws.
     */
    public void visit(BooleanSupplier enough, Consumer<List<Message>> visitor) {
        Set<String> seen = new HashSet<>();
        int again = 0;
        try {
            // Whoever looks for longer than messages are hidden meets them again; a whole round of such is the end too.
            while (!enough.getAsBoolean() && again <= seen.size()) {
                List<Message> messages = receive();
                if (messages.isEmpty()) {
                    return;
                }
                List<Message> fresh = new ArrayList<>();
                for (Message message : messages) {
                    held.put(message.messageId(), message.receiptHandle());
                    if (seen.add(message.messageId())) {
                        fresh.add(message);
                    }
                }
                again = fresh.isEmpty() ? again + messages.size() : 0;
                if (!fresh.isEmpty()) {
                    visitor.accept(fresh);
                }
            }
        } finally {
            show(List.copyOf(held.values()));
            held.clear();
        }
    }

    /** How many of them are still there: none, if all is well. One that somebody else has deleted counts as deleted. */
    int delete(List<Message> messages) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages) {
            held.remove(message.messageId());
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id("m" + entries.size())
                    .receiptHandle(message.receiptHandle())
                    .build());
        }
        List<BatchResultErrorEntry> failed = entries.isEmpty()
                ? List.of()
                : sqs.deleteMessageBatch(request -> request.queueUrl(url).entries(entries))
                        .failed();
        // The caller's fault it is to name a message that is not there, and that is what was wanted.
        return (int) failed.stream().filter(each -> !each.senderFault()).count();
    }

    private List<Message> receive() {
        return sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(BATCH)
                        .visibilityTimeout((int) hidden.toSeconds())
                        .waitTimeSeconds((int) wait.toSeconds())
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    /** Whatever cannot be shown again, because it has vanished or by bad luck, is visible when its time is over. */
    private void show(List<String> receipts) {
        for (int from = 0; from < receipts.size(); from += BATCH) {
            List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
            for (String receipt : receipts.subList(from, Math.min(from + BATCH, receipts.size()))) {
                entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id("m" + entries.size())
                        .receiptHandle(receipt)
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
