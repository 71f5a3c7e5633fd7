package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A peer of the service that consists of plain SDK calls. */
record SdkCandidate(
        String name,
        DynamoDbClient client,
        DynamoDbClient direct,
        String table,
        @Nullable Idempotency idempotency,
        boolean readsHistory)
        implements Candidate {

    /** The calls that any solution needs, and nothing else: no idempotency, no order within a second. */
    static Candidate bareCalls(DynamoDbClient client, DynamoDbClient direct) {
        return new SdkCandidate("bare SDK call", client, direct, Candidates.BARE, null, false);
    }

    /** A common design: each record on its own, with an idempotency record around the puts of its activities. */
    static Candidate perRecordPattern(DynamoDbClient client, DynamoDbClient direct) {
        return new SdkCandidate(
                "per-record pattern",
                client,
                direct,
                Candidates.PATTERN,
                new Idempotency(client, Candidates.PATTERN),
                false);
    }

    /**
     * The algorithm of the reference system, from its description: the per-record pattern, with a query of the whole partition
     * before each put. A query returns at most one megabyte.
     */
    static Candidate referenceAlgorithm(DynamoDbClient client, DynamoDbClient direct) {
        return new SdkCandidate(
                "reference algorithm",
                client,
                direct,
                Candidates.REFERENCE,
                new Idempotency(client, Candidates.REFERENCE),
                true);
    }

    @Override
    public void record(List<Event> batch) {
        if (idempotency == null) {
            Database.put(client, table, items(batch));
            return;
        }
        for (Event event : batch) {
            idempotency.begin(event.event());
            for (Activity activity : event.activities()) {
                if (readsHistory) {
                    query(activity.entity(), null);
                }
                client.putItem(request -> request.tableName(table).item(item(activity)));
            }
            idempotency.end(event.event());
        }
    }

    @Override
    public int page(EntityRef entity, int limit) {
        return query(entity, readsHistory ? null : limit);
    }

    @Override
    public void fill(List<Event> history) {
        Database.put(direct, table, items(history));
    }

    private int query(EntityRef entity, @Nullable Integer limit) {
        return client.query(request -> request.tableName(table)
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(
                                Map.of(":p", AttributeValue.fromS(entity.type() + "#" + entity.id())))
                        .scanIndexForward(readsHistory)
                        .limit(limit))
                .count();
    }

    private List<Map<String, AttributeValue>> items(List<Event> events) {
        return events.stream()
                .flatMap(event -> event.activities().stream())
                .map(this::item)
                .toList();
    }

    /** The sort key of the reference contains whole seconds only. */
    private Map<String, AttributeValue> item(Activity activity) {
        return Database.item(
                activity,
                readsHistory
                        ? Long.toString(activity.time().getEpochSecond())
                        : activity.time() + "#" + activity.identity().id());
    }
}
