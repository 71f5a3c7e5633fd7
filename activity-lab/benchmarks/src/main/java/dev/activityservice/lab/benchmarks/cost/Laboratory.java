package dev.activityservice.lab.benchmarks.cost;

import dev.activityservice.lab.benchmarks.peer.BareCalls;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.ItemBytes;
import dev.activityservice.lab.benchmarks.peer.PerRecordPattern;
import dev.activityservice.lab.benchmarks.peer.ReferenceAlgorithm;
import dev.activityservice.lab.benchmarks.peer.Subject;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testbed.proxy.CountingProxy;
import dev.activityservice.testbed.proxy.Traffic;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One DynamoDB Local, the proxy that counts before it, and all subjects behind that. Not thread-safe. */
final class Laboratory implements AutoCloseable {

    private static final String BARE = "bare";
    private static final String PATTERN = "pattern";
    private static final String REFERENCE = "reference";
    private static final int FILL_BATCH = 500;
    private static final int FILL_THREADS = 3;

    private final DynamoDbLocalServer server;
    private final CountingProxy proxy;
    private final DynamoDbClient direct;
    private final DynamoDbClient counted;
    private final OurService ours;
    private final ReferenceAlgorithm reference;
    private final PerRecordPattern pattern;
    private final BareCalls bare;

    private Laboratory(DynamoDbLocalServer server, CountingProxy proxy) {
        this.server = server;
        this.proxy = proxy;
        this.direct = Database.client(server.endpoint());
        this.counted = Database.client(proxy.endpoint());
        Database.createActivityTable(direct, OurService.TABLE);
        for (String table : List.of(REFERENCE, PATTERN, BARE)) {
            Database.createActivityTable(direct, table);
        }
        Database.createIdempotencyTable(direct, "reference-idempotency");
        Database.createIdempotencyTable(direct, "pattern-idempotency");
        this.ours = new OurService(counted, direct);
        this.reference = new ReferenceAlgorithm(counted, direct, REFERENCE, "reference-idempotency");
        this.pattern = new PerRecordPattern(counted, direct, PATTERN, "pattern-idempotency");
        this.bare = new BareCalls(counted, direct, BARE);
    }

    static Laboratory open() throws IOException {
        DynamoDbLocalServer server = DynamoDbLocalServer.inMemory();
        return new Laboratory(server, CountingProxy.before(server.endpoint()));
    }

    OurService ours() {
        return ours;
    }

    ReferenceAlgorithm reference() {
        return reference;
    }

    PerRecordPattern pattern() {
        return pattern;
    }

    BareCalls bare() {
        return bare;
    }

    /** What recording these costs. */
    Traffic record(Subject subject, List<Event> batch) {
        proxy.take();
        subject.record(batch);
        return taken();
    }

    /** What a page of so many activities costs; throws if there are not so many. */
    Traffic page(Subject subject, EntityRef entity, int limit) {
        proxy.take();
        int found = subject.page(entity, limit);
        if (found < limit) {
            throw new IllegalStateException("Cannot fill a page: " + found + " activities of " + limit);
        }
        return taken();
    }

    /** Fills without being counted, on a few threads. */
    void fill(Subject subject, List<Event> history) {
        ExecutorService threads = Executors.newFixedThreadPool(FILL_THREADS);
        try {
            List<Callable<Boolean>> parts = new ArrayList<>();
            for (int begin = 0; begin < history.size(); begin += FILL_BATCH) {
                List<Event> part = history.subList(begin, Math.min(begin + FILL_BATCH, history.size()));
                parts.add(() -> {
                    subject.fill(part);
                    return true;
                });
            }
            for (Future<Boolean> part : threads.invokeAll(parts)) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while filling a history", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot fill a history: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The bytes of the newest items that a subject keeps of an entity, one megabyte of them at most, past the counting. */
    List<Integer> itemBytes(Subject subject, EntityRef entity, int limit) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":p", AttributeValue.fromS(entity.type() + "#" + entity.id()));
        return direct
                .query(request -> request.tableName(table(subject))
                        .keyConditionExpression("pk = :p")
                        .expressionAttributeValues(values)
                        .scanIndexForward(false)
                        .limit(limit))
                .items()
                .stream()
                .map(ItemBytes::of)
                .toList();
    }

    private String table(Subject subject) {
        if (subject == ours) {
            return OurService.TABLE;
        }
        return subject == bare ? BARE : subject == pattern ? PATTERN : REFERENCE;
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
            throw new IllegalStateException("Cannot count: " + traffic.failed() + " requests failed");
        }
        return traffic;
    }
}
