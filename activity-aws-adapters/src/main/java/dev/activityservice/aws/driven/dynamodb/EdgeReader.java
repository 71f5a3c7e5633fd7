package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

/** Looks up the edge between an entity and a reader: one eventually consistent {@code GetItem}, half a read unit. Thread-safe. */
final class EdgeReader {

    private final TableClient table;

    EdgeReader(TableClient table) {
        this.table = table;
    }

    boolean isReader(@Nullable String tenant, EntityRef reader, EntityRef entity, Deadline deadline) {
        Map<String, AttributeValue> key = Map.of(
                ActivityTable.PARTITION_KEY, AttributeValue.fromS(ItemKeys.edgePartition(tenant, entity)),
                ActivityTable.SORT_KEY, AttributeValue.fromS(ItemKeys.edgeSort(reader)));
        TableClient.Result<Boolean> result = table.call("GetItem", deadline, attempt -> {
            GetItemRequest request = GetItemRequest.builder()
                    .tableName(table.tableName())
                    .key(key)
                    .overrideConfiguration(attempt.timeouts())
                    .returnConsumedCapacity(attempt.returnConsumedCapacity())
                    .build();
            return isEdge(
                    key,
                    attempt.send(
                            1,
                            client -> client.getItem(request),
                            response -> StoreTelemetry.units(response.consumedCapacity())));
        });
        if (result instanceof TableClient.Answer<Boolean> answer) {
            return answer.value();
        }
        throw SliceReader.unavailable("Cannot look up a reader", (TableClient.Failure<Boolean>) result);
    }

    private static boolean isEdge(Map<String, AttributeValue> key, GetItemResponse response) {
        if (!response.hasItem()) {
            // DynamoDB answers {} if the item does not exist. An empty body is not an answer.
            if (response.sdkHttpResponse()
                    .firstMatchingHeader("Content-Length")
                    .filter("0"::equals)
                    .isPresent()) {
                throw new UnreadableResponseException("GetItem", "a JSON object");
            }
            return false;
        }
        Map<String, AttributeValue> item = response.item();
        if (!item.entrySet().containsAll(key.entrySet())) {
            throw new UnreadableResponseException("GetItem", "the item of the request");
        }
        return ActivityItems.isReadable(item.get(ActivityItems.FORMAT));
    }
}
