package dev.activityservice.lab.campaigns;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Counts the messages that wait on a queue or are in flight. Thread-safe. */
record Backlog(SqsClient sqs, String queueUrl) {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final List<QueueAttributeName> COUNTS = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    int size() {
        return sqs
                .getQueueAttributes(request -> request.queueUrl(queueUrl).attributeNames(COUNTS))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    /** Returns true when the queue has at most so many messages, or false when {@code stop} is true before. */
    boolean awaitAtMost(int messages, BooleanSupplier stop) {
        while (size() > messages) {
            if (stop.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }

    /** Returns whether the queue became empty within the timeout. */
    boolean awaitEmpty(Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        return awaitAtMost(0, () -> System.nanoTime() > end);
    }
}
