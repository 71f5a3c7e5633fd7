package dev.activityservice.aws.driving.sqs;

import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.sqs.typed.SqsEventHandler;
import dev.activityservice.event.Message;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqsBatchHandlerTest {

    /** The fields of the first invocation of a handler. */
    private static final String COLD = "\"request_id\":\"request-1\",\"cold_start\":true,";

    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final ActivityService service = serviceOf(store);
    private final List<String> lines = new ArrayList<>();

    @Test
    void a_recorded_batch_returns_an_empty_list() throws IOException {
        String event = SqsEvents.event(
                SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")),
                SqsEvents.record("m2", SqsEvents.orderCreated("e2", "ORD-2", "U-1")));

        String response = handle(service, event);

        assertThat(response).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(store.timeline(order("ORD-1"))).hasSize(1);
        assertThat(store.timeline(user("U-1"))).hasSize(2);
        assertThat(lines)
                .containsExactly(
                        "{\"level\":\"INFO\",\"event\":\"batch_processed\"," + COLD + "\"messages\":2,\"recorded\":2}");
    }

    @Test
    void f45_only_failed_messages_are_named_in_the_order_of_the_batch() throws IOException {
        String event = SqsEvents.event(
                SqsEvents.record("m3", "\"no json\""),
                SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")),
                SqsEvents.record("m2", "null"));

        String response = handle(service, event);

        assertThat(response)
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m3\"},{\"itemIdentifier\":\"m2\"}]}");
        assertThat(store.timeline(order("ORD-1"))).hasSize(1);
        assertThat(lines)
                .containsExactly(
                        "{\"level\":\"WARN\",\"event\":\"message_rejected\"," + COLD
                                + "\"message_id\":\"m3\",\"code\":\"malformed_json\",\"pointer\":\"\"}",
                        "{\"level\":\"WARN\",\"event\":\"message_rejected\"," + COLD
                                + "\"message_id\":\"m2\",\"code\":\"missing_field\",\"pointer\":\"\"}",
                        "{\"level\":\"INFO\",\"event\":\"batch_processed\"," + COLD
                                + "\"messages\":3,\"recorded\":1,\"rejected\":2}");
    }

    @Test
    void f44_an_empty_batch_fails_because_something_else_than_a_queue_has_invoked_the_program() {
        SqsBatchHandler handler = batchHandler(service);

        assertThatThrownBy(() -> handler.handle(List.of(), () -> Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot handle the SQS batch: expected at least one message, not an empty list");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"Records\":{}}",
                "{\"Records\":[null]}",
                "{\"Records\":[{\"body\":\"x\"}]}",
                "{\"Records\":[{\"messageId\":\" \",\"body\":\"x\"}]}",
                "{\"Records\":[{\"messageId\":7,\"body\":\"x\"}]}",
                "{\"Records\":[{\"messageId\":\"m\",\"body\":\"CANARY\"",
                "{\"Records\":[{\"messageId\":\"m\",\"body\":\"CANARY\"} CANARY",
                "{\"Records\":[{\"messageId\":\"m\",\"body\":\"x\"}]} CANARY",
                "{\"Records\":[{\"messageId\":\"m\",\"body\":\"x\"}]} {\"Records\":[]}"
            })
    void f44_an_event_with_a_message_without_an_id_fails_as_a_whole(String event) {
        assertThatThrownBy(() -> handle(service, event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot ")
                .hasMessageNotContaining("CANARY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void f32_an_event_in_another_encoding_than_utf_8_fails_as_a_whole(String charset) {
        String event = SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")));
        SqsStreamHandler handler = new SqsStreamHandler(batchHandler(service), RESERVE);

        assertThatThrownBy(() -> handler.handleRequest(
                        new ByteArrayInputStream(event.getBytes(Charset.forName(charset))),
                        new ByteArrayOutputStream(),
                        LambdaContext.withAmpleTime()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read the SQS event");
        assertThat(store.size()).isZero();
    }

    @Test
    void f44_two_messages_with_one_id_are_both_recorded_and_named_once() throws IOException {
        String event = SqsEvents.event(
                SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")),
                SqsEvents.record("m1", "\"no json\""),
                SqsEvents.record("m1", "\"no json either\""));

        String response = handle(service, event);

        assertThat(response).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
        assertThat(store.timeline(order("ORD-1"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(classes = {StackOverflowError.class, NoClassDefFoundError.class, IllegalStateException.class})
    void f21_a_message_that_causes_an_exception_does_not_affect_others(Class<? extends Throwable> failure)
            throws IOException {
        ActivityService breaking = serviceOf(BreakingStore.at(store, "e2", failure));
        String event = SqsEvents.event(
                SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")),
                SqsEvents.record("m2", SqsEvents.orderCreated("e2", "ORD-2", "U-1")),
                SqsEvents.record("m3", SqsEvents.orderCreated("e3", "ORD-3", "U-1")));

        String response = handle(breaking, event);

        assertThat(response).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}");
        assertThat(store.timeline(user("U-1"))).hasSize(2);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .startsWith("{\"level\":\"ERROR\",\"event\":\"message_retry\"," + COLD
                        + "\"message_id\":\"m2\","
                        + "\"event_type\":\"orders.orderCreated.v1\",\"entity_types\":\"order,user\","
                        + "\"code\":\"internal\",\"error\":\"" + failure.getName())
                .contains("BreakingStore");
    }

    @Test
    void f21_a_message_whose_nesting_exhausts_the_stack_does_not_affect_others() throws IOException {
        // Stands for a store that recurses into a value without a limit. The limit of the reader is tested by f29.
        ActivityService following = serviceOf(
                new BreakingStore(store, activity -> depth(activity.entity().id(), 0)));
        String bomb = SqsEvents.orderCreated("e2", "[".repeat(1_000), "U-2");
        String event = SqsEvents.event(
                SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")),
                SqsEvents.record("m2", bomb),
                SqsEvents.record("m3", SqsEvents.orderCreated("e3", "ORD-3", "U-1")));

        String response = handle(following, event);

        assertThat(response).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}");
        assertThat(store.timeline(user("U-1"))).hasSize(2);
        assertThat(lines.get(0)).contains("\"code\":\"internal\",\"error\":\"java.lang.StackOverflowError\"");
    }

    @Test
    void f21_running_out_of_memory_fails_the_invocation() {
        ActivityService breaking = serviceOf(BreakingStore.at(store, "e1", OutOfMemoryError.class));
        String event = SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")));

        assertThatThrownBy(() -> handle(breaking, event)).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void f17_a_message_not_recorded_before_the_reserve_is_reported_as_failed() throws IOException {
        String event = SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")));

        String response = handle(service, event, LambdaContext.withMillisLeft((int) RESERVE.toMillis()));

        assertThat(response).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
        assertThat(store.size()).isZero();
        assertThat(lines.get(0))
                .isEqualTo("{\"level\":\"WARN\",\"event\":\"message_retry\"," + COLD
                        + "\"message_id\":\"m1\",\"code\":\"deadline\"}");
    }

    @Test
    void f17_the_deadline_is_the_remaining_time_minus_the_reserve() throws IOException {
        List<Duration> seen = new ArrayList<>();
        RecordActivities recorder = new RecordActivities() {
            @Override
            public List<Outcome> record(List<Message> messages, Deadline deadline) {
                seen.add(deadline.remaining());
                return service.record(messages, deadline);
            }

            @Override
            public List<Outcome> recordEvents(List<DomainEvent> events, Deadline deadline) {
                throw new UnsupportedOperationException();
            }
        };
        String event = SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")));

        handle(recorder, event, LambdaContext.withMillisLeft(5000));

        assertThat(seen).containsExactly(Duration.ofSeconds(4));
    }

    @Test
    void an_unavailable_store_leaves_the_messages_on_the_queue() throws IOException {
        store.failNextAppends(1, RetryReason.UNAVAILABLE);
        String event = SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")));

        String first = handle(service, event);
        String second = handle(service, event);

        assertThat(first).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
        assertThat(second).isEqualTo("{\"batchItemFailures\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IllegalStateException.class,
                StackOverflowError.class,
                IOException.class // Kotlin and Scala throw checked exceptions from any method.
            })
    void an_observer_or_a_listener_that_throws_does_not_cause_a_redelivery(Class<? extends Throwable> failure)
            throws IOException {
        SqsBatchHandler handler = SqsBatchHandler.builder(service)
                .observer(batch -> BreakingStore.throwUnchecked(failure))
                .messageListener(message -> BreakingStore.throwUnchecked(failure))
                .build();
        String event = SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")));

        String response = handle(handler, event, LambdaContext.withAmpleTime());

        assertThat(response).isEqualTo("{\"batchItemFailures\":[]}");
    }

    @Test
    void an_observer_sees_every_message_with_its_metadata() throws IOException {
        List<ProcessedMessage> seen = new ArrayList<>();
        SqsBatchHandler handler =
                SqsBatchHandler.builder(service).observer(seen::addAll).build();
        String event = SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")));

        handle(handler, event, LambdaContext.withAmpleTime());

        assertThat(seen).singleElement().satisfies(each -> {
            assertThat(each.outcome().entities()).containsExactly(order("ORD-1"), user("U-1"));
            assertThat(each.message().eventSourceArn()).isEqualTo("arn:aws:sqs:eu-west-1:123456789012:activity-queue");
            assertThat(each.message().metadata().sentTime()).hasToString("2026-01-05T10:00:00Z");
            assertThat(each.message().metadata().attributes())
                    .isEqualTo(Map.of("note", "x", "blob", "\u0000\u0001\u0002"));
            assertThat(each.message().metadata().awsTraceHeader()).startsWith("Root=1-5759e988");
        });
    }

    @Test
    void f62_f63_no_log_line_contains_a_body_a_personal_id_or_a_line_break() throws IOException {
        String event = SqsEvents.event(
                SqsEvents.record("m1\\n{\\\"level\\\":\\\"ERROR\\\"}\\u001b[31m${jndi:ldap://x}", "\"CANARY-1\""),
                SqsEvents.record("m2", SqsEvents.quote("{\"CANARY-2\":{\"specversion\":\"CANARY-3\"}}")),
                SqsEvents.record("m3", SqsEvents.orderCreated("CANARY-4", "CANARY-5\\u0000", "CANARY-6")),
                SqsEvents.record("m".repeat(1000), "null"));

        handle(service, event);

        assertThat(lines).hasSize(5);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line)
                        .matches("[\\x20-\\x7e]+")
                        .doesNotContain("CANARY")
                        .hasSizeLessThan(400));
        assertThat(lines.get(0)).contains("m1\\u000a{\\\"level\\\":\\\"ERROR\\\"}\\u001b[31m${jndi:ldap://x}");
        assertThat(lines.get(3)).contains("\"" + "m".repeat(200) + "\\u2026\"");
    }

    @Test
    void typed_events_are_handled_like_streams() {
        String json = SqsEvents.event(
                SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")), SqsEvents.record("m2", "null"));
        SQSEvent event = LambdaEventSerializers.serializerFor(
                        SQSEvent.class, getClass().getClassLoader())
                .fromJson(new ByteArrayInputStream(json.getBytes(UTF_8)));

        SQSBatchResponse response =
                new SqsEventHandler(batchHandler(service), RESERVE).handleRequest(event, LambdaContext.withAmpleTime());

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JacksonFactory.getInstance().getSerializer(SQSBatchResponse.class).toJson(response, bytes);
        assertThat(bytes.toString(UTF_8)).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}");
        assertThat(store.timeline(order("ORD-1"))).hasSize(1);
    }

    @Test
    void f44_a_typed_event_without_records_fails() {
        SqsEventHandler handler = new SqsEventHandler(batchHandler(service), RESERVE);
        SQSEvent empty = new SQSEvent();
        empty.setRecords(List.of());

        assertThatThrownBy(() -> handler.handleRequest(new SQSEvent(), LambdaContext.withAmpleTime()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot read the SQS event: expected messages in \"Records\", not an object without records."
                                + " Only the event source mapping of an SQS queue may invoke this function");
        assertThatThrownBy(() -> handler.handleRequest(empty, LambdaContext.withAmpleTime()))
                .hasMessageContaining("not an empty list");
    }

    @Test
    void f44_a_random_event_gets_a_response_with_ids_of_its_messages_or_fails_as_a_whole() throws IOException {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        Random random = new Random(seed);
        String[] values = {
            "null",
            "true",
            "7",
            "1e400",
            "\"\"",
            "\"text\"",
            "[]",
            "{}",
            "[null]",
            "{\"a\":[{}]}",
            "\"m1\"",
            SqsEvents.orderCreated("e1", "ORD-1", "U-1")
        };
        String[] names = {
            "messageId",
            "body",
            "attributes",
            "messageAttributes",
            "eventSourceARN",
            "md5OfBody",
            "unknown",
            "stringValue"
        };
        int answered = 0;
        for (int i = 0; i < 3_000; i++) {
            StringBuilder records = new StringBuilder();
            for (int r = random.nextInt(4); r > 0; r--) {
                StringBuilder members = new StringBuilder();
                // Half of the records have an id, because an event with a record without one is rejected at once.
                members.append(random.nextBoolean() ? "\"messageId\":\"m" + random.nextInt(3) + "\"" : "\"x\":0");
                for (int m = random.nextInt(5); m > 0; m--) {
                    String value = values[random.nextInt(values.length)];
                    members.append(",\"")
                            .append(names[1 + random.nextInt(names.length - 1)])
                            .append("\":");
                    members.append(random.nextInt(5) == 0 ? "{\"k\":" + value + "}" : value);
                }
                records.append(records.length() == 0 ? "" : ",");
                records.append(random.nextInt(10) == 0 ? values[random.nextInt(values.length)] : "{" + members + "}");
            }
            String event = "{\"unknown\":" + values[random.nextInt(values.length)] + ",\"Records\":[" + records + "]}";
            try {
                assertThat(handle(service, event))
                        .as("seed %d: %s", seed, event)
                        .matches("\\{\"batchItemFailures\":\\[(\\{\"itemIdentifier\":\"m[012]\"}(,(?!]))?){0,3}]}");
                answered++;
            } catch (IllegalArgumentException e) {
                assertThat(e)
                        .as("seed %d: %s", seed, event)
                        .hasMessageMatching(".*record \\d+ has no messageId.*|.*the field \"Records\" empty in .*");
            }
        }
        assertThat(answered).as("seed %d", seed).isGreaterThan(500);
    }

    /** Recursive without an end, so that any text with a bracket overflows the stack. */
    private static int depth(String text, int at) {
        int bracket = text.indexOf('[', at);
        return bracket < 0 ? 0 : 1 + depth(text, at);
    }

    private static ActivityService serviceOf(ActivityStore store) {
        return ActivityService.builder(store)
                .clock(MovableClock.at("2026-01-05T12:00:00Z"))
                .build();
    }

    private SqsBatchHandler batchHandler(RecordActivities recorder) {
        return SqsBatchHandler.builder(recorder)
                .observer(BatchObserver.logging(lines::add))
                .build();
    }

    private String handle(RecordActivities recorder, String event) throws IOException {
        return handle(recorder, event, LambdaContext.withAmpleTime());
    }

    private String handle(RecordActivities recorder, String event, LambdaContext context) throws IOException {
        return handle(batchHandler(recorder), event, context);
    }

    private static String handle(SqsBatchHandler handler, String event, LambdaContext context) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new SqsStreamHandler(handler, RESERVE)
                .handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), output, context);
        return output.toString(UTF_8);
    }
}
