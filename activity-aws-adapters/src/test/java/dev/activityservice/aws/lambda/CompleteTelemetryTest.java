package dev.activityservice.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.CheckedApi;
import dev.activityservice.aws.driving.sqs.BreakingStore;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Lambda freezes the environment after a response, so an agent must be able to flush everything then. No span may be open and no
 * outcome uncounted when the first byte of a response is written, and when the handler returns or throws.
 */
class CompleteTelemetryTest {

    private static final Duration RESERVE = Duration.ofSeconds(1);
    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private final Recording recording = new Recording();
    private final List<Integer> consumersAtAnswer = new ArrayList<>();

    @Test
    void after_a_batch_with_a_rejection() throws IOException {
        handle(handler(InMemoryActivityStore.create()), batch("m1", "m2", "m3"), LambdaContext.withAmpleTime());

        assertWhole(3);
        assertThat(consumersAtAnswer).containsExactly(4);
        assertThat(events()).isEqualTo(3);
    }

    @Test
    void when_the_store_cannot_be_reached() throws IOException {
        RecordActivitiesFunction function = new RecordActivitiesFunction(unreachable(), recording.openTelemetry());

        handle(function, batch("m1", "m2"), LambdaContext.withMillisLeft(1_500));

        assertWhole(2);
        assertThat(consumersAtAnswer).containsExactly(3);
        assertThat(events()).isEqualTo(2);
        assertThat(recording.spans(SpanKind.CLIENT)).isNotEmpty();
    }

    @Test
    void when_there_is_no_time_left_to_begin_with() throws IOException {
        RecordActivitiesFunction function = new RecordActivitiesFunction(unreachable(), recording.openTelemetry());

        handle(function, batch("m1", "m2"), LambdaContext.withMillisLeft(500));

        assertWhole(2);
        assertThat(messages())
                .hasSize(2)
                .allSatisfy(
                        span -> assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("deadline"));
        assertThat(events()).isEqualTo(2);
    }

    @Test
    void when_one_event_exhausts_the_stack_or_meets_a_broken_class() throws IOException {
        for (Error error : List.of(new StackOverflowError(), new NoClassDefFoundError("x"))) {
            handle(
                    handler(new BreakingStore(InMemoryActivityStore.create(), activity -> {
                        throw error;
                    })),
                    batch("m1", "m2"),
                    LambdaContext.withAmpleTime());
        }

        assertWhole(4);
        assertThat(messages())
                .extracting(span -> span.getAttributes().get(ERROR_TYPE))
                .containsExactly(
                        "java.lang.StackOverflowError",
                        "java.lang.StackOverflowError",
                        "java.lang.NoClassDefFoundError",
                        "java.lang.NoClassDefFoundError");
        assertThat(events()).isEqualTo(4);
    }

    @Test
    void when_memory_runs_out_while_a_batch_is_recorded() {
        SqsStreamHandler handler = handler(new BreakingStore(InMemoryActivityStore.create(), activity -> {
            throw new OutOfMemoryError("test");
        }));

        assertThatThrownBy(() -> handle(handler, batch("m1", "m2"), LambdaContext.withAmpleTime()))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(recording.openSpans()).isZero();
        assertThat(messages()).isEmpty();
        assertThat(recording.spans(SpanKind.CONSUMER)).singleElement().satisfies(span -> {
            assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("java.lang.OutOfMemoryError");
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        });
    }

    @Test
    void when_a_read_is_answered_with_503() throws IOException {
        FindActivitiesFunction function = new FindActivitiesFunction(unreachable(), recording.openTelemetry());
        String request = """
                {"path":"/api/activity/order/ORD-1","httpMethod":"GET","headers":{},"queryStringParameters":null,
                "requestContext":{"stage":"prod","identity":{"userArn":"arn:aws:iam::123456789012:user/reader"}}}""";

        handle(function, request, LambdaContext.withMillisLeft(1_500));

        assertThat(recording.openSpans()).isZero();
        assertThat(recording.spans(SpanKind.SERVER))
                .singleElement()
                .satisfies(
                        span -> assertThat(span.getAttributes().get(ERROR_TYPE)).isEqualTo("503"));
    }

    private void assertWhole(int messages) {
        assertThat(recording.openSpans()).isZero();
        assertThat(messages()).hasSize(messages);
        assertThat(recording.measurements("messaging.process.duration")).isEqualTo(messages);
        assertThat(recording.counter("messaging.client.consumed.messages").values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(messages);
    }

    private List<SpanData> messages() {
        return recording.spans(SpanKind.CONSUMER).stream()
                .filter(span -> span.getAttributes().get(AttributeKey.stringKey("messaging.message.id")) != null)
                .toList();
    }

    private long events() {
        return recording.counter("activity.events").values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private SqsStreamHandler handler(ActivityStore store) {
        ActivityService service = ActivityService.builder(store)
                .openTelemetry(recording.openTelemetry())
                .build();
        return new SqsStreamHandler(
                SqsBatchHandler.builder(service)
                        .telemetry(AwsTelemetry.of(recording.openTelemetry()))
                        .build(),
                RESERVE);
    }

    private void handle(RequestStreamHandler handler, String event, LambdaContext context) throws IOException {
        OutputStream answer = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                if (count == 0) {
                    assertThat(recording.openSpans()).isZero();
                    consumersAtAnswer.add(recording.spans(SpanKind.CONSUMER).size());
                }
                super.write(bytes, from, length);
            }
        };
        CheckedApi.invoke(handler, new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, context);
    }

    /** With three or more messages, the body of the last one is not an event. */
    private static String batch(String... ids) {
        String[] records = new String[ids.length];
        for (int i = 0; i < ids.length; i++) {
            records[i] = SqsEvents.record(
                    ids[i], i == 2 ? "\"no JSON\"" : SqsEvents.orderCreated("e" + i, "ORD-" + i, "U-1"));
        }
        return SqsEvents.event(records);
    }

    private static Map<String, String> unreachable() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Map.of(
                    "ACTIVITY_TABLE_NAME", "activities",
                    "AWS_REGION", "eu-west-1",
                    "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:" + socket.getLocalPort(),
                    "AWS_ACCESS_KEY_ID", "local",
                    "AWS_SECRET_ACCESS_KEY", "local");
        }
    }
}
