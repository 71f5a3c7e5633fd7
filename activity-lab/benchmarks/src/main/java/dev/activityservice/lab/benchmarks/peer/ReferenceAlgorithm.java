package dev.activityservice.lab.benchmarks.peer;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What the reference system does, from its description: around each event an idempotency record by the event's id, and for each
 * activity a query of the whole partition before the put; a history is read as one answer, of one megabyte at most.
 */
public final class ReferenceAlgorithm extends PerRecordPattern {

    public ReferenceAlgorithm(DynamoDbClient client, DynamoDbClient direct, String table, String idempotencyTable) {
        super(client, direct, table, idempotencyTable);
    }

    @Override
    public String name() {
        return "reference algorithm";
    }

    @Override
    void beforePut(Activity activity) {
        read(activity.entity());
    }

    /** By whole seconds, and by nothing else. */
    @Override
    String sort(Activity activity) {
        return Long.toString(activity.time().getEpochSecond());
    }

    /** It knows no limit. */
    @Override
    public int page(EntityRef entity, int limit) {
        return read(entity);
    }

    private int read(EntityRef entity) {
        return client().query(request -> request.tableName(table())
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(
                                Map.of(":p", AttributeValue.fromS(entity.type() + "#" + entity.id()))))
                .count();
    }
}
