package dev.activityservice.campaign;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.testkit.simulation.History;
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
    private final ActivityService service;
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
        this.service = ActivityService.builder(
                        DynamoDbActivityStore.builder(dynamoDb, table).build())
                .readPolicy(ReadPolicy.allowAll())
                .build();
        this.deadLetters = new DeadLetters(sqs, queueUrl, deadLettersUrl, service);
        this.tally = tally;
        this.patience = patience;
    }

    /**
     * What was found.
     *
     * @param violations how the promise is broken, one sentence each; empty if it is kept
     * @param shown activities on all timelines
     */
    record Judgement(List<String> violations, int shown) {}

    /** Leaves everything as it is then, and may be called again when there is more. */
    Judgement judge(Ledger ledger) {
        int sent;
        do {
            awaitQuiet();
            sent = deadLetters.redriveRecordable();
            tally.redriven(sent);
        } while (sent > 0);
        deadLetters.show();
        History history = ledger.toHistory();
        int shown = 0;
        for (EntityRef entity : ledger.entities()) {
            Page<Activity> whole = service.find(null, ActivityQuery.of(entity));
            if (whole.next() != null) {
                throw new IllegalStateException("Cannot read " + entity + " in one piece: the stream is too long");
            }
            history.shown(entity, whole.items(), pages(entity, 1 + whole.items().size() / 3));
            shown += whole.items().size();
        }
        Map<String, @Nullable Rejection> reasons = deadLetters.reasons();
        reasons.forEach(history::deadLettered);
        List<String> violations = new ArrayList<>(history.violations());
        if (!reasons.keySet().equals(ledger.poison())) {
            violations.add("The dead letters are " + new TreeSet<>(reasons.keySet()) + ", the poison was "
                    + new TreeSet<>(ledger.poison()));
        }
        return new Judgement(violations, shown);
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

    private List<List<Activity>> pages(EntityRef entity, int size) {
        ActivityQuery query = ActivityQuery.builder(entity).limit(size).build();
        List<List<Activity>> pages = new ArrayList<>();
        Page<Activity> page = service.find(null, query);
        pages.add(page.items());
        for (PageToken next = page.next(); next != null; next = page.next()) {
            page = service.find(null, query.after(next));
            pages.add(page.items());
        }
        return pages;
    }
}
