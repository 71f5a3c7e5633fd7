package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.lambda.FindActivitiesFunction;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.lab.benchmarks.peer.Candidate;
import dev.activityservice.lab.benchmarks.peer.Candidates;
import dev.activityservice.lab.benchmarks.peer.Database;
import dev.activityservice.testbed.proxy.SlowLink;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** All candidates at one distance from the database. The tables are the same at each distance. Not thread-safe. */
final class LatencySetup implements AutoCloseable {

    private final SlowLink link;
    private final DynamoDbClient direct;
    private final DynamoDbClient distant;
    private final Candidates candidates;
    private final BareWrites bareWrites;
    private final Map<String, String> environment;

    private LatencySetup(URI database, SlowLink link, URI endpoint, Path catalog) {
        this.link = link;
        this.direct = Database.client(database);
        this.distant = Database.client(endpoint);
        this.candidates = Candidates.of(distant, direct);
        this.bareWrites = new BareWrites(distant, Candidates.BARE);
        this.environment = Map.of(
                "ACTIVITY_TABLE_NAME", Candidates.OURS,
                "ACTIVITY_CATALOG", catalog.toString(),
                "ACTIVITY_READ_POLICY", "allow-all",
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local");
    }

    /** @param catalog a file with the catalog of the benchmark's events */
    static LatencySetup at(URI database, Duration distance, Path catalog) throws IOException {
        SlowLink link = SlowLink.before(database, distance);
        // Without a delay, the link itself would add time.
        return new LatencySetup(database, link, distance.isZero() ? database : link.endpoint(), catalog);
    }

    /** The work that no solution can avoid, and the service. */
    List<TimedCandidate> baselines() {
        return List.of(
                TimedCandidate.of("no-op, stream", TimedCandidate.doNothing(), history -> {}),
                TimedCandidate.of("no-op, event classes", TimedCandidate.doNothingWithEventClasses(), history -> {}),
                new TimedCandidate("no-op + bare BatchWriteItem", bareWrites::prepare, bareWrites::fill),
                ours());
    }

    /** Other solutions, and the service. */
    List<TimedCandidate> peers(boolean withReference) {
        TimedCandidate pattern = peer(candidates.pattern());
        return withReference ? List.of(pattern, peer(candidates.reference()), ours()) : List.of(pattern, ours());
    }

    TimedCandidate ours() {
        return TimedCandidate.of(
                candidates.ours().name(), new RecordActivitiesFunction(environment), candidates.ours()::fill);
    }

    RequestStreamHandler finder() {
        return new FindActivitiesFunction(environment);
    }

    DynamoDbClient distant() {
        return distant;
    }

    @Override
    public void close() throws IOException {
        bareWrites.close();
        distant.close();
        direct.close();
        link.close();
    }

    private static TimedCandidate peer(Candidate peer) {
        return TimedCandidate.of(peer.name(), PeerFunction.of(peer), peer::fill);
    }
}
