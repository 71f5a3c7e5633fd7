package dev.activityservice.lab.benchmarks.latency;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.SqsBatch;
import dev.activityservice.port.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;

/**
 * A function that does nothing, followed by the writes that any solution needs. It writes the same items as the service, created
 * before. Several requests are sent in parallel, as the service does.
 */
final class BareWrites implements AutoCloseable {

    private static final int PARALLELISM = 8;

    private final DynamoDbClient client;
    private final String table;
    private final ExecutorService threads = Executors.newFixedThreadPool(PARALLELISM);
    private final RequestStreamHandler nothing = TimedCandidate.doNothing();

    BareWrites(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    Callable<byte[]> prepare(SqsBatch batch) {
        List<BatchWriteItemRequest> requests = requests(batch.events());
        return () -> {
            byte[] answer = TimedCandidate.invoke(nothing, batch.invocation());
            List<Future<?>> others = new ArrayList<>();
            for (BatchWriteItemRequest other : requests.subList(1, requests.size())) {
                others.add(threads.submit(() -> write(other)));
            }
            write(requests.get(0));
            for (Future<?> other : others) {
                other.get();
            }
            return answer;
        };
    }

    void fill(List<Event> history) {
        requests(history).forEach(this::write);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void write(BatchWriteItemRequest request) {
        if (!client.batchWriteItem(request).unprocessedItems().isEmpty()) {
            throw new IllegalStateException("DynamoDB Local must process all items");
        }
    }

    private List<BatchWriteItemRequest> requests(List<Event> events) {
        Listener listener = new Listener();
        DynamoDbActivityStore.builder(listener, table)
                .parallelism(1)
                .build()
                .append(
                        events.stream()
                                .flatMap(event -> event.activities().stream())
                                .toList(),
                        Deadline.after(Duration.ofMinutes(1), System::nanoTime));
        return listener.requests;
    }

    /** Records the requests of the store. */
    private static final class Listener implements DynamoDbClient {

        private final List<BatchWriteItemRequest> requests = new ArrayList<>();

        @Override
        public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
            requests.add(BatchWriteItemRequest.builder()
                    .requestItems(request.requestItems())
                    .build());
            return BatchWriteItemResponse.builder().unprocessedItems(Map.of()).build();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }
}
