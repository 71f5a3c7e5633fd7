package dev.activityservice.lab.campaigns;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.testkit.simulation.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** What a table shows: the timelines of the entities that were published to, and nothing besides. */
final class Timelines {

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final ActivityService service;

    Timelines(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.service = ActivityService.builder(
                        DynamoDbActivityStore.builder(dynamoDb, table).build())
                .readPolicy(ReadPolicy.allowAll())
                .build();
    }

    ActivityService service() {
        return service;
    }

    /**
     * Reads everything.
     *
     * @param dead tells the history of what lies among the dead letters
     */
    Judgement judge(Ledger ledger, Consumer<History> dead) {
        History history = ledger.toHistory();
        int shown = 0;
        for (EntityRef entity : ledger.entities()) {
            Page<Activity> whole = service.find(null, ActivityQuery.of(entity));
            if (whole.next() != null) {
                throw new IllegalStateException("Cannot read " + entity + " in one piece: the stream is too long");
            }
            history.shown(entity, whole.items(), pages(entity, 1 + whole.items().size() / 3));
            shown += whole.items().size();
        }
        dead.accept(history);
        List<String> violations = new ArrayList<>(history.violations());
        int stored = stored();
        if (stored != shown) {
            violations.add("The table has %,d activities, and the timelines of what was published show %,d"
                    .formatted(stored, shown));
        }
        return new Judgement(violations, shown);
    }

    /**
     * What was found.
     *
     * @param violations how the promise is broken, one sentence each; empty if it is kept
     * @param shown activities on all timelines
     */
    record Judgement(List<String> violations, int shown) {}

    private List<List<Activity>> pages(EntityRef entity, int size) {
        ActivityQuery query = ActivityQuery.builder(entity).limit(size).build();
        List<List<Activity>> pages = new ArrayList<>();
        Page<Activity> page = service.find(null, query);
        pages.add(page.items());
        for (PageToken next = page.next(); next != null; next = page.next()) {
            page = service.find(null, query.after(next));
            pages.add(page.items());
        }
        return pages;
    }

    /** All items but those that pin a time, and the functions' warm-up; docs/dynamodb.md has their keys. */
    private int stored() {
        return dynamoDb
                .scanPaginator(request -> request.tableName(table)
                        .consistentRead(true)
                        .select(Select.COUNT)
                        .filterExpression("NOT begins_with(#key, :pin) AND #key <> :warmUp")
                        .expressionAttributeNames(Map.of("#key", ActivityTable.PARTITION_KEY))
                        .expressionAttributeValues(Map.of(
                                ":pin",
                                AttributeValue.fromS("#"),
                                ":warmUp",
                                AttributeValue.fromS("user#" + WarmUp.USER))))
                .stream()
                .mapToInt(ScanResponse::count)
                .sum();
    }
}
