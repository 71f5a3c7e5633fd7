package dev.activityservice.lab.benchmarks.cost;

import dev.activityservice.lab.benchmarks.peer.Candidate;
import dev.activityservice.lab.benchmarks.peer.Candidates;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.ItemBytes;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.proxy.CountingProxy;
import dev.activityservice.testbed.proxy.Traffic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A DynamoDB Local, a counting proxy before it, and all candidates behind the proxy. Not thread-safe. */
final class CostSetup implements AutoCloseable {

    private static final int FILL_BATCH = 500;

    private final DynamoDbLocalServer server;
    private final CountingProxy proxy;
    private final DynamoDbClient direct;
    private final DynamoDbClient counted;
    private final Candidates candidates;

    private CostSetup(DynamoDbLocalServer server, CountingProxy proxy) {
        this.server = server;
        this.proxy = proxy;
        this.direct = Database.client(server.endpoint());
        this.counted = Database.client(proxy.endpoint());
        Candidates.createTables(direct);
        this.candidates = Candidates.of(counted, direct);
    }

    static CostSetup open() throws IOException {
        DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
        return new CostSetup(server, new CountingProxy(server.endpoint()));
    }

    Candidates candidates() {
        return candidates;
    }

    /** Returns what it costs to record these events. */
    Traffic record(Candidate candidate, List<Event> batch) {
        proxy.take();
        candidate.record(batch);
        return taken();
    }

    /** Returns what a page of so many activities costs; throws if there are fewer. */
    Traffic page(Candidate candidate, EntityRef entity, int limit) {
        proxy.take();
        int found = candidate.page(entity, limit);
        if (found < limit) {
            throw new IllegalStateException("Cannot fill a page of " + limit + " activities: found " + found);
        }
        return taken();
    }

    /** Fills a table without counting, in parallel. */
    void fill(Candidate candidate, List<Event> history) {
        IntStream.rangeClosed(0, (history.size() - 1) / FILL_BATCH).parallel().forEach(part -> {
            int begin = part * FILL_BATCH;
            candidate.fill(history.subList(begin, Math.min(begin + FILL_BATCH, history.size())));
        });
    }

    /** Returns the bytes of the newest items of an entity, at most one megabyte of items, without counting. */
    List<Integer> itemBytes(Candidate candidate, EntityRef entity, int limit) {
        return direct
                .query(request -> request.tableName(candidate.table())
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(
                                Map.of(":p", AttributeValue.fromS(entity.type() + "#" + entity.id())))
                        .scanIndexForward(false)
                        .limit(limit))
                .items()
                .stream()
                .map(ItemBytes::of)
                .toList();
    }

    @Override
    public void close() {
        counted.close();
        direct.close();
        proxy.close();
        server.close();
    }

    private Traffic taken() {
        Traffic traffic = proxy.take();
        if (traffic.failed() > 0) {
            throw new IllegalStateException("Cannot count the cost: " + traffic.failed() + " requests failed");
        }
        return traffic;
    }
}
