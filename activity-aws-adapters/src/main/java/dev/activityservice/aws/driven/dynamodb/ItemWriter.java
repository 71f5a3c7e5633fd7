package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Puts distinct items, each until its fate is known or the time is up. */
final class ItemWriter {

    /** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
    private static final int MAX_ITEMS = 25;
    /** 16 MB in all, less what is around the items. */
    private static final long MAX_WIRE_BYTES = 15_900_000;

    private final DynamoDbClient client;
    private final String tableName;
    private final Requests requests;
    private final DynamoDbActivityStore.RequestFailureListener listener;
    private final StoreTelemetry telemetry;

    ItemWriter(
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

    /** Cuts a list into what fits one request. */
    static List<List<ActivityItems.Encoding.Item>> chunks(Iterable<ActivityItems.Encoding.Item> items) {
        List<List<ActivityItems.Encoding.Item>> chunks = new ArrayList<>();
        List<ActivityItems.Encoding.Item> chunk = new ArrayList<>();
        long bytes = 0;
        for (ActivityItems.Encoding.Item item : items) {
            if (chunk.size() == MAX_ITEMS || (!chunk.isEmpty() && bytes + item.wireBytes() > MAX_WIRE_BYTES)) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                bytes = 0;
            }
            chunk.add(item);
            bytes += item.wireBytes();
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    /** @param outcomes is told of each item once */
    void write(
            List<ActivityItems.Encoding.Item> chunk,
            Deadline deadline,
            BiConsumer<ActivityItems.Encoding.Item, Outcome> outcomes) {
        Requests.Attempts attempts = requests.attempts(deadline);
        List<ActivityItems.Encoding.Item> pending = chunk;
        RetryReason reason = RetryReason.DEADLINE;
        while (attempts.hasTime()) {
            try {
                List<ActivityItems.Encoding.Item> left = put(pending, attempts);
                Set<ActivityItems.Encoding.Item> unprocessed = new HashSet<>(left);
                for (ActivityItems.Encoding.Item item : pending) {
                    if (!unprocessed.contains(item)) {
                        outcomes.accept(item, Outcome.stored());
                    }
                }
                pending = left;
                if (pending.isEmpty()) {
                    return;
                }
                reason = RetryReason.THROTTLED;
                listener.requestFailed("BatchWriteItem", reason, null);
            } catch (RuntimeException e) {
                Failure failure = Failure.of(e);
                listener.requestFailed("BatchWriteItem", failure.reason(), e);
                if (failure == Failure.INVALID) {
                    isolate(pending, e, deadline, outcomes);
                    return;
                }
                reason = failure.reason();
                if (!failure.helpsToRetry()) {
                    break;
                }
            }
            if (!attempts.pause()) {
                break;
            }
        }
        for (ActivityItems.Encoding.Item item : pending) {
            outcomes.accept(item, Outcome.retryable(reason));
        }
    }

    /** The service validates a request as a whole: halves, until the one that it means is alone. */
    private void isolate(
            List<ActivityItems.Encoding.Item> refused,
            RuntimeException refusal,
            Deadline deadline,
            BiConsumer<ActivityItems.Encoding.Item, Outcome> outcomes) {
        if (refused.size() > 1) {
            int half = refused.size() / 2;
            write(refused.subList(0, half), deadline, outcomes);
            write(refused.subList(half, refused.size()), deadline, outcomes);
        } else {
            Rejection rejection = Rejection.of(
                    Rejection.Code.REFUSED_BY_STORE, "", "DynamoDB refuses the item: " + Failure.message(refusal));
            refused.forEach(item -> outcomes.accept(item, Outcome.rejected(rejection)));
        }
    }

    private List<ActivityItems.Encoding.Item> put(List<ActivityItems.Encoding.Item> items, Requests.Attempts attempts) {
        List<WriteRequest> puts = new ArrayList<>(items.size());
        for (ActivityItems.Encoding.Item item : items) {
            puts.add(WriteRequest.builder()
                    .putRequest(PutRequest.builder().item(item.attributes()).build())
                    .build());
        }
        BatchWriteItemRequest request = BatchWriteItemRequest.builder()
                .requestItems(Map.of(tableName, puts))
                .returnConsumedCapacity(telemetry.returnConsumedCapacity())
                .overrideConfiguration(attempts.timeouts())
                .build();
        BatchWriteItemResponse response = telemetry.request(
                "BatchWriteItem",
                puts.size(),
                () -> client.batchWriteItem(request),
                answer -> answer.consumedCapacity().stream()
                        .mapToDouble(StoreTelemetry::units)
                        .sum());
        if (!response.hasUnprocessedItems()) {
            // An answer without a body reads as one without unprocessed items.
            throw new UnreadableAnswerException("BatchWriteItem", "UnprocessedItems");
        }
        Set<String> keys = new HashSet<>();
        for (List<WriteRequest> writes : response.unprocessedItems().values()) {
            for (WriteRequest write : writes) {
                keys.add(key(write));
            }
        }
        List<ActivityItems.Encoding.Item> left = new ArrayList<>(keys.size());
        for (ActivityItems.Encoding.Item item : items) {
            if (keys.contains(item.key())) {
                left.add(item);
            }
        }
        if (left.size() != keys.size()) {
            throw new UnreadableAnswerException("BatchWriteItem", "items of its request as unprocessed");
        }
        return left;
    }

    private static String key(WriteRequest write) {
        PutRequest put = write.putRequest();
        AttributeValue partition = put == null ? null : put.item().get(ActivityTable.PARTITION_KEY);
        AttributeValue sort = put == null ? null : put.item().get(ActivityTable.SORT_KEY);
        if (partition == null || sort == null) {
            throw new UnreadableAnswerException("BatchWriteItem", "keys in its unprocessed items");
        }
        return sort.s() + partition.s();
    }
}
