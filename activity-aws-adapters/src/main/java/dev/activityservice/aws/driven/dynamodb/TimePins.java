package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The time that an event had when it was first seen, for events whose time is their envelope's and so differs between
 * publishes. One update finds or makes it, whoever comes first and however often.
 */
final class TimePins {

    /** What the first letter of other items' sort keys can never be. */
    static final String SORT = "#";

    static final String TIME = "t";

    /** A pin outlives the items it orders by what a queue and an archive may hold an event back. */
    private static final Duration OUTLIVES = Duration.ofDays(14);

    private final DynamoDbClient client;
    private final String tableName;
    private final Requests requests;
    private final DynamoDbActivityStore.RequestFailureListener listener;
    private final StoreTelemetry telemetry;

    TimePins(
            DynamoDbClient client,
            String tableName,
            Requests requests,
            DynamoDbActivityStore.RequestFailureListener listener,
            StoreTelemetry telemetry) {
        this.client = client;
        this.tableName = tableName;
        this.requests = requests;
        this.listener = listener;
        this.telemetry = telemetry;
    }

    /** The activities of one event in one call; not thread-safe. */
    static final class Event {

        private final EventIdentity identity;
        private Instant earliest;
        private @Nullable Duration longestRetention;

        Event(Activity activity) {
            this.identity = activity.identity();
            this.earliest = activity.time();
            this.longestRetention = activity.retention();
        }

        void add(Activity activity) {
            if (activity.time().isBefore(earliest)) {
                earliest = activity.time();
            }
            Duration retention = activity.retention();
            Duration longest = longestRetention;
            longestRetention = retention == null || longest == null
                    ? null
                    : retention.compareTo(longest) > 0 ? retention : longest;
        }
    }

    /** What became of a pin: a time, or the reason why there is none now. */
    record Pinned(@Nullable Instant time, @Nullable RetryReason failure) {}

    Pinned pin(Event event, Deadline deadline) {
        Requests.Attempts attempts = requests.attempts(deadline);
        RetryReason reason = RetryReason.DEADLINE;
        while (attempts.hasTime()) {
            try {
                return new Pinned(update(event, attempts), null);
            } catch (RuntimeException e) {
                Failure failure = Failure.of(e);
                reason = failure.reason();
                listener.requestFailed("UpdateItem", reason, e);
                if (!failure.helpsToRetry()) {
                    break;
                }
            }
            if (!attempts.pause()) {
                break;
            }
        }
        return new Pinned(null, reason);
    }

    private Instant update(Event event, Requests.Attempts attempts) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":t", AttributeValue.fromS(ItemKeys.time(event.earliest)));
        values.put(":f", AttributeValue.fromS(Integer.toString(ActivityTable.FORMAT)));
        String expiry = expiry(event);
        if (expiry != null) {
            values.put(":x", AttributeValue.fromN(expiry));
        }
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(tableName)
                .key(Map.of(
                        ActivityTable.PARTITION_KEY, AttributeValue.fromS(ItemKeys.pinPartition(event.identity)),
                        ActivityTable.SORT_KEY, AttributeValue.fromS(SORT)))
                // The end is that of the last catalog seen, for so it is with the items too.
                .updateExpression("SET t = if_not_exists(t, :t), f = :f" + (expiry == null ? " REMOVE x" : ", x = :x"))
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .overrideConfiguration(attempts.timeouts())
                .returnConsumedCapacity(telemetry.returnConsumedCapacity())
                .build();
        AttributeValue time = telemetry
                .request(
                        "UpdateItem",
                        1,
                        () -> client.updateItem(request),
                        answer -> StoreTelemetry.units(answer.consumedCapacity()))
                .attributes()
                .get(TIME);
        Instant pinned = time == null || time.s() == null ? null : ItemKeys.parseTime(time.s());
        if (pinned == null) {
            throw new UnreadableAnswerException("UpdateItem", "time");
        }
        if (!pinned.equals(event.earliest)) {
            telemetry.pinHit();
        }
        return pinned;
    }

    private static @Nullable String expiry(Event event) {
        Duration retention = event.longestRetention;
        return retention == null
                ? null
                : Long.toString(Math.addExact(ActivityItems.expiry(event.earliest, retention), OUTLIVES.toSeconds()));
    }
}
