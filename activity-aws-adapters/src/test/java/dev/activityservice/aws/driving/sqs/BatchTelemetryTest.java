package dev.activityservice.aws.driving.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetry.Profile;
import dev.activityservice.aws.telemetry.AwsTelemetryNames;
import dev.activityservice.aws.telemetry.Conventions;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTelemetryTest {

    private static final String ARN = "arn:aws:sqs:eu-west-1:123456789012:activity-queue";
    private static final Deadline DEADLINE = () -> Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:10Z");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    private final Recording recording = new Recording();
    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final List<String> lines = new ArrayList<>();

    @Test
    void a_batch_of_ten_messages_from_ten_producers_has_eleven_consumer_spans_and_ten_links() {
        List<SqsMessage> batch = IntStream.range(0, 10)
                .mapToObj(i ->
                        message("m" + i, order("e" + i, "\"traceparent\":\"00-" + trace(i) + "-" + SPAN + "-01\",")))
                .toList();

        List<String> failed =
                handler(AwsTelemetry.of(recording.openTelemetry())).handle(batch, DEADLINE);

        assertThat(failed).isEmpty();
        assertThat(recording.spans()).hasSize(11).allSatisfy(span -> {
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(span.getName()).isEqualTo("process activity-queue");
            assertThat(span.getInstrumentationScopeInfo().getSchemaUrl())
                    .isEqualTo("https://opentelemetry.io/schemas/1.43.0");
        });
        SpanData root = recording.spans().get(10);
        assertThat(root.getParentSpanContext().isValid()).isFalse();
        assertThat(root.getLinks()).isEmpty();
        assertThat(root.getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("messaging.system", "aws_sqs")
                        .put("messaging.destination.name", "activity-queue")
                        .put("messaging.operation.name", "process")
                        .put("messaging.operation.type", "process")
                        .put("messaging.batch.message_count", 10L)
                        .put("faas.trigger", "pubsub")
                        .build()
                        .asMap());
        for (int i = 0; i < 10; i++) {
            SpanData span = recording.spans().get(i);
            assertThat(span.getParentSpanContext()).isEqualTo(root.getSpanContext());
            assertThat(span.getLinks()).hasSize(1);
            LinkData link = span.getLinks().get(0);
            assertThat(link.getSpanContext().getTraceId()).isEqualTo(trace(i));
            assertThat(link.getSpanContext().isRemote()).isTrue();
            assertThat(link.getAttributes())
                    .isEqualTo(Attributes.of(AttributeKey.stringKey("messaging.message.id"), "m" + i));
        }
    }

    @Test
    void the_span_of_a_message_starts_before_reading_and_describes_the_event() {
        handler(AwsTelemetry.of(recording.openTelemetry())).handle(List.of(message("m1", order("e1", ""))), DEADLINE);

        SpanData span = recording.spans().get(0);
        assertThat(span.getStartEpochNanos()).isEqualTo(NOW.getEpochSecond() * 1_000_000_000);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("messaging.system", "aws_sqs")
                        .put("messaging.destination.name", "activity-queue")
                        .put("messaging.operation.name", "process")
                        .put("messaging.operation.type", "process")
                        .put("messaging.message.id", "m1")
                        .put("faas.trigger", "pubsub")
                        .put("cloudevents.event_id", "e1")
                        .put("cloudevents.event_source", "http://dev.orders")
                        .put("cloudevents.event_type", "orders.orderCreated.v1")
                        .put("cloudevents.event_spec_version", "1.0")
                        .put("activity.outcome", "recorded")
                        .build()
                        .asMap());
    }

    @Test
    void a_rejection_has_its_code_and_does_not_affect_other_messages() {
        List<String> failed = handler(AwsTelemetry.of(recording.openTelemetry()))
                .handle(List.of(message("bad", "{"), message("good", order("e1", ""))), DEADLINE);

        assertThat(failed).containsExactly("bad");
        SpanData bad = recording.spans().get(0);
        assertThat(bad.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(bad.getStatus().getDescription()).isEmpty();
        assertThat(bad.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("malformed_json");
        assertThat(bad.getAttributes().get(AttributeKey.stringKey("activity.code")))
                .isEqualTo("malformed_json");
        assertThat(recording.spans().get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(recording.spans().get(2).getAttributes().get(AttributeKey.longKey("activity.batch.failed_messages")))
                .isEqualTo(1);
        assertThat(recording.counter("activity.events"))
                .containsValues(1L)
                .hasSize(2)
                .allSatisfy((point, count) -> assertThat(count).isEqualTo(1));
        assertThat(recording.counter("activity.partial_failures")).hasSize(1);
        assertThat(recording.counter("messaging.client.consumed.messages").values())
                .containsExactly(2L);
    }

    @Test
    void f26_ignored_events_and_events_without_an_entity_are_acknowledged_and_counted() {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version": 1, "events": {"orders.orderCreated.v1": {
                  "entities": [{"type": "courier", "id": "/data/courierId", "optional": true}]}}}""");
        String unknown = order("e1", "").replace("orderCreated", "orderPainted");

        List<String> failed = handler(AwsTelemetry.of(recording.openTelemetry()), catalog)
                .handle(
                        List.of(message("m1", unknown), message("m2", order("e2", "")), message("m3", unknown)),
                        DEADLINE);

        assertThat(failed).isEmpty();
        assertThat(recording.counter("activity.events"))
                .hasSize(2)
                .asString()
                .contains("{activity.outcome=ignored}=2", "{activity.outcome=no_entity}=1");
        assertThat(lines.get(lines.size() - 1))
                .contains("\"batch_processed\"")
                .endsWith("\"messages\":3,\"ignored\":2,\"no_entity\":1}");
    }

    @Test
    void f26_f62_an_event_of_an_unknown_type_is_ignored_without_warnings_and_its_type_is_truncated_and_escaped() {
        String type = "t\u202e\ud83d\ude00".repeat(1000);
        String header = "\"traceparent\":\"00-" + TRACE + "-" + SPAN + "-01\"";
        List<SqsMessage> batch = List.of(
                message(
                        "m0",
                        "{\"detail-type\":\"" + type + "\",\"detail\":{\"id\":[],\"time\":\"x\"," + header + "}}"),
                message("m1", "{\"detail-type\":\"short\",\"source\":7,\"time\":0,\"detail\":\"text\"}"));

        List<String> failed =
                handler(AwsTelemetry.of(recording.openTelemetry())).handle(batch, DEADLINE);

        assertThat(failed).isEmpty();
        SpanData span = recording.spans().get(0);
        assertThat(span.getAttributes().get(AwsTelemetryNames.CLOUDEVENTS_EVENT_TYPE))
                .isEqualTo(type.substring(0, 256));
        assertThat(span.getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(TRACE);
        assertThat(recording.spans().get(1).getAttributes().asMap())
                .containsEntry(AwsTelemetryNames.CLOUDEVENTS_EVENT_TYPE, "short")
                .containsEntry(AttributeKey.stringKey("activity.outcome"), "ignored")
                .doesNotContainKey(AttributeKey.stringKey("error.type"));
        assertThat(recording.counter("activity.warnings")).isEmpty();
        assertThat(lines.get(0))
                .contains("\"event\":\"message_ignored\"", "\"event_type\":\"t\\u202e\\ud83d\\ude00t")
                .matches("[\\x20-\\x7e]{1,1500}");
        assertThat(lines.get(1)).contains("\"event_type\":\"short\"");
        assertThat(lines.get(2)).endsWith("\"messages\":2,\"ignored\":2}");
    }

    @Test
    void a_rejected_message_is_also_linked_to_its_producer() {
        String header = "\"traceparent\":\"00-" + TRACE + "-" + SPAN + "-01\"";
        List<String> bodies = List.of(
                "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"orders.orderCreated.v1\"," + header + "}",
                "{\"specversion\":\"1.0\",\"id\":7,\"_datadog\":{" + header + "}}",
                "{\"detail-type\":\"orders.orderCreated.v1\",\"source\":\"s\",\"detail\":{\"specversion\":\"1.0\","
                        + header + "}}",
                "{\"detail-type\":\"orders.orderCreated.v1\",\"source\":\"s\",\"detail\":{\"_datadog\":{" + header
                        + "}}}");
        List<SqsMessage> batch = new ArrayList<>();
        bodies.forEach(body -> batch.add(message("m" + batch.size(), body)));
        batch.add(new SqsMessage(
                "m4",
                "{",
                MessageMetadata.builder()
                        .messageId("m4")
                        .attributes(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"))
                        .build(),
                ARN));

        List<String> failed =
                handler(AwsTelemetry.of(recording.openTelemetry())).handle(batch, DEADLINE);

        assertThat(failed).containsExactly("m0", "m1", "m2", "m3", "m4");
        assertThat(recording.spans().subList(0, 5))
                .allSatisfy(span -> assertThat(span.getLinks()).singleElement().satisfies(link -> {
                    assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE);
                    assertThat(link.getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                            .isEqualTo(span.getAttributes().get(AttributeKey.stringKey("messaging.message.id")));
                }));
    }

    @Test
    void the_error_type_is_the_reason_of_the_store() {
        store.failNextAppends(1, RetryReason.THROTTLED);

        handler(AwsTelemetry.of(recording.openTelemetry())).handle(List.of(message("m1", order("e1", ""))), DEADLINE);

        assertThat(recording.spans().get(0).getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("throttled");
        assertThat(recording.counter("activity.events").keySet())
                .singleElement()
                .satisfies(point -> assertThat(point).contains("retry", "throttled"));
    }

    @Test
    void tracestate_is_on_the_link() {
        String headers = "\"traceparent\":\"00-" + TRACE + "-" + SPAN + "-01\",\"tracestate\":\"vendor=1,other=2\",";

        handler(AwsTelemetry.of(recording.openTelemetry()))
                .handle(List.of(message("m1", order("e1", headers))), DEADLINE);

        SpanContext link = recording.spans().get(0).getLinks().get(0).getSpanContext();
        assertThat(link.getTraceState().asMap()).isEqualTo(Map.of("vendor", "1", "other", "2"));
        assertThat(link.isSampled()).isTrue();
    }

    @Test
    void the_datadog_profile_adds_the_operation_name() {
        handler(AwsTelemetry.of(recording.openTelemetry()).with(Profile.DATADOG))
                .handle(List.of(message("m1", order("e1", ""))), DEADLINE);

        assertThat(recording.spans())
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.getAttributes().get(AttributeKey.stringKey("operation.name")))
                        .isEqualTo("aws_sqs.process"));
    }

    @Test
    void f63_a_span_has_the_subject_only_if_ids_are_shown() {
        List<SqsMessage> batch = List.of(message("m1", order("e1", "\"subject\":\"CANARY\",")));

        handler(AwsTelemetry.of(recording.openTelemetry())).handle(batch, DEADLINE);
        assertThat(recording.attributes().toString()).doesNotContain("CANARY", "ORD-1", "U-1");

        handler(AwsTelemetry.of(recording.openTelemetry()).showIds(true)).handle(batch, DEADLINE);
        assertThat(recording.attributes().toString()).contains("CANARY");
    }

    @Test
    void f63_a_span_has_the_ids_of_at_most_ten_entities_and_only_if_ids_are_shown() {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version":1,"events":{"orders.orderCreated.v1":{"entities":[{"type":"order","id":"/data/orderNumber"},
                {"type":"product","id":"/data/items/id","optional":true},{"type":"user","id":"/data/userId"}]}}}""");
        String items =
                IntStream.range(0, 12).mapToObj(i -> "{\"id\":\"P-" + i + "\"}").collect(Collectors.joining(","));
        String many = order("e1", "").replace("\"userId\"", "\"items\":[{\"id\":\"P-0\"}," + items + "],\"userId\"");
        AwsTelemetry telemetry = AwsTelemetry.of(recording.openTelemetry());

        handler(telemetry, catalog).handle(List.of(message("m1", many)), DEADLINE);
        assertThat(recording.attributes().toString()).doesNotContain("activity.entity", "ORD-1", "P-0");

        handler(telemetry.showIds(true), catalog)
                .handle(List.of(message("m2", many), message("m3", order("e2", ""))), DEADLINE);

        assertThat(entities("m2"))
                .isEqualTo(Map.of(
                        "activity.entity.order",
                        "ORD-1",
                        "activity.entity.product",
                        IntStream.range(0, 9).mapToObj(i -> "P-" + i).toList()));
        assertThat(entities("m3")).isEqualTo(Map.of("activity.entity.order", "ORD-1", "activity.entity.user", "U-1"));
        assertThat(recording.metrics().toString()).doesNotContain("activity.entity", "ORD-1", "P-0");
    }

    private Map<String, Object> entities(String messageId) {
        SpanData span = recording.spans().stream()
                .filter(each -> messageId.equals(each.getAttributes().get(AwsTelemetryNames.MESSAGING_MESSAGE_ID)))
                .findFirst()
                .orElseThrow();
        Map<String, Object> entities = new HashMap<>();
        span.getAttributes().forEach((key, value) -> {
            if (key.getKey().startsWith(AwsTelemetryNames.ENTITY_PREFIX)) {
                entities.put(key.getKey(), value);
            }
        });
        return entities;
    }

    @Test
    void f63_log_lines_contain_the_ids_of_spans_and_only_the_types_of_entities() {
        store.failNextAppends(1, RetryReason.UNAVAILABLE);

        handler(AwsTelemetry.of(recording.openTelemetry())).handle(List.of(message("m1", order("e1", ""))), DEADLINE);

        SpanData message = recording.spans().get(0);
        SpanData batch = recording.spans().get(1);
        assertThat(lines)
                .containsExactly(
                        "{\"level\":\"WARN\",\"event\":\"message_retry\",\"trace_id\":\"" + message.getTraceId()
                                + "\",\"span_id\":\"" + message.getSpanId() + "\",\"message_id\":\"m1\","
                                + "\"event_type\":\"orders.orderCreated.v1\",\"entity_types\":\"order,user\","
                                + "\"code\":\"unavailable\"}",
                        "{\"level\":\"INFO\",\"event\":\"batch_processed\",\"trace_id\":\"" + batch.getTraceId()
                                + "\",\"span_id\":\"" + batch.getSpanId() + "\",\"messages\":1,\"retry\":1}");
    }

    @Test
    void log_lines_name_entities_if_ids_are_shown() {
        store.failNextAppends(1, RetryReason.UNAVAILABLE);

        handler(AwsTelemetry.none().showIds(true)).handle(List.of(message("m1", order("e1", ""))), DEADLINE);

        assertThat(lines.get(0)).contains("\"entity_types\":\"order,user\",\"entities\":\"order/ORD-1,user/U-1\"");
    }

    @Test
    void f63_the_pointer_of_a_rejection_is_logged_without_names_of_the_payload_unless_ids_are_shown() {
        List<SqsMessage> batch = List.of(
                message(
                        "m1",
                        "{\"specversion\":\"1.0\",\"type\":\"orders.orderCreated.v1\",\"ann@shop.example\":1,\"ann@shop.example\":2}"));

        handler(AwsTelemetry.none()).handle(batch, DEADLINE);
        handler(AwsTelemetry.none().showIds(true)).handle(batch, DEADLINE);

        assertThat(lines.get(0)).endsWith("\"code\":\"duplicate_key\",\"pointer\":\"/REDACTED\"}");
        assertThat(lines.get(2)).endsWith("\"code\":\"duplicate_key\",\"pointer\":\"/ann@shop.example\"}");
    }

    @Test
    void a_listener_is_called_for_each_event_within_its_span_and_may_throw() {
        List<String> heard = new ArrayList<>();
        ActivityService service =
                ActivityService.builder(store).clock(() -> NOW).build();
        SqsBatchHandler handler = SqsBatchHandler.builder(service)
                .telemetry(AwsTelemetry.of(recording.openTelemetry()))
                .messageListener(message -> {
                    heard.add(message.message().messageId() + " " + message.eventType() + " "
                            + Span.current().getSpanContext().getSpanId());
                    throw new IllegalStateException("test");
                })
                .build();

        List<String> failed = handler.handle(List.of(message("m1", order("e1", "")), message("m2", "{")), DEADLINE);

        assertThat(failed).containsExactly("m2");
        SpanData first = recording.spans().stream()
                .filter(span -> "m1".equals(span.getAttributes().get(AttributeKey.stringKey("messaging.message.id"))))
                .findFirst()
                .orElseThrow();
        assertThat(heard).containsExactly("m1 orders.orderCreated.v1 " + first.getSpanId());
    }

    @Test
    void fuzzed_trace_headers_never_throw_never_cost_an_event_and_never_link_to_an_invalid_context() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        List<SqsMessage> batch = new ArrayList<>();
        Set<String> valid = new HashSet<>();
        Set<String> invalid = new HashSet<>();
        for (int octet = 0; octet < 256; octet++) {
            // W3C Trace Context, section 3.2: all flags and all versions except ff are valid, and an unknown version
            // may
            // have further parts.
            boolean isVersion = octet != 0xff;
            add(batch, valid, String.format("00-%s-%s-%02x", TRACE, SPAN, octet));
            add(batch, isVersion ? valid : invalid, String.format("%02x-%s-%s-01", octet, TRACE, SPAN));
            add(
                    batch,
                    isVersion && octet != 0 ? valid : invalid,
                    String.format("%02x-%s-%s-01-more", octet, TRACE, SPAN));
        }
        String header = "00-" + TRACE + "-" + SPAN + "-01";
        for (int length = 0; length < header.length(); length++) {
            add(batch, invalid, header.substring(0, length));
            add(batch, invalid, header.substring(length + 1));
            add(batch, invalid, header + header.substring(0, length + 1));
            if (Character.isLetter(header.charAt(length))) {
                add(
                        batch,
                        invalid,
                        header.substring(0, length)
                                + Character.toUpperCase(header.charAt(length))
                                + header.substring(length + 1));
            }
        }
        add(batch, invalid, header.replace(TRACE, "0".repeat(32)));
        add(batch, invalid, header.replace(SPAN, "0".repeat(16)));
        for (int i = 0; i < 3000; i++) {
            add(batch, new HashSet<>(), mutated(random));
        }

        List<String> failed =
                handler(AwsTelemetry.of(recording.openTelemetry())).handle(batch, DEADLINE);

        assertThat(failed).as("seed %s", seed).isEmpty();
        assertThat(recording.spans(SpanKind.CONSUMER)).hasSize(batch.size() + 1);
        Set<String> linked = new HashSet<>();
        for (SpanData span : recording.spans()) {
            for (LinkData link : span.getLinks()) {
                assertThat(link.getSpanContext().isValid()).as("seed %s", seed).isTrue();
                assertThat(link.getSpanContext().getTraceId())
                        .matches("[0-9a-f]{32}")
                        .isNotEqualTo("0".repeat(32));
                assertThat(link.getSpanContext().getSpanId())
                        .matches("[0-9a-f]{16}")
                        .isNotEqualTo("0".repeat(16));
                linked.add(link.getAttributes().get(AttributeKey.stringKey("messaging.message.id")));
            }
        }
        assertThat(linked).as("seed %s", seed).containsAll(valid).doesNotContainAnyElementsOf(invalid);
        assertThat(recording.attributes())
                .allSatisfy(each -> assertThat(Conventions.faults(each)).isEmpty());
    }

    /** Adds a message with a trace header, and its id to {@code ids}. */
    private static void add(List<SqsMessage> batch, Set<String> ids, String header) {
        String id = "m" + batch.size();
        String quoted = SqsEvents.quote(header);
        // One third in a field with precedence over the CloudEvent, one third in a message attribute.
        switch (batch.size() % 3) {
            case 0 -> batch.add(message(id, order(id, "\"traceparent\":" + quoted + ",")));
            case 1 -> batch.add(message(id, order(id, "\"_datadog\":{\"traceparent\":" + quoted + "},")));
            default ->
                batch.add(new SqsMessage(
                        id,
                        order(id, ""),
                        MessageMetadata.builder()
                                .messageId(id)
                                .attributes(Map.of("traceparent", header))
                                .build(),
                        ARN));
        }
        ids.add(id);
    }

    @Test
    void f63_a_tenant_is_on_spans_and_in_lines_only_if_ids_are_shown() {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version":1,"tenant":"/data/userId","events":{"orders.orderCreated.v1":
                {"entities":[{"type":"order","id":"/data/orderNumber"}]}}}""");
        AwsTelemetry telemetry = AwsTelemetry.of(recording.openTelemetry());
        store.failNextAppends(2, RetryReason.THROTTLED);

        handler(telemetry, catalog).handle(List.of(message("m1", order("e1", ""))), DEADLINE);

        assertThat(recording.spans().toString()).doesNotContain("U-1");
        assertThat(lines.toString()).contains("message_retry").doesNotContain("U-1");
        lines.clear();

        handler(telemetry.showIds(true), catalog).handle(List.of(message("m2", order("e1", ""))), DEADLINE);

        assertThat(recording.spans().get(2).getAttributes().get(AwsTelemetryNames.TENANT))
                .isEqualTo("U-1");
        assertThat(lines.get(0)).contains("\"tenant\":\"U-1\"", "\"entities\":\"order/ORD-1\"");
        assertThat(recording.metrics().toString()).doesNotContain("U-1");
    }

    private static String mutated(Random random) {
        StringBuilder header = new StringBuilder(String.format("00-%s-%s-01", TRACE, SPAN));
        String alphabet = "0123456789abcdefABCDEFgG-_ ,;=\u00e9\u0660";
        for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            if (header.isEmpty()) {
                break;
            }
            int at = random.nextInt(header.length() + 1);
            switch (random.nextInt(6)) {
                case 0 -> header.insert(at, c);
                case 1 -> header.deleteCharAt(Math.min(at, header.length() - 1));
                case 2 -> header.setCharAt(Math.min(at, header.length() - 1), c);
                case 3 -> header.setLength(Math.max(at, 1));
                case 4 -> header.append("-").append(c);
                default -> {
                    int from = 3 + random.nextInt(2) * 33;
                    for (int i = from; i < Math.min(from + 32, header.length()); i++) {
                        header.setCharAt(i, random.nextBoolean() ? '0' : Character.toUpperCase(header.charAt(i)));
                    }
                }
            }
        }
        return header.toString();
    }

    private SqsBatchHandler handler(AwsTelemetry telemetry) {
        return handler(telemetry, ActivityCatalog.reference());
    }

    private SqsBatchHandler handler(AwsTelemetry telemetry, ActivityCatalog catalog) {
        ActivityService service = ActivityService.builder(store)
                .catalog(catalog)
                .clock(() -> NOW)
                .openTelemetry(recording.openTelemetry())
                .build();
        return SqsBatchHandler.builder(service)
                .observer(BatchObserver.logging(lines::add, telemetry.showsIds()))
                .telemetry(telemetry)
                .clock(() -> NOW)
                .build();
    }

    private static SqsMessage message(String id, String body) {
        return new SqsMessage(id, body, MessageMetadata.builder().messageId(id).build(), ARN);
    }

    private static String order(String id, String members) {
        return """
                {"specversion":"1.0",%s"id":"%s","source":"http://dev.orders","type":"orders.orderCreated.v1",\
                "time":"2026-01-05T10:00:00Z","data":{"orderNumber":"ORD-1","userId":"U-1"}}""".formatted(members, id);
    }

    private static String trace(int i) {
        return TRACE.substring(0, 30) + String.format("%02x", i);
    }
}
