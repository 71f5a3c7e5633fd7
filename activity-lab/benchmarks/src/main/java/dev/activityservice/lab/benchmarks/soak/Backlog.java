package dev.activityservice.lab.benchmarks.soak;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** How many messages wait on a queue or are being worked on. Thread-safe. */
final class Backlog {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final SqsClient sqs;
    private final String queueUrl;
    private final int most;

    Backlog(SqsClient sqs, String queueUrl, int most) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.most = most;
    }

    int size() {
        Map<QueueAttributeName, String> counts = sqs.getQueueAttributes(request -> request.queueUrl(queueUrl)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return counts.values().stream().mapToInt(Integer::parseInt).sum();
    }

    /** Returns false if it was told to stop while it waited. */
    boolean awaitRoom(AtomicBoolean stopped) {
        while (size() >= most) {
            if (stopped.get()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }

    /** Returns false if the queue is not empty in time. */
    boolean awaitEmpty(Duration patience) {
        long begin = System.nanoTime();
        while (size() > 0) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return true;
    }
}
