package dev.activityservice.lab.campaigns;

import dev.activityservice.model.Rejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** When the faults are over: waits until the queues are quiet, redrives, reads everything, and judges. */
final class Ending {

    private final Backlog backlog;
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
        this.backlog = new Backlog(sqs, queueUrl);
        this.timelines = new Timelines(dynamoDb, table);
        this.deadLetters = new DeadLetters(sqs, queueUrl, deadLettersUrl, timelines.service());
        this.tally = tally;
        this.patience = patience;
    }

    /** Leaves everything as it is then, and may be called again when there is more. */
    Timelines.Judgement judge(Ledger ledger) {
        int sent;
        do {
            if (!backlog.awaitEmpty(patience)) {
                throw new IllegalStateException("The queue is not quiet after " + patience.toSeconds() + " seconds");
            }
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
        return backlog.size() == 0;
    }
}
