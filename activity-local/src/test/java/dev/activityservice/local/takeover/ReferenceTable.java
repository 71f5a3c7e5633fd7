package dev.activityservice.local.takeover;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.local.SharedStack;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.query.ActivityQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A table as the Python service creates and writes it, next to a table of this service. Both are in the DynamoDB of the shared stack. */
final class ReferenceTable {

    private static final DynamoDbClient DYNAMO_DB = LocalClients.dynamoDb(SharedStack.STACK.dynamoDbEndpoint());
    private static final int MAX_BATCH_ITEMS = 25;
    private static final int MAX_EXAMINED = 1_000;
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    private final String environment;

    private ReferenceTable(String environment) {
        this.environment = environment;
    }

    /** Creates both tables of an environment. */
    static ReferenceTable create(String environment) {
        ReferenceTable table = new ReferenceTable(environment);
        DYNAMO_DB.createTable(request -> request.tableName(table.name())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("PK"), text("SK"))
                .keySchema(key("PK", KeyType.HASH), key("SK", KeyType.RANGE)));
        DYNAMO_DB.createTable(ActivityTable.createTableRequest(table.newName()));
        return table;
    }

    /** The name of the Python service's deployments with SAM and Terraform. */
    String name() {
        return "Activities-" + environment;
    }

    String newName() {
        return "ActivityService-activities-" + environment;
    }

    /** Returns the attributes that {@code DynamoDalHandler.update_activity} of the Python service writes. */
    static Map<String, AttributeValue> row(String id, String type, String activityType, Instant time) {
        String millis = String.valueOf(time.toEpochMilli());
        Map<String, AttributeValue> row = new HashMap<>();
        row.put("PK", AttributeValue.fromS(id + "-" + type));
        row.put("SK", AttributeValue.fromS(millis));
        row.put("entity_id", AttributeValue.fromS(id));
        row.put("entity_type", AttributeValue.fromS(type));
        row.put("activity_type", AttributeValue.fromS(activityType));
        row.put("created_at", AttributeValue.fromN(millis));
        return row;
    }

    void put(Map<String, AttributeValue> row) {
        DYNAMO_DB.putItem(request -> request.tableName(name()).item(row));
    }

    void putAll(List<Map<String, AttributeValue>> rows) {
        for (int from = 0; from < rows.size(); from += MAX_BATCH_ITEMS) {
            List<WriteRequest> writes = rows.subList(from, Math.min(rows.size(), from + MAX_BATCH_ITEMS)).stream()
                    .map(row -> WriteRequest.builder()
                            .putRequest(put -> put.item(row))
                            .build())
                    .toList();
            if (!DYNAMO_DB
                    .batchWriteItem(request -> request.requestItems(Map.of(name(), writes)))
                    .unprocessedItems()
                    .isEmpty()) {
                throw new AssertionError("DynamoDB Local left rows unprocessed");
            }
        }
    }

    /** Returns all items of the new table, with all attributes. */
    Set<Map<String, AttributeValue>> newItems() {
        return items(newName());
    }

    Set<Map<String, AttributeValue>> oldItems() {
        return items(name());
    }

    private static Set<Map<String, AttributeValue>> items(String table) {
        return DYNAMO_DB.scanPaginator(request -> request.tableName(table)).items().stream()
                .collect(Collectors.toSet());
    }

    /** Returns the activities of an entity in a table of this service, oldest first. */
    static List<Activity> timeline(String table, EntityRef entity) {
        return DynamoDbActivityStore.builder(DYNAMO_DB, table)
                .build()
                .read(
                        new SliceRequest(ActivityQuery.of(entity), null, MAX_EXAMINED),
                        Deadline.after(READ_TIMEOUT, System::nanoTime))
                .items();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
