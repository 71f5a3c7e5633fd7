package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The record function as it is deployed, from the invocation's bytes to the answer's. */
final class OurFunction implements Contender {

    private final RequestStreamHandler function;
    private final ActivityStore store;

    /** @param direct to fill histories with */
    OurFunction(Map<String, String> environment, DynamoDbClient direct, String table) {
        this.function = new RecordActivitiesFunction(environment);
        this.store = DynamoDbActivityStore.builder(direct, table).build();
    }

    @Override
    public String name() {
        return "activity service";
    }

    @Override
    public Callable<byte[]> prepare(Batch batch) {
        return () -> Handlers.invoke(function, batch.invocation());
    }

    @Override
    public void fill(List<Event> history) {
        List<ActivityStore.Outcome> outcomes = store.append(
                history.stream().flatMap(event -> event.activities().stream()).toList(),
                Deadline.after(Duration.ofMinutes(5), System::nanoTime));
        if (!outcomes.stream().allMatch(ActivityStore.Outcome.Stored.class::isInstance)) {
            throw new IllegalStateException("Cannot store a history");
        }
    }
}
