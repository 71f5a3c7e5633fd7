package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.aws.driven.dynamodb.ItemKeys.Moment;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.port.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/*
 * Implementation note: the time and the sequence are part of an activity's key. An envelope's time differs between publishes of one event, so the
 * event would become several items. A pin is one item per event (source and id) that keeps the first time with its sequence, as one
 * value.
 *
 * One UpdateItem with "SET t = if_not_exists(t, :t)" and ReturnValue.ALL_NEW creates or reads a pin: the first request stores its
 * time, and every request returns the stored time. The request needs neither a preceding read nor a condition that can fail.
 * It can be repeated after a lost response, and all requests of a race return the same time.
 *
 * Each pin has its own partition, so pins share no hot key. ItemKeys makes sure that a pin is never part of a
 * timeline. The expiry is replaced by each request, as the expiry of the items is.
 */
/** Fixes time and sequence of events whose time comes from an envelope: the first recorded ones win. Thread-safe. */
final class TimePins {

    /** Sort keys of activities start with a digit, so they never have this value. */
    private static final String SORT_KEY_VALUE = "#";

    private static final String TIME_ATTRIBUTE = "t";

    /** How much longer a pin is kept than its items: SQS keeps a message for at most 14 days. */
    private static final long PIN_MARGIN_SECONDS = Duration.ofDays(14).toSeconds();

    private final TableClient table;
    private final StoreTelemetry telemetry;

    TimePins(TableClient table, StoreTelemetry telemetry) {
        this.table = table;
        this.telemetry = telemetry;
    }

    /** Collects the activities of one event in one append. Not thread-safe. */
    static final class Event {

        private final @Nullable String tenant;
        private final EventIdentity identity;
        private Moment earliest;
        private @Nullable Duration longestRetention;

        Event(Activity activity) {
            this.tenant = activity.tenant();
            this.identity = activity.identity();
            this.earliest = Moment.of(activity);
            this.longestRetention = activity.retention();
        }

        void add(Activity activity) {
            Moment moment = Moment.of(activity);
            if (moment.isBefore(earliest, identity)) {
                earliest = moment;
            }
            Duration retention = activity.retention();
            Duration longest = longestRetention;
            longestRetention = retention == null || longest == null
                    ? null
                    : retention.compareTo(longest) > 0 ? retention : longest;
        }
    }

    /** Returns the event's pinned time and sequence, or the reason why they are unknown. */
    TableClient.Result<Moment> pin(Event event, Deadline deadline) {
        TableClient.Result<Moment> result =
                table.call("UpdateItem", deadline, attempt -> pinned(update(event, attempt)));
        if (result instanceof TableClient.Answer<Moment> pinned
                && !pinned.value().equals(event.earliest)) {
            telemetry.pinHit();
        }
        return result;
    }

    private UpdateItemResponse update(Event event, TableClient.Attempt attempt) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":t", AttributeValue.fromS(ItemKeys.moment(event.earliest.time(), event.earliest.sequence())));
        values.put(":f", AttributeValue.fromS(Integer.toString(ActivityTable.FORMAT)));
        String expiry = expiry(event);
        if (expiry != null) {
            values.put(":x", AttributeValue.fromN(expiry));
        }
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table.tableName())
                .key(Map.of(
                        ActivityTable.PARTITION_KEY,
                                AttributeValue.fromS(ItemKeys.pinPartition(event.tenant, event.identity)),
                        ActivityTable.SORT_KEY, AttributeValue.fromS(SORT_KEY_VALUE)))
                // Replaces the expiry, so that it follows the current catalog, as the expiry of the items does.
                .updateExpression("SET t = if_not_exists(t, :t), f = :f" + (expiry == null ? " REMOVE x" : ", x = :x"))
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .overrideConfiguration(attempt.timeouts())
                .returnConsumedCapacity(attempt.returnConsumedCapacity())
                .build();
        return attempt.send(
                1, client -> client.updateItem(request), response -> StoreTelemetry.units(response.consumedCapacity()));
    }

    private static Moment pinned(UpdateItemResponse response) {
        AttributeValue time = response.attributes().get(TIME_ATTRIBUTE);
        Moment pinned = time == null || time.s() == null ? null : ItemKeys.parseMoment(time.s());
        if (pinned == null) {
            throw new UnreadableResponseException("UpdateItem", "a pinned time");
        }
        return pinned;
    }

    private static @Nullable String expiry(Event event) {
        Duration retention = event.longestRetention;
        return retention == null
                ? null
                : Long.toString(Math.addExact(
                        ActivityItems.expirySeconds(event.earliest.time(), retention), PIN_MARGIN_SECONDS));
    }
}
