package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How a team would build it today: each record by itself, an idempotency record around the put of each of its activities. */
public class PerRecordPattern implements Subject {

    private final DynamoDbClient client;
    private final DynamoDbClient direct;
    private final String table;
    private final Idempotency idempotency;

    public PerRecordPattern(DynamoDbClient client, DynamoDbClient direct, String table, String idempotencyTable) {
        this.client = client;
        this.direct = direct;
        this.table = table;
        this.idempotency = new Idempotency(client, idempotencyTable);
    }

    @Override
    public String name() {
        return "per-record pattern";
    }

    @Override
    public final void record(List<Event> batch) {
        for (Event event : batch) {
            idempotency.begin(event.event());
            for (Activity activity : event.activities()) {
                beforePut(activity);
                client.putItem(request -> request.tableName(table).item(item(activity)));
            }
            idempotency.end(event.event());
        }
    }

    /** Nothing here. */
    void beforePut(Activity activity) {}

    /** The place of an activity in its timeline. */
    String sort(Activity activity) {
        return activity.time() + "#" + activity.identity().id();
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
    public final void fill(List<Event> history) {
        Database.put(
                direct,
                table,
                history.stream()
                        .flatMap(event -> event.activities().stream())
                        .map(this::item)
                        .toList());
    }

    final DynamoDbClient client() {
        return client;
    }

    final String table() {
        return table;
    }

    private Map<String, AttributeValue> item(Activity activity) {
        return Database.item(activity, sort(activity));
    }
}
