package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.model.Activity;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The tables and the item format of the candidates. Peers use the same short attribute names as the service, so that they do not pay
 * for longer names.
 */
public final class Database {

    private static final int MAX_BATCH = 25;

    private Database() {}

    public static DynamoDbClient client(URI endpoint) {
        return DynamoDbClients.create(
                Region.EU_WEST_1,
                endpoint,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    public static void createActivityTable(DynamoDbClient client, String table) {
        client.createTable(ActivityTable.createTableRequest(table));
    }

    /** @param sort the sort key */
    static Map<String, AttributeValue> item(Activity activity, String sort) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(
                "pk",
                AttributeValue.fromS(
                        activity.entity().type() + "#" + activity.entity().id()));
        item.put("sk", AttributeValue.fromS(sort));
        item.put("e", AttributeValue.fromS(activity.type()));
        item.put("s", AttributeValue.fromS(activity.identity().source()));
        item.put("i", AttributeValue.fromS(activity.identity().id()));
        StringBuilder attributes = new StringBuilder();
        activity.attributes()
                .asMap()
                .forEach((name, json) -> attributes
                        .append(attributes.length() == 0 ? "{\"" : ",\"")
                        .append(name)
                        .append("\":")
                        .append(json));
        if (attributes.length() > 0) {
            item.put("d", AttributeValue.fromS(attributes.append('}').toString()));
        }
        return item;
    }

    /** Writes items with one request per 25 items, the minimum of any solution. */
    static void put(DynamoDbClient client, String table, List<Map<String, AttributeValue>> items) {
        for (int begin = 0; begin < items.size(); begin += MAX_BATCH) {
            List<WriteRequest> puts = new ArrayList<>();
            for (Map<String, AttributeValue> item : items.subList(begin, Math.min(begin + MAX_BATCH, items.size()))) {
                puts.add(WriteRequest.builder()
                        .putRequest(PutRequest.builder().item(item).build())
                        .build());
            }
            BatchWriteItemResponse response = client.batchWriteItem(BatchWriteItemRequest.builder()
                    .requestItems(Map.of(table, puts))
                    .build());
            if (!response.unprocessedItems().isEmpty()) {
                throw new IllegalStateException("DynamoDB Local must process all items");
            }
        }
    }
}
