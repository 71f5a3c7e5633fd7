package dev.activityservice.local.page;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.local.deadletters.DryRun;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The entities with the latest activity. Thread-safe.
 *
 * <p>Implementation note. Items have no time of recording. The entities that this process has recorded are therefore remembered in their
 * order. Those of earlier runs come from one page of the table, by the times of their activities.
 */
public final class RecentEntities {

    private static final int MAX_ENTITIES = 12;

    /** The partition key of an activity (docs/dynamodb.md); those of edges and pins do not match. */
    private static final Pattern ACTIVITY = Pattern.compile("(?:~[^~]*~)?([A-Za-z][^#]*)#(.*)", Pattern.DOTALL);

    private final DryRun dryRun;
    private final List<EntityRef> earlier;
    /** The last one is the latest. */
    private final LinkedHashSet<EntityRef> recorded = new LinkedHashSet<>();

    /** Reads the entities of earlier runs. */
    public RecentEntities(DryRun dryRun, DynamoDbClient dynamoDb, String table) {
        this.dryRun = dryRun;
        this.earlier = earlier(dynamoDb, table);
    }

    /** Remembers the entities of a message that the record function has accepted. */
    public void accept(Message message) {
        Outcome outcome = dryRun.explain(message).outcome();
        if (outcome.kind() != Kind.RECORDED) {
            return;
        }
        synchronized (recorded) {
            for (EntityRef entity : outcome.entities()) {
                recorded.remove(entity);
                recorded.add(entity);
            }
            while (recorded.size() > MAX_ENTITIES) {
                recorded.remove(recorded.iterator().next());
            }
        }
    }

    /** Returns the entities, the latest first. */
    public List<EntityRef> list() {
        List<EntityRef> latestLast;
        synchronized (recorded) {
            latestLast = List.copyOf(recorded);
        }
        LinkedHashSet<EntityRef> all = new LinkedHashSet<>();
        for (int i = latestLast.size() - 1; i >= 0; i--) {
            all.add(latestLast.get(i));
        }
        all.addAll(earlier);
        return all.stream().limit(MAX_ENTITIES).toList();
    }

    private static List<EntityRef> earlier(DynamoDbClient dynamoDb, String table) {
        ScanResponse page;
        try {
            page = dynamoDb.scan(request -> request.tableName(table)
                    .projectionExpression(ActivityTable.PARTITION_KEY + ", " + ActivityTable.SORT_KEY));
        } catch (SdkException e) {
            // The page is also useful without them.
            return List.of();
        }
        // A sort key begins with the time, in a fixed width.
        Map<EntityRef, String> latest = new HashMap<>();
        page.items().forEach(item -> {
            Matcher key = ACTIVITY.matcher(text(item, ActivityTable.PARTITION_KEY));
            if (key.matches()) {
                latest.merge(
                        EntityRef.of(key.group(1), key.group(2)),
                        text(item, ActivityTable.SORT_KEY),
                        (a, b) -> a.compareTo(b) > 0 ? a : b);
            }
        });
        return latest.entrySet().stream()
                .sorted(Map.Entry.<EntityRef, String>comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .limit(MAX_ENTITIES)
                .toList();
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), name).s();
    }
}
