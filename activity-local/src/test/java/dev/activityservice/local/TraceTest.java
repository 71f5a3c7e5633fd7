package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.activityservice.local.command.LocalClients;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Follows a trace from a publisher over the bus and the queue to the consumer. */
@Execution(ExecutionMode.CONCURRENT)
class TraceTest {

    @Test
    void a_publisher_s_span_is_linked_from_the_consumer_s_and_nothing_else_is_of_messaging() {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                                .build())
                        .build();
                LocalStack stack = LocalStack.start(options(sdk))) {
            Span publisher = sdk.getTracer("publisher")
                    .spanBuilder("send orders")
                    .setSpanKind(SpanKind.PRODUCER)
                    .startSpan();

            publish(stack, publisher);
            publisher.end();

            await("the consumer's spans", 2, () -> consumers(exporter).size());
            SpanData message = consumers(exporter).get(0);
            SpanData batch = consumers(exporter).get(1);
            assertThat(message.getParentSpanContext()).isEqualTo(batch.getSpanContext());
            assertThat(batch.getParentSpanContext().isValid()).isFalse();
            assertThat(List.of(message.getName(), batch.getName())).containsOnly("process " + queueName(stack));
            assertThat(message.getLinks()).singleElement().satisfies(link -> {
                assertThat(link.getSpanContext().getTraceId())
                        .isEqualTo(publisher.getSpanContext().getTraceId());
                assertThat(link.getSpanContext().getSpanId())
                        .isEqualTo(publisher.getSpanContext().getSpanId());
            });
            assertThat(batch.getLinks()).isEmpty();
            assertThat(messaging(message))
                    .isEqualTo(Map.of(
                            "messaging.system", AttributeType.STRING,
                            "messaging.destination.name", AttributeType.STRING,
                            "messaging.operation.name", AttributeType.STRING,
                            "messaging.operation.type", AttributeType.STRING,
                            "messaging.message.id", AttributeType.STRING));
            assertThat(messaging(batch))
                    .isEqualTo(Map.of(
                            "messaging.system", AttributeType.STRING,
                            "messaging.destination.name", AttributeType.STRING,
                            "messaging.operation.name", AttributeType.STRING,
                            "messaging.operation.type", AttributeType.STRING,
                            "messaging.batch.message_count", AttributeType.LONG));
            LinkData link = message.getLinks().get(0);
            assertThat(link.getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                    .isEqualTo(message.getAttributes().get(AttributeKey.stringKey("messaging.message.id")));
            SpanData write = exporter.getFinishedSpanItems().stream()
                    .filter(span -> span.getKind() == SpanKind.CLIENT)
                    .findFirst()
                    .orElseThrow();
            assertThat(write.getParentSpanId()).isEqualTo(batch.getSpanId());
        }
    }

    @Test
    void a_batch_s_trace_is_shown_as_a_tree_with_its_links() {
        List<String> trees = new CopyOnWriteArrayList<>();
        try (OpenTelemetrySdk sdk = TraceTree.sdk(trees::add);
                LocalStack stack = LocalStack.start(options(sdk))) {
            Span publisher = Span.wrap(SpanContext.create(
                    "4bf92f3577b34da6a3ce929d0e0e4736",
                    "00f067aa0ba902b7",
                    TraceFlags.getSampled(),
                    TraceState.getDefault()));

            publish(stack, publisher);

            await("the tree", 1, trees::size);
            String tree = trees.get(0)
                    .replaceAll("trace (?!4bf9)[0-9a-f]{32}", "trace T")
                    .replaceAll("[0-9.]+ ms", "N ms")
                    .replaceAll("message.id=\\S+", "message.id=M");
            assertThat(tree).isEqualTo("""
                            trace T
                            process QUEUE  CONSUMER  N ms  messaging.batch.message_count=1
                            ├─ process QUEUE  CONSUMER  N ms  messaging.message.id=M  \
                            cloudevents.event_type=users.userCreated.v1  cloudevents.event_id=traced  activity.outcome=recorded
                            │     link → trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7
                            └─ BatchWriteItem TABLE  CLIENT  N ms
                            """.replace("QUEUE", queueName(stack)).replace("TABLE", stack.tableName()));
        }
    }

    /** The long visibility timeout prevents a second delivery on a busy machine. */
    private static LocalOptions options(OpenTelemetrySdk sdk) {
        return new LocalOptions(
                0,
                0,
                0,
                null,
                null,
                3,
                Duration.ofMinutes(2),
                LocalOptions.Access.local(),
                LocalOptions.Reads.open(),
                sdk);
    }

    private static void publish(LocalStack stack, Span publisher) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", "traced")
                .put("source", "dev.test")
                .put("type", "users.userCreated.v1")
                .put("time", "2026-03-02T09:00:00Z")
                .putRawValue("data", new RawValue("{\"userId\":\"TRACE-U1\"}"));
        W3CTraceContextPropagator.getInstance()
                .inject(Context.root().with(publisher), event, (carrier, name, value) -> {
                    if (carrier != null) {
                        carrier.put(name, value);
                    }
                });
        try (EventBridgeClient bus = LocalClients.eventBridge(stack.endpoint())) {
            PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                    .eventBusName(LocalStack.BUS)
                    .source("dev.test")
                    .detailType("users.userCreated.v1")
                    .detail(event.toString())
                    .build();
            assertThat(bus.putEvents(request -> request.entries(entry)).failedEntryCount())
                    .isZero();
        }
    }

    private static List<SpanData> consumers(InMemorySpanExporter exporter) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getKind() == SpanKind.CONSUMER)
                .toList();
    }

    private static Map<String, AttributeType> messaging(SpanData span) {
        Map<String, AttributeType> types = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> {
            if (key.getKey().startsWith("messaging.")) {
                types.put(key.getKey(), key.getType());
            }
        });
        return types;
    }

    private static String queueName(LocalStack stack) {
        return stack.queueUrl().substring(stack.queueUrl().lastIndexOf('/') + 1);
    }
}
