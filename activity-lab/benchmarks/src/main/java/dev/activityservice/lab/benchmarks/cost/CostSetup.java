package dev.activityservice.lab.benchmarks.cost;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.lab.benchmarks.peer.Candidate;
import dev.activityservice.lab.benchmarks.peer.Candidates;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.ItemBytes;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.proxy.CountingProxy;
import dev.activityservice.testbed.proxy.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A DynamoDB Local, a counting proxy before it, and all candidates behind the proxy. Not thread-safe. */
final class CostSetup implements AutoCloseable {

    private static final int FILL_BATCH = 500;
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final DynamoDbLocalServer server;
    private final CountingProxy proxy;
    private final DynamoDbClient direct;
    private final DynamoDbClient counted;
    private final Candidates candidates;
    private final DynamoDbActivityStore store;

    private CostSetup(DynamoDbLocalServer server, CountingProxy proxy) {
        this.server = server;
        this.proxy = proxy;
        this.direct = Database.client(server.endpoint());
        this.counted = Database.client(proxy.endpoint());
        Candidates.createTables(direct);
        this.candidates = Candidates.of(counted, direct);
        this.store = DynamoDbActivityStore.builder(counted, candidates.ours().table())
                .build();
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

    /** Returns what it costs to store these activities and their edges. */
    Traffic append(List<Activity> activities) {
        proxy.take();
        for (Written written : store.append(activities, Deadline.after(TIMEOUT, System::nanoTime))) {
            if (!(written instanceof Written.Stored)) {
                throw new IllegalStateException("Cannot store an activity: " + written);
            }
        }
        return taken();
    }

    /** Returns what it costs to look a reader up; throws if the answer is another one. */
    Traffic lookup(@Nullable String tenant, EntityRef reader, EntityRef entity, boolean expected) {
        proxy.take();
        if (store.isReader(tenant, reader, entity, Deadline.after(TIMEOUT, System::nanoTime)) != expected) {
            throw new IllegalStateException("Cannot look up " + reader + " of " + entity + ": expected " + expected);
        }
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
        return itemBytes(candidate, entity.type() + "#" + entity.id(), limit);
    }

    /** Returns the bytes of the newest items of a partition, at most one megabyte of items, without counting. */
    List<Integer> itemBytes(Candidate candidate, String partition, int limit) {
        return direct
                .query(request -> request.tableName(candidate.table())
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(Map.of(":p", AttributeValue.fromS(partition)))
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
