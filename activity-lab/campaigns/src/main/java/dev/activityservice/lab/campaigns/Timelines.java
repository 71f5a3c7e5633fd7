package dev.activityservice.lab.campaigns;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.testkit.simulation.History;
import dev.activityservice.testkit.simulation.History.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * Reads the timelines and readers of the published entities, and checks that the table contains nothing else.
 *
 * @param dynamoDb used only by {@link #judge}, like {@code table}
 */
record Timelines(ActivityService service, DynamoDbClient dynamoDb, String table) {

    private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(30);

    Timelines(DynamoDbClient dynamoDb, String table) {
        this(DynamoDbActivityStore.builder(dynamoDb, table).build(), dynamoDb, table);
    }

    Timelines(ActivityStore store, DynamoDbClient dynamoDb, String table) {
        this(ActivityService.builder(store).readPolicy(ReadPolicy.allowAll()).build(), dynamoDb, table);
    }

    /** Reads the timelines of these entities into a history. Returns the number of activities. */
    int show(History history, Collection<EntityRef> entities) {
        int shown = 0;
        for (EntityRef entity : entities) {
            List<Activity> whole = pages(ActivityQuery.of(entity)).stream()
                    .flatMap(List::stream)
                    .toList();
            int limit = 1 + whole.size() / 3;
            history.shown(
                    entity,
                    whole,
                    pages(ActivityQuery.builder(entity).limit(limit).build()));
            shown += whole.size();
        }
        return shown;
    }

    /** @param dead adds the dead letters to the history */
    Judgement judge(Ledger ledger, Consumer<History> dead) {
        History history = ledger.toHistory();
        int shown = show(history, ledger.entities());
        DynamoDbActivityStore readers =
                DynamoDbActivityStore.builder(dynamoDb, table).build();
        Set<Edge> edges = new HashSet<>(ledger.edges());
        edges.removeIf(edge -> !readers.isReader(
                edge.tenant(), edge.reader(), edge.entity(), Deadline.after(LOOKUP_TIMEOUT, System::nanoTime)));
        history.readers(edges);
        dead.accept(history);
        List<String> violations = new ArrayList<>(history.violations());
        int storedEdges = count("begins_with(#key, :edge)", Map.of(":edge", AttributeValue.fromS("@")));
        if (storedEdges != edges.size()) {
            violations.add("The table has %,d edges, but the published events name %,d readers that are found"
                    .formatted(storedEdges, edges.size()));
        }
        int stored = count(
                "NOT begins_with(#key, :edge) AND NOT begins_with(#key, :pin) AND #key <> :warmUp",
                Map.of(
                        ":edge",
                        AttributeValue.fromS("@"),
                        ":pin",
                        AttributeValue.fromS("#"),
                        ":warmUp",
                        AttributeValue.fromS("user#" + SqsEvents.WARM_UP_USER)));
        if (stored != shown) {
            violations.add("The table has %,d activities, but the timelines of the published entities show %,d"
                    .formatted(stored, shown));
        }
        return new Judgement(violations, shown);
    }

    /**
     * @param violations one sentence per violation of the promise
     * @param shown activities on all timelines
     */
    record Judgement(List<String> violations, int shown) {}

    private List<List<Activity>> pages(ActivityQuery first) {
        List<List<Activity>> pages = new ArrayList<>();
        ActivityQuery query = first;
        while (query != null) {
            Page<Activity> page = service.find(null, query);
            pages.add(page.items());
            PageToken next = page.next();
            query = next == null ? null : first.after(next);
        }
        return pages;
    }

    /** Counts the items whose partition key meets the condition (docs/dynamodb.md describes the keys). */
    private int count(String condition, Map<String, AttributeValue> values) {
        return dynamoDb
                .scanPaginator(request -> request.tableName(table)
                        .consistentRead(true)
                        .select(Select.COUNT)
                        .filterExpression(condition)
                        .expressionAttributeNames(Map.of("#key", ActivityTable.PARTITION_KEY))
                        .expressionAttributeValues(values))
                .stream()
                .mapToInt(ScanResponse::count)
                .sum();
    }
}
