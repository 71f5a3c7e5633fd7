package dev.activityservice.local.queue;

import dev.activityservice.local.command.CommandException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * The queue of the record function, and its dead-letter queue.
 *
 * @param queueUrl URL of the queue
 * @param queueArn ARN of the queue, which events for the function contain
 * @param deadLettersUrl URL of the dead-letter queue
 */
public record Queues(String queueUrl, String queueArn, String deadLettersUrl) {

    public static final String QUEUE = "ActivityService-activity-queue-local";
    public static final String DEAD_LETTERS = "ActivityService-activity-dlq-local";

    private static final String FOURTEEN_DAYS =
            String.valueOf(Duration.ofDays(14).toSeconds());

    /** Creates both queues. Existing queues get the new settings. */
    public static Queues create(SqsClient sqs, int maxReceives, Duration visibilityTimeout) {
        String deadLettersUrl =
                sqs.createQueue(request -> request.queueName(DEAD_LETTERS)).queueUrl();
        String queueUrl = sqs.createQueue(request -> request.queueName(QUEUE)).queueUrl();
        sqs.setQueueAttributes(request -> request.queueUrl(queueUrl)
                .attributes(Map.of(
                        QueueAttributeName.VISIBILITY_TIMEOUT,
                        String.valueOf(visibilityTimeout.toSeconds()),
                        QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                        FOURTEEN_DAYS,
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\":\"" + arn(sqs, deadLettersUrl) + "\",\"maxReceiveCount\":"
                                + maxReceives + "}")));
        return new Queues(queueUrl, arn(sqs, queueUrl), deadLettersUrl);
    }

    /** Deletes at most 10 messages, and returns the failures. */
    public static List<BatchResultErrorEntry> delete(SqsClient sqs, String queueUrl, List<Message> messages) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (Message message : messages) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id("m" + entries.size())
                    .receiptHandle(message.receiptHandle())
                    .build());
        }
        return entries.isEmpty()
                ? List.of()
                : sqs.deleteMessageBatch(request -> request.queueUrl(queueUrl).entries(entries))
                        .failed();
    }

    private static String arn(SqsClient sqs, String queueUrl) {
        String arn = sqs.getQueueAttributes(
                        request -> request.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        if (arn == null) {
            throw new CommandException("Cannot find the ARN of the queue " + queueUrl);
        }
        return arn;
    }
}
