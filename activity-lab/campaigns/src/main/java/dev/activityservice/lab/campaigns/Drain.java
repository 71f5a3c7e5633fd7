package dev.activityservice.lab.campaigns;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.deadletters.DeadLetter;
import dev.activityservice.local.deadletters.DeadLetterQueue;
import dev.activityservice.local.deadletters.DryRun;
import dev.activityservice.local.deadletters.Redrive;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Ends a campaign: waits until the queue is empty, redrives the recordable dead letters, and judges the timelines.
 *
 * @param sqs without faults, like the client of the table
 */
record Drain(
        SqsClient sqs,
        String queueUrl,
        String deadLettersUrl,
        DynamoDbClient dynamoDb,
        String table,
        Counters counters,
        Duration timeout) {

    private static final Pattern POISON = Pattern.compile("poison-[0-9a-z]+");
    /** Longer than a redrive takes, so that it receives each dead letter once. */
    private static final Duration DEAD_LETTER_VISIBILITY = Duration.ofHours(1);

    /** Drains the queue and judges. May be called again after further publications. */
    Timelines.Judgement judge(Ledger ledger) {
        DryRun dryRun = new DryRun(ActivityCatalog.reference());
        DeadLetterQueue deadLetters = new DeadLetterQueue(sqs, deadLettersUrl, DEAD_LETTER_VISIBILITY, Duration.ZERO);
        Map<String, @Nullable Rejection> reasons = new LinkedHashMap<>();
        int sent;
        do {
            if (!new Backlog(sqs, queueUrl).awaitEmpty(timeout)) {
                throw new IllegalStateException("The queue is not empty after " + timeout.toSeconds() + " seconds");
            }
            reasons.clear();
            Redrive redrive = new Redrive(
                    sqs, deadLetters, queueUrl, dryRun, letter -> isRecordable(letter, reasons), false, line -> {});
            redrive.run();
            sent = redrive.sent();
            counters.add(Counters.Count.REDRIVEN, sent);
        } while (sent > 0);
        Timelines.Judgement judgement =
                new Timelines(dynamoDb, table).judge(ledger, history -> reasons.forEach(history::deadLettered));
        if (!reasons.keySet().equals(ledger.poison())) {
            judgement
                    .violations()
                    .add("The dead letters must be " + new TreeSet<>(ledger.poison()) + ", not "
                            + new TreeSet<>(reasons.keySet()));
        }
        return judgement;
    }

    boolean isQueueEmpty() {
        return new Backlog(sqs, queueUrl).size() == 0;
    }

    private static boolean isRecordable(DeadLetter letter, Map<String, @Nullable Rejection> reasons) {
        if (letter.explanation().outcome().isDone()) {
            return true;
        }
        String body = letter.message().body();
        Matcher name = POISON.matcher(body);
        reasons.put(
                name.find() ? name.group() : "unknown: " + body,
                letter.explanation().outcome() instanceof Outcome.Rejected rejected ? rejected.rejection() : null);
        return false;
    }
}
