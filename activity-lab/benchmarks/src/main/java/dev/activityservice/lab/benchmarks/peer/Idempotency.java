package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.DomainEvent;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * The idempotency table of Powertools for AWS Lambda: a conditional put before the work and an update after it
 * (https://docs.powertools.aws.dev/lambda/java/latest/utilities/idempotency/, "Idempotency request flow").
 */
final class Idempotency {

    private static final String SUFFIX = "-idempotency";
    private static final long WINDOW_SECONDS = 300;
    private static final long FUNCTION_MILLIS = 30_000;

    private final DynamoDbClient client;
    private final String table;

    /** @param activities the table of the activities */
    Idempotency(DynamoDbClient client, String activities) {
        this.client = client;
        this.table = activities + SUFFIX;
    }

    static void createTable(DynamoDbClient client, String activities) {
        client.createTable(request -> request.tableName(activities + SUFFIX)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build()));
    }

    void begin(DomainEvent event) {
        long now = event.time().getEpochSecond();
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("id", AttributeValue.fromS(key(event)));
        item.put("expiration", AttributeValue.fromN(Long.toString(now + WINDOW_SECONDS)));
        item.put("in_progress_expiration", AttributeValue.fromN(Long.toString(now * 1000 + FUNCTION_MILLIS)));
        item.put("status", AttributeValue.fromS("INPROGRESS"));
        client.putItem(PutItemRequest.builder()
                .tableName(table)
                .item(item)
                .conditionExpression("attribute_not_exists(#id) OR #expiry < :now OR (#status = :inprogress AND "
                        + "attribute_exists(#in_progress_expiry) AND #in_progress_expiry < :now_in_millis)")
                .expressionAttributeNames(Map.of(
                        "#id", "id",
                        "#expiry", "expiration",
                        "#in_progress_expiry", "in_progress_expiration",
                        "#status", "status"))
                .expressionAttributeValues(Map.of(
                        ":now", AttributeValue.fromN(Long.toString(now)),
                        ":now_in_millis", AttributeValue.fromN(Long.toString(now * 1000)),
                        ":inprogress", AttributeValue.fromS("INPROGRESS")))
                .build());
    }

    void end(DomainEvent event) {
        client.updateItem(UpdateItemRequest.builder()
                .tableName(table)
                .key(Map.of("id", AttributeValue.fromS(key(event))))
                .updateExpression("SET #response_data = :response_data, #expiry = :expiry, #status = :status")
                .expressionAttributeNames(
                        Map.of("#response_data", "data", "#expiry", "expiration", "#status", "status"))
                .expressionAttributeValues(Map.of(
                        ":response_data", AttributeValue.fromS("true"),
                        ":expiry",
                                AttributeValue.fromN(Long.toString(event.time().getEpochSecond() + WINDOW_SECONDS)),
                        ":status", AttributeValue.fromS("COMPLETED")))
                .build());
    }

    private static String key(DomainEvent event) {
        return "activity-function.handler#" + event.identity().id();
    }
}
