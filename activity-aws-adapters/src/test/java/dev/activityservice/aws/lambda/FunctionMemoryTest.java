package dev.activityservice.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Position;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Slice;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaProcess;
import dev.activityservice.testbed.lambda.RuntimeApi;
import dev.activityservice.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs the record function with little memory, on Lambda's runtime client, with DynamoDB Local. */
class FunctionMemoryTest {

    /** Lambda's quotas for an SQS batch. */
    private static final int MAX_BATCH_MESSAGES = 10_000;

    private static final int MAX_BATCH_BYTES = 6 * 1024 * 1024;
    private static final int PARALLEL_REQUESTS = 8;
    /** Lambda's maximum, so that a busy machine does not fail the test. */
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private static final String ONE_INSTANT = "2026-01-05T10:00:00.123Z";

    @TempDir
    Path folder;

    @Test
    void f38_f46_ten_thousand_messages_of_one_millisecond_are_all_recorded_in_128_mb_with_few_requests_at_once()
            throws IOException, InterruptedException {
        String batch = SqsEvents.event(IntStream.range(0, MAX_BATCH_MESSAGES)
                .mapToObj(i -> smallRecord("m" + i, stockUpdated("e" + i, "P-1")))
                .toArray(String[]::new));
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (DynamoDbLocalServer dynamoDb = DynamoDbLocalServer.inMemory();
                DynamoDbClient client = client(dynamoDb.endpoint());
                FaultProxy proxy = FaultProxy.before(dynamoDb.endpoint(), call -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    try {
                        return call.pass();
                    } finally {
                        underWay.decrementAndGet();
                    }
                });
                LambdaProcess runtime = start("-Xmx128m", proxy.endpoint())) {
            client.createTable(ActivityTable.createTableRequest("activities"));

            RuntimeApi.Answer answer = runtime.invoke(batch, TIMEOUT);

            assertThat(batch.length()).isBetween(MAX_BATCH_BYTES * 9 / 10, MAX_BATCH_BYTES);
            assertThat(answer).isEqualTo(new RuntimeApi.Answer("response", "{\"batchItemFailures\":[]}"));
            assertThat(most).hasValueLessThanOrEqualTo(PARALLEL_REQUESTS);
            List<Activity> timeline =
                    timeline(DynamoDbActivityStore.builder(client, "activities").build());
            assertThat(timeline)
                    .hasSize(MAX_BATCH_MESSAGES)
                    .isSortedAccordingTo(Comparator.comparing(Activity::position))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void f21_a_function_without_memory_fails_the_invocation_acknowledges_nothing_and_ends()
            throws IOException, InterruptedException {
        String batch = SqsEvents.event(IntStream.range(0, 9)
                .mapToObj(i -> smallRecord("m" + i, "\"" + "x".repeat(600_000) + "\""))
                .toArray(String[]::new));
        try (LambdaProcess runtime = start("-Xmx22m", URI.create("http://127.0.0.1:1"))) {

            RuntimeApi.Answer answer = runtime.invoke(batch);

            assertThat(answer.kind()).isEqualTo("error");
            assertThat(answer.body()).contains("java.lang.OutOfMemoryError");
            assertThat(runtime.exitCode()).isNotNegative();
        }
    }

    private LambdaProcess start(String memory, URI endpoint) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ACTIVITY_TABLE_NAME", "activities",
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "JAVA_TOOL_OPTIONS", memory));
        return new LambdaProcess(
                RecordActivitiesFunction.class, System.getProperty("java.class.path"), environment, folder);
    }

    private static DynamoDbClient client(URI endpoint) {
        return DynamoDbClients.create(
                Region.EU_WEST_1,
                endpoint,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    private static List<Activity> timeline(DynamoDbActivityStore store) {
        List<Activity> timeline = new ArrayList<>();
        Position after = null;
        do {
            Slice slice = store.read(
                    new SliceRequest(ActivityQuery.of(EntityRef.of("product", "P-1")), after, MAX_BATCH_MESSAGES),
                    Deadline.after(Duration.ofSeconds(60), System::nanoTime));
            timeline.addAll(slice.items());
            after = slice.resumeAfter();
        } while (after != null);
        return timeline;
    }

    private static String smallRecord(String messageId, String body) {
        return "{\"messageId\":\"" + messageId + "\",\"body\":" + body
                + ",\"attributes\":{\"SentTimestamp\":\"1767607200000\",\"ApproximateReceiveCount\":\"1\"},"
                + "\"eventSourceARN\":\"arn:aws:sqs:eu-west-1:123456789012:activity-queue\"}";
    }

    private static String stockUpdated(String eventId, String productId) {
        return SqsEvents.quote("""
                {"specversion":"1.0","id":"%s","source":"https://dev.inventory","type":"inventory.stockUpdated.v1",\
                "time":"%s","data":{"productId":"%s","previousStockLevel":12,"newStockLevel":11,\
                "reason":"%s"}}""".formatted(eventId, ONE_INSTANT, productId, "x".repeat(150)));
    }
}
