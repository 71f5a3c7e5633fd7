package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.port.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * The time that an event had when it was first seen, for events whose time is their envelope's and so differs between
 * publishes. One update finds or makes it, whoever comes first and however often.
 */
final class TimePins {

    /** What the first letter of other items' sort keys can never be. */
    private static final String SORT_KEY_VALUE = "#";

    private static final String TIME_ATTRIBUTE = "t";

    /** A pin outlives the items it orders by what a queue and an archive may hold an event back. */
    private static final long PIN_MARGIN_SECONDS = Duration.ofDays(14).toSeconds();

    private final TableClient table;
    private final StoreTelemetry telemetry;

    TimePins(TableClient table, StoreTelemetry telemetry) {
        this.table = table;
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

    TableClient.Result<Instant> pin(Event event, Deadline deadline) {
        TableClient.Result<Instant> result =
                table.call("UpdateItem", deadline, attempt -> pinnedTime(update(event, attempt)));
        if (result instanceof TableClient.Answer<Instant> pinned
                && !pinned.value().equals(event.earliest)) {
            telemetry.pinHit();
        }
        return result;
    }

    private UpdateItemResponse update(Event event, TableClient.Attempt attempt) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":t", AttributeValue.fromS(ItemKeys.time(event.earliest)));
        values.put(":f", AttributeValue.fromS(Integer.toString(ActivityTable.FORMAT)));
        String expiry = expiry(event);
        if (expiry != null) {
            values.put(":x", AttributeValue.fromN(expiry));
        }
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table.tableName())
                .key(Map.of(
                        ActivityTable.PARTITION_KEY, AttributeValue.fromS(ItemKeys.pinPartition(event.identity)),
                        ActivityTable.SORT_KEY, AttributeValue.fromS(SORT_KEY_VALUE)))
                // The end is that of the last catalog seen, for so it is with the items too.
                .updateExpression("SET t = if_not_exists(t, :t), f = :f" + (expiry == null ? " REMOVE x" : ", x = :x"))
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .overrideConfiguration(attempt.timeouts())
                .returnConsumedCapacity(attempt.returnConsumedCapacity())
                .build();
        return attempt.send(
                1, client -> client.updateItem(request), response -> StoreTelemetry.units(response.consumedCapacity()));
    }

    private static Instant pinnedTime(UpdateItemResponse response) {
        AttributeValue time = response.attributes().get(TIME_ATTRIBUTE);
        Instant pinned = time == null || time.s() == null ? null : ItemKeys.parseTime(time.s());
        if (pinned == null) {
            throw new UnreadableResponseException("UpdateItem", "time");
        }
        return pinned;
    }

    private static @Nullable String expiry(Event event) {
        Duration retention = event.longestRetention;
        return retention == null
                ? null
                : Long.toString(
                        Math.addExact(ActivityItems.expirySeconds(event.earliest, retention), PIN_MARGIN_SECONDS));
    }
}
