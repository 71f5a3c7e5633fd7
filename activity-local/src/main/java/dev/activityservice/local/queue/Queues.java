package dev.activityservice.local.queue;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
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

    private static String arn(SqsClient sqs, String queueUrl) {
        String arn = sqs.getQueueAttributes(
                        request -> request.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        if (arn == null) {
            throw new QueueServerException("Cannot find the ARN of the queue " + queueUrl, null);
        }
        return arn;
    }
}
