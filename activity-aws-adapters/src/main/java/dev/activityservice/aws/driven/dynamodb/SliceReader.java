package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Position;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Reads a slice of a timeline with one query. If the last row of the slice has an unreadable key, a further query finds a
 * position to resume from.
 */
final class SliceReader {

    private final TableClient table;

    SliceReader(TableClient table) {
        this.table = table;
    }

    Slice read(SliceRequest request, Deadline deadline) {
        ActivityQuery query = request.query();
        EntityRef entity = query.entity();
        boolean forward = query.order() == ActivityQuery.Order.OLDEST_FIRST;
        String lower = bound(query.from());
        String upper = bound(query.until());
        Position after = request.after();
        String start = after == null ? null : ItemKeys.sort(after);
        if (isEmpty(query) || (start != null && isPastRange(start, lower, upper, forward))) {
            return new Slice(List.of(), 0, 0, null);
        }
        if (start != null && isBeforeRange(start, lower, upper, forward)) {
            // Only a forged token has a position outside the range. DynamoDB would refuse it.
            start = null;
        }
        Map<String, AttributeValue> values = new HashMap<>();
        AttributeValue partition = AttributeValue.fromS(ItemKeys.partition(query.tenant(), entity));
        values.put(":p", partition);
        QueryRequest.Builder builder = QueryRequest.builder()
                .tableName(table.tableName())
                .scanIndexForward(forward)
                .keyConditionExpression(keyCondition(lower, upper, values));
        String filter = filter(query.types(), values);
        if (filter != null) {
            builder.filterExpression(filter);
        }
        builder.expressionAttributeValues(values);
        if (start != null) {
            builder.exclusiveStartKey(Map.of(
                    ActivityTable.PARTITION_KEY, partition, ActivityTable.SORT_KEY, AttributeValue.fromS(start)));
        }

        List<Activity> items = new ArrayList<>();
        int examined = 0;
        int skipped = 0;
        while (true) {
            // At least 1, because an unreadable key in the last row requires one more query.
            builder.limit(Math.max(request.maxExamined() - examined, 1));
            QueryResponse response = query(builder, deadline);
            examined += response.scannedCount();
            for (Map<String, AttributeValue> item : response.items()) {
                Activity activity = ActivityItems.decode(query.tenant(), entity, item);
                if (activity == null) {
                    skipped++;
                } else {
                    items.add(activity);
                }
            }
            Map<String, AttributeValue> last = response.lastEvaluatedKey();
            if (last.isEmpty()) {
                return new Slice(items, examined, skipped, null);
            }
            Position resumeAfter = position(last);
            if (resumeAfter != null) {
                return new Slice(items, examined, skipped, resumeAfter);
            }
            builder.exclusiveStartKey(last);
        }
    }

    private QueryResponse query(QueryRequest.Builder query, Deadline deadline) {
        TableClient.Result<QueryResponse> result = table.call("Query", deadline, attempt -> {
            QueryRequest request = query.overrideConfiguration(attempt.timeouts())
                    .returnConsumedCapacity(attempt.returnConsumedCapacity())
                    .build();
            QueryResponse response = attempt.send(
                    1, client -> client.query(request), answer -> StoreTelemetry.units(answer.consumedCapacity()));
            if (!response.hasItems() || response.scannedCount() == null) {
                throw new UnreadableResponseException("Query", "Items and ScannedCount");
            }
            return response;
        });
        if (result instanceof TableClient.Answer<QueryResponse> answer) {
            return answer.value();
        }
        throw unavailable("Cannot read activities", (TableClient.Failure<QueryResponse>) result);
    }

    static StoreUnavailableException unavailable(String what, TableClient.Failure<?> failure) {
        RuntimeException cause = failure.cause();
        return new StoreUnavailableException(
                failure.reason(),
                what + ": " + (cause == null ? "the deadline has passed" : FailureKind.message(cause)),
                cause);
    }

    /**
     * Returns an instant as a bound of sort keys, or null if the range has no such bound. The text of an instant sorts before
     * all keys of this instant, so it is the bound at both ends of a half-open range.
     */
    private static @Nullable String bound(@Nullable Instant instant) {
        return instant == null || instant.isBefore(Position.MIN_TIME) || instant.isAfter(Position.MAX_TIME)
                ? null
                : ItemKeys.time(instant);
    }

    private static boolean isEmpty(ActivityQuery query) {
        Instant from = query.from();
        Instant until = query.until();
        return (from != null && from.isAfter(Position.MAX_TIME))
                || (until != null && !until.isAfter(Position.MIN_TIME));
    }

    private static boolean isPastRange(String start, @Nullable String lower, @Nullable String upper, boolean forward) {
        return forward ? upper != null && start.compareTo(upper) >= 0 : lower != null && start.compareTo(lower) < 0;
    }

    private static boolean isBeforeRange(
            String start, @Nullable String lower, @Nullable String upper, boolean forward) {
        return isPastRange(start, lower, upper, !forward);
    }

    private static String keyCondition(
            @Nullable String lower, @Nullable String upper, Map<String, AttributeValue> values) {
        if (lower != null) {
            values.put(":a", AttributeValue.fromS(lower));
        }
        if (upper != null) {
            values.put(":b", AttributeValue.fromS(upper));
        }
        if (lower != null && upper != null) {
            return "pk = :p AND sk BETWEEN :a AND :b";
        }
        return lower != null ? "pk = :p AND sk >= :a" : upper != null ? "pk = :p AND sk < :b" : "pk = :p";
    }

    private static @Nullable String filter(List<EventTypePattern> types, Map<String, AttributeValue> values) {
        StringBuilder exact = new StringBuilder();
        StringBuilder prefixes = new StringBuilder();
        for (int i = 0; i < types.size(); i++) {
            EventTypePattern type = types.get(i);
            String name = ":" + i;
            values.put(name, AttributeValue.fromS(type.literal()));
            if (type.isPrefix()) {
                prefixes.append(prefixes.length() == 0 ? "" : " OR ")
                        .append("begins_with(" + ActivityItems.EVENT_TYPE + ", ")
                        .append(name)
                        .append(')');
            } else {
                exact.append(exact.length() == 0 ? "" : ", ").append(name);
            }
        }
        String in = exact.length() == 0 ? "" : ActivityItems.EVENT_TYPE + " IN (" + exact + ")";
        if (prefixes.length() == 0) {
            return in.isEmpty() ? null : in;
        }
        return in.isEmpty() ? prefixes.toString() : in + " OR " + prefixes;
    }

    private static @Nullable Position position(Map<String, AttributeValue> key) {
        AttributeValue sort = key.get(ActivityTable.SORT_KEY);
        return sort == null || sort.s() == null ? null : ItemKeys.parseSort(sort.s());
    }
}
