package dev.activityservice.lab.campaigns;

import dev.activityservice.model.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** When the faults are over: waits until the queues are quiet, redrives, reads everything, and judges. */
final class Ending {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final List<QueueAttributeName> COUNTS = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    private final SqsClient sqs;
    private final String queueUrl;
    private final Timelines timelines;
    private final DeadLetters deadLetters;
    private final Tally tally;
    private final Duration patience;

    /** @param sqs past all faults, as is the table's client */
    Ending(
            SqsClient sqs,
            String queueUrl,
            String deadLettersUrl,
            DynamoDbClient dynamoDb,
            String table,
            Tally tally,
            Duration patience) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.timelines = new Timelines(dynamoDb, table);
        this.deadLetters = new DeadLetters(sqs, queueUrl, deadLettersUrl, timelines.service());
        this.tally = tally;
        this.patience = patience;
    }

    /** Leaves everything as it is then, and may be called again when there is more. */
    Timelines.Judgement judge(Ledger ledger) {
        int sent;
        do {
            awaitQuiet();
            sent = deadLetters.redriveRecordable();
            tally.redriven(sent);
        } while (sent > 0);
        deadLetters.show();
        Map<String, @Nullable Rejection> reasons = deadLetters.reasons();
        Timelines.Judgement judgement = timelines.judge(ledger, history -> reasons.forEach(history::deadLettered));
        if (reasons.keySet().equals(ledger.poison())) {
            return judgement;
        }
        List<String> violations = new ArrayList<>(judgement.violations());
        violations.add("The dead letters are " + new TreeSet<>(reasons.keySet()) + ", the poison was "
                + new TreeSet<>(ledger.poison()));
        return new Timelines.Judgement(violations, judgement.shown());
    }

    boolean isQuiet() {
        return sqs
                .getQueueAttributes(request -> request.queueUrl(queueUrl).attributeNames(COUNTS))
                .attributes()
                .values()
                .stream()
                .allMatch("0"::equals);
    }

    private void awaitQuiet() {
        long end = System.nanoTime() + patience.toNanos();
        while (!isQuiet()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The queue is not quiet after " + patience.toSeconds() + " seconds");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
