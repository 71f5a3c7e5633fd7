package dev.activityservice.lab.benchmarks.cpu;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.PageToken;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.TearDown;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The work per activity or page: positions, items and page tokens. */
public class KeyBenchmark extends CpuBenchmark {

    private final EventIdentity identity =
            EventIdentity.of("http://dev.orders", "0e8d2c4a-7b61-4f0f-9b1c-2a3b4c5d6e13");
    private final Instant time = Instant.parse("2026-03-02T09:15:59.873124500Z");
    private final Activity activity = activity();
    private final ActivityQuery query = ActivityQuery.of(activity.entity());
    private final Position position = activity.position();
    private final String token = PageToken.of(query, position).toString();

    /** Does not connect: {@code check} sends no request. */
    private final DynamoDbClient client = Database.client(URI.create("http://127.0.0.1:1"));

    private final DynamoDbActivityStore store =
            DynamoDbActivityStore.builder(client, "none").build();

    @TearDown
    public void close() {
        client.close();
    }

    @Benchmark
    public Object position() {
        return Position.of(time, identity);
    }

    /** Encodes keys and attributes, and computes the size. */
    @Benchmark
    public @Nullable Object encodeItem() {
        return store.check(activity);
    }

    @Benchmark
    public Object writeCursor() {
        return PageToken.of(query, position).toString();
    }

    @Benchmark
    public Object readCursor() {
        return PageToken.parse(token);
    }

    private static Activity activity() {
        EventReader.Result read = EventReader.create().read(Samples.body(1), MessageMetadata.none());
        ActivityCatalog.Mapping mapping = ActivityCatalog.reference().map(((EventReader.Result.Accepted) read).event());
        return ((ActivityCatalog.Mapping.Mapped) mapping).activities().get(0);
    }
}
