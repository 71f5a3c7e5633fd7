package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.aws.driven.dynamodb.ActivityItems.Encoding.Item;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Written;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Writes distinct items, retrying until each has an outcome or the deadline passes. */
final class ItemWriter {

    /** Quota of {@code BatchWriteItem}: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
    private static final int MAX_ITEMS_PER_REQUEST = 25;
    /** DynamoDB allows 16 MB per request; the rest is for the JSON around the items. */
    private static final long MAX_REQUEST_BYTES = 15_900_000;

    /**
     * A request of more bytes that times out is split, so that small items do not wait for large ones. Many items are smaller than this
     * together, so an outage does not multiply their requests. At the usual time-out of 5 seconds, it is 0.2 MB per second.
     */
    private static final long MAX_SLOW_REQUEST_BYTES = 1_000_000;

    private final TableClient table;

    ItemWriter(TableClient table) {
        this.table = table;
    }

    /** Splits items into chunks that each fit one request. */
    static List<List<Item>> chunks(Iterable<Item> items) {
        List<List<Item>> chunks = new ArrayList<>();
        List<Item> chunk = new ArrayList<>();
        long bytes = 0;
        for (Item item : items) {
            if (chunk.size() == MAX_ITEMS_PER_REQUEST
                    || (!chunk.isEmpty() && bytes + item.wireBytes() > MAX_REQUEST_BYTES)) {
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

    /**
     * @param chunk small items first: they are written first if the request must be split
     * @param outcomes is called exactly once per item
     */
    void write(List<Item> chunk, Deadline deadline, BiConsumer<Item, Written> outcomes) {
        List<Item> pending = new ArrayList<>(chunk);
        TableClient.Request<BatchWriteItemResponse> request = attempt -> {
            BatchWriteItemResponse response = put(pending, attempt);
            Set<String> unprocessed = unprocessedKeys(pending, response);
            for (Item item : pending) {
                if (!unprocessed.contains(item.key())) {
                    outcomes.accept(item, Written.stored());
                }
            }
            pending.removeIf(item -> !unprocessed.contains(item.key()));
            return pending.isEmpty() ? response : null;
        };
        TableClient.Result<BatchWriteItemResponse> result =
                table.call("BatchWriteItem", deadline, request, failure -> !isTooSlow(failure, pending));
        if (result instanceof TableClient.Failure<?> failure) {
            RuntimeException cause = failure.cause();
            if (cause != null && failure.isInvalidRequest()) {
                bisect(pending, cause, deadline, outcomes);
            } else if (cause != null && isTooSlow(cause, pending) && !deadline.isOver()) {
                writeHalves(pending, deadline, outcomes);
            } else {
                pending.forEach(item -> outcomes.accept(item, Written.retryable(failure.reason())));
            }
        }
    }

    /** DynamoDB rejects a whole batch because of one invalid item. Writes halves of the batch until this item is alone. */
    private void bisect(
            List<Item> refused, RuntimeException refusal, Deadline deadline, BiConsumer<Item, Written> outcomes) {
        if (refused.size() > 1) {
            writeHalves(refused, deadline, outcomes);
        } else {
            Rejection rejection = Rejection.of(
                    Rejection.Code.REFUSED_BY_STORE, "", "DynamoDB refuses the item: " + FailureKind.message(refusal));
            refused.forEach(item -> outcomes.accept(item, Written.rejected(rejection)));
        }
    }

    private void writeHalves(List<Item> items, Deadline deadline, BiConsumer<Item, Written> outcomes) {
        int half = items.size() / 2;
        write(items.subList(0, half), deadline, outcomes);
        write(items.subList(half, items.size()), deadline, outcomes);
    }

    private static boolean isTooSlow(RuntimeException failure, List<Item> items) {
        return failure instanceof ApiCallTimeoutException
                && items.size() > 1
                && items.stream().mapToLong(Item::wireBytes).sum() > MAX_SLOW_REQUEST_BYTES;
    }

    private BatchWriteItemResponse put(List<Item> items, TableClient.Attempt attempt) {
        List<WriteRequest> puts = new ArrayList<>(items.size());
        for (Item item : items) {
            puts.add(WriteRequest.builder()
                    .putRequest(PutRequest.builder().item(item.attributes()).build())
                    .build());
        }
        BatchWriteItemRequest request = BatchWriteItemRequest.builder()
                .requestItems(Map.of(table.tableName(), puts))
                .returnConsumedCapacity(attempt.returnConsumedCapacity())
                .overrideConfiguration(attempt.timeouts())
                .build();
        return attempt.send(
                puts.size(),
                client -> client.batchWriteItem(request),
                response -> response.consumedCapacity().stream()
                        .mapToDouble(StoreTelemetry::units)
                        .sum());
    }

    private static Set<String> unprocessedKeys(List<Item> items, BatchWriteItemResponse response) {
        if (!response.hasUnprocessedItems()) {
            // An empty body must not read as success: DynamoDB always sends UnprocessedItems.
            throw new UnreadableResponseException("BatchWriteItem", "UnprocessedItems");
        }
        Set<String> keys = new HashSet<>();
        for (List<WriteRequest> writes : response.unprocessedItems().values()) {
            for (WriteRequest write : writes) {
                keys.add(key(write));
            }
        }
        if (items.stream().filter(item -> keys.contains(item.key())).count() != keys.size()) {
            throw new UnreadableResponseException("BatchWriteItem", "only items of the request in UnprocessedItems");
        }
        return keys;
    }

    private static String key(WriteRequest write) {
        PutRequest put = write.putRequest();
        AttributeValue partition = put == null ? null : put.item().get(ActivityTable.PARTITION_KEY);
        AttributeValue sort = put == null ? null : put.item().get(ActivityTable.SORT_KEY);
        if (partition == null || partition.s() == null || sort == null || sort.s() == null) {
            throw new UnreadableResponseException("BatchWriteItem", "keys in UnprocessedItems");
        }
        return ActivityItems.keyOf(put.item());
    }
}
