package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.local.eventsource.SqsEventJson;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import io.opentelemetry.api.OpenTelemetry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Small events are recorded within the deadline of their invocation, whatever is in the same batch. */
@Tag("thorough")
class NeighbourTest {

    private static final String CATALOG = """
            {"version": 1, "events": {"notes.noted.v1": {
              "entities": [{"type": "order", "id": "/data/ids"}], "attributes": {"text": "/data/text"}}}}""";
    private static final long SEED = Long.getLong("activity.seed", 20_261_130L);

    @TempDir
    Path folder;

    /** @param failed the ids of the messages that were reported as failed */
    private record Run(Set<String> failed, Set<String> recorded, List<AwsJsonCall> requests, Duration took) {}

    @Test
    void f77_an_event_of_411_kb_that_gives_400_mb_to_write_is_rejected_and_its_neighbours_are_recorded()
            throws IOException {
        Map<String, String> batch = new HashMap<>();
        batch.put("big", event("big", 1000, 400_000));
        IntStream.range(0, 9).forEach(i -> batch.put("small-" + i, event("small-" + i, 1, 20)));
        assertThat(batch.get("big")).hasSizeBetween(410_000, 412_000);

        Run run = run(batch, Duration.ofSeconds(10), AwsJsonCall::pass);

        assertThat(run.failed).containsExactly("big");
        assertThat(run.recorded).hasSize(9).doesNotContain("big-0");
        assertThat(run.requests).hasSize(1);
        assertThat(run.requests.get(0).body()).hasSizeLessThan(10_000);
    }

    @Test
    void f77_small_events_are_recorded_while_the_table_is_too_slow_for_events_at_the_bound() throws IOException {
        Map<String, String> batch = boundAndSmall(10, 15);

        // 0.3 MB per second and request: each request with ten large items exceeds its time-out of 5 seconds.
        Run run = run(
                batch,
                Duration.ofSeconds(18),
                call -> call.passAfter(Duration.ofMillis(20 + call.body().length() / 300)));

        assertThat(run.failed).noneMatch(id -> id.startsWith("small"));
        assertThat(run.recorded)
                .containsAll(IntStream.range(0, 15)
                        .mapToObj(i -> "small-" + i + "-0")
                        .toList());
        assertThat(run.took).isLessThan(Duration.ofSeconds(18));
    }

    @Test
    void f77_small_events_are_recorded_while_the_table_throttles_events_at_the_bound() throws IOException {
        Map<String, String> batch = boundAndSmall(10, 15);

        Run run = run(batch, Duration.ofSeconds(15), call -> call.leave(put -> put.length() > 10_000));

        assertThat(run.failed).hasSize(10).allMatch(id -> id.startsWith("large"));
        assertThat(run.recorded)
                .containsAll(IntStream.range(0, 15)
                        .mapToObj(i -> "small-" + i + "-0")
                        .toList());
    }

    /** Each large event has five items of 200 KB: just below 1 MiB. */
    private static Map<String, String> boundAndSmall(int large, int small) {
        Map<String, String> batch = new HashMap<>();
        IntStream.range(0, large).forEach(i -> batch.put("large-" + i, event("large-" + i, 5, 209_000)));
        IntStream.range(0, small).forEach(i -> batch.put("small-" + i, event("small-" + i, 1, 20)));
        return batch;
    }

    private Run run(Map<String, String> batch, Duration timeout, FaultProxy.Fault fault) throws IOException {
        List<String> ids = new ArrayList<>(new TreeSet<>(batch.keySet()));
        Collections.shuffle(ids, new Random(SEED));
        byte[] event = SqsEventJson.write(
                ids.stream().map(id -> message(id, batch.getOrDefault(id, ""))).toList(),
                "arn:aws:sqs:eu-west-1:000000000000:queue",
                Clients.REGION);
        try (DynamoDbLocalServer tables = DynamoDbLocalServer.inMemory();
                DynamoDbClient dynamoDb = Clients.dynamoDb(tables.endpoint());
                FaultProxy proxy = FaultProxy.recording(tables.endpoint(), fault)) {
            dynamoDb.createTable(ActivityTable.createTableRequest(Clients.TABLE));
            Map<String, String> variables =
                    new HashMap<>(Clients.functionVariables(proxy.endpoint(), Duration.ofMillis(500)));
            variables.put(
                    "ACTIVITY_CATALOG",
                    Files.writeString(folder.resolve("catalog.json"), CATALOG).toString());
            RecordActivitiesFunction function = new RecordActivitiesFunction(variables, OpenTelemetry.noop());
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            LambdaContext context = new LambdaContext("record", "request", Clients.REGION, timeout, System::nanoTime);
            long start = System.nanoTime();
            function.handleRequest(new ByteArrayInputStream(event), answer, context);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Set<String> recorded = dynamoDb.scanPaginator(request -> request.tableName(Clients.TABLE)).items().stream()
                    .map(item -> Objects.requireNonNull(item.get(ActivityTable.PARTITION_KEY))
                            .s())
                    .map(key -> key.substring(key.indexOf('#') + 1))
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Run(SqsEvents.failures(answer.toByteArray()), recorded, proxy.calls(), took);
        }
    }

    private static Message message(String id, String body) {
        return Message.builder()
                .messageId(id)
                .body(body)
                .attributes(Map.of(MessageSystemAttributeName.SENT_TIMESTAMP, "1767607200000"))
                .build();
    }

    private static String event(String name, int ids, int chars) {
        String list = IntStream.range(0, ids)
                .mapToObj(i -> "\"" + name + "-" + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        String body = "{\"id\":\"" + name
                + "\",\"detail-type\":\"notes.noted.v1\",\"source\":\"s\",\"time\":\"2026-01-05T10:00:00Z\","
                + "\"detail\":{\"ids\":" + list + ",\"text\":\"" + "x".repeat(chars) + "\"}}";
        assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1024 * 1024);
        return body;
    }
}
