package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.lambda.FindActivitiesFunction;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.lab.benchmarks.peer.PerRecordPattern;
import dev.activityservice.lab.benchmarks.peer.ReferenceAlgorithm;
import dev.activityservice.testbed.proxy.SlowLink;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** All contenders at one distance from the database; their tables are the same at each distance. Not thread-safe. */
final class Laboratory implements AutoCloseable {

    static final String OURS = "ours";

    private static final String BARE = "bare";
    private static final String PATTERN = "pattern";
    private static final String REFERENCE = "reference";
    private static final int PARALLELISM = 8;

    private final SlowLink link;
    private final DynamoDbClient direct;
    private final DynamoDbClient distant;
    private final ExecutorService threads = Executors.newFixedThreadPool(PARALLELISM, task -> {
        Thread thread = new Thread(task, "bare-writes");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, String> environment;

    private Laboratory(URI database, SlowLink link, URI endpoint, Path catalog) {
        this.link = link;
        this.direct = Database.client(database);
        this.distant = Database.client(endpoint);
        this.environment = Map.of(
                "ACTIVITY_TABLE_NAME", OURS,
                "ACTIVITY_CATALOG", catalog.toString(),
                "ACTIVITY_READ_POLICY", "allow-all",
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local");
    }

    static void createTables(URI database) {
        try (DynamoDbClient client = Database.client(database)) {
            for (String table : List.of(OURS, BARE, PATTERN, REFERENCE)) {
                Database.createActivityTable(client, table);
            }
            Database.createIdempotencyTable(client, PATTERN + "-idempotency");
            Database.createIdempotencyTable(client, REFERENCE + "-idempotency");
        }
    }

    /** @param catalog a file with the catalog of the benchmark's events */
    static Laboratory at(URI database, Duration distance, Path catalog) throws IOException {
        SlowLink link = SlowLink.before(database, distance);
        // Without a delay there is no link to be paid for either.
        return new Laboratory(database, link, distance.isZero() ? database : link.endpoint(), catalog);
    }

    /** What must be done in any case, and ours. */
    List<Contender> besideTheLeast() {
        return List.of(
                new Invoked("no-op, stream", Handlers.doNothing()),
                new Invoked("no-op, event classes", Handlers.doNothingWithEventClasses()),
                new BareWrites(distant, BARE, threads),
                ours());
    }

    /** Other ways to do the same, and ours; without the reference if it would take too long. */
    List<Contender> besideThePeers(boolean withReference) {
        Contender pattern = new PeerFunction(new PerRecordPattern(distant, direct, PATTERN, PATTERN + "-idempotency"));
        Contender reference =
                new PeerFunction(new ReferenceAlgorithm(distant, direct, REFERENCE, REFERENCE + "-idempotency"));
        return withReference ? List.of(pattern, reference, ours()) : List.of(pattern, ours());
    }

    Contender ours() {
        return new OurFunction(environment, direct, OURS);
    }

    RequestStreamHandler finder() {
        return new FindActivitiesFunction(environment);
    }

    DynamoDbClient distant() {
        return distant;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        distant.close();
        direct.close();
        link.close();
    }

    /** A function that keeps nothing. */
    private record Invoked(String name, RequestStreamHandler handler) implements Contender {

        @Override
        public Callable<byte[]> prepare(Batch batch) {
            return () -> Handlers.invoke(handler, batch.invocation());
        }
    }
}
