package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.EntityRef;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The SDK calls that any solution must make, and nothing else: no idempotency, no order within a second. */
public final class BareCalls implements Subject {

    private final DynamoDbClient client;
    private final DynamoDbClient direct;
    private final String table;

    public BareCalls(DynamoDbClient client, DynamoDbClient direct, String table) {
        this.client = client;
        this.direct = direct;
        this.table = table;
    }

    @Override
    public String name() {
        return "bare SDK call";
    }

    @Override
    public void record(List<Event> batch) {
        Database.put(client, table, items(batch));
    }

    @Override
    public int page(EntityRef entity, int limit) {
        return client.query(request -> request.tableName(table)
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(
                                Map.of(":p", AttributeValue.fromS(entity.type() + "#" + entity.id())))
                        .scanIndexForward(false)
                        .limit(limit))
                .count();
    }

    @Override
    public void fill(List<Event> history) {
        Database.put(direct, table, items(history));
    }

    private static List<Map<String, AttributeValue>> items(List<Event> events) {
        return events.stream()
                .flatMap(event -> event.activities().stream())
                .map(activity -> Database.item(
                        activity, activity.time() + "#" + activity.identity().id()))
                .toList();
    }
}
