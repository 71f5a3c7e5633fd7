package dev.activityservice.aws.driving.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.sqs.typed.SqsEventHandler;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The link of a message's span: each source of {@code docs/telemetry.md}, in the order of its table. */
class TraceSourcesTest {

    private static final String SPAN = "00f067aa0ba902b7";

    private static final List<Source> ORDER = List.of(Source.values());

    private final Recording recording = new Recording();

    /** A source of the trace context, in the order of precedence. The title is that of the documentation. */
    private enum Source {
        EVENT_DATADOG("`_datadog` of the event"),
        EVENT_TRACEPARENT("`traceparent` of the event"),
        SNS_DATADOG("`_datadog` in the notification's `MessageAttributes`"),
        SNS_TRACEPARENT("`traceparent` in the notification's `MessageAttributes`"),
        SQS_DATADOG("`_datadog` in the message attributes"),
        SQS_TRACEPARENT("`traceparent` in the message attributes");

        private final String title;

        Source(String title) {
            this.title = title;
        }

        boolean isDatadog() {
            return name().endsWith("_DATADOG");
        }

        String trace() {
            return String.valueOf(ORDER.indexOf(this) + 1).repeat(32);
        }

        String header() {
            return "00-" + trace() + "-" + SPAN + "-01";
        }
    }

    /** What is in the body: a CloudEvent with or without an envelope, or a plain event; and whether its type is wanted. */
    private enum Body {
        CLOUD_EVENT,
        ENVELOPE,
        PLAIN,
        UNWANTED,
        REJECTED
    }

    @Test
    void the_documentation_has_the_same_table() throws IOException {
        String section = Files.readString(Path.of("..", "docs", "telemetry.md"));
        section = section.substring(section.indexOf("### Where a link comes from"), section.indexOf("## Attributes"));

        assertThat(Pattern.compile("(?m)^\\| \\d \\| ([^|]+) \\|")
                        .matcher(section)
                        .results()
                        .map(row -> row.group(1)))
                .isEqualTo(Arrays.stream(Source.values())
                        .map(source -> source.title)
                        .toList());
    }

    @ParameterizedTest(name = "{0} {1} binary={2}")
    @MethodSource("placements")
    void each_source_gives_the_link_of_the_message(Source source, Body body, boolean binary) throws IOException {
        SpanContext link = linkOf(message(body, Map.of(source, source.header()), binary));

        assertThat(link.getTraceId()).isEqualTo(source.trace());
        assertThat(link.getSpanId()).isEqualTo(SPAN);
    }

    @ParameterizedTest(name = "{0} {1} binary={2}")
    @MethodSource("placements")
    void a_source_has_precedence_over_all_later_ones(Source source, Body body, boolean binary) throws IOException {
        Map<Source, String> headers = new EnumMap<>(Source.class);
        for (Source each : Source.values()) {
            if (each.compareTo(source) >= 0) {
                headers.put(each, each.header());
            }
        }

        assertThat(linkOf(message(body, headers, binary)).getTraceId()).isEqualTo(source.trace());
    }

    @ParameterizedTest(name = "{0} {1} binary={2}")
    @MethodSource("placements")
    void an_invalid_context_is_skipped_with_a_warning(Source source, Body body, boolean binary) throws IOException {
        Map<Source, String> headers = new EnumMap<>(Source.class);
        for (Source each : Source.values()) {
            headers.put(each, each.compareTo(source) < 0 ? "00-none" : each.header());
        }

        assertThat(linkOf(message(body, headers, binary)).getTraceId()).isEqualTo(source.trace());
        long warnings = body == Body.UNWANTED || body == Body.REJECTED ? 0 : ORDER.indexOf(source);
        assertThat(recording.counter("activity.warnings").entrySet().stream()
                        .filter(point -> point.getKey().contains("bad_trace_context"))
                        .mapToLong(Map.Entry::getValue)
                        .sum())
                .isEqualTo(warnings);
    }

    static Stream<Arguments> placements() {
        List<Arguments> all = new ArrayList<>();
        for (Source source : Source.values()) {
            for (Body body : Body.values()) {
                all.add(Arguments.of(source, body, false));
                all.add(Arguments.of(source, body, true));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @EnumSource(
            value = Body.class,
            names = {"CLOUD_EVENT", "ENVELOPE", "PLAIN", "UNWANTED"})
    void the_last_of_several_datadog_objects_gives_the_link(Body body) throws IOException {
        String first = "\"_datadog\":{\"traceparent\":\"" + Source.SNS_DATADOG.header() + "\"},";
        String members = first + "\"a\":{},\"_datadog\":{\"traceparent\":\"" + Source.EVENT_DATADOG.header() + "\"},";

        SpanContext link = linkOf(record(event(body, members), "{}"));

        assertThat(link.getTraceId()).isEqualTo(Source.EVENT_DATADOG.trace());
        assertThat(recording.counter("activity.warnings").keySet().stream()
                        .filter(point -> point.contains("duplicate_trace")))
                .hasSize(body == Body.UNWANTED ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AA==", "/w==", "!", "", "7"})
    void a_binary_attribute_that_is_not_a_header_gives_no_link_and_is_not_an_error(String base64) throws IOException {
        String attributes = "{\"traceparent\":{\"binaryValue\":\"" + base64 + "\",\"dataType\":\"Binary\"},"
                + "\"_datadog\":{\"binaryValue\":\"" + base64 + "\",\"dataType\":\"Binary\"}}";

        handle(record(event(Body.PLAIN, ""), attributes));

        assertThat(span().getLinks()).isEmpty();
        assertThat(recording.counter("activity.events").keySet())
                .singleElement()
                .asString()
                .contains("recorded");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void typed_events_have_the_same_sources_and_their_buffers_do_not_move(boolean binary) {
        String json = "{\"Records\":["
                + message(Body.PLAIN, Map.of(Source.SQS_DATADOG, Source.SQS_DATADOG.header()), binary) + "]}";
        SQSEvent event = LambdaEventSerializers.serializerFor(
                        SQSEvent.class, getClass().getClassLoader())
                .fromJson(new ByteArrayInputStream(json.getBytes(UTF_8)));
        ByteBuffer buffer = Objects.requireNonNull(
                        event.getRecords().get(0).getMessageAttributes().get("_datadog"))
                .getBinaryValue();

        new SqsEventHandler(handler(), Duration.ZERO).handleRequest(event, LambdaContext.withAmpleTime());

        assertThat(span().getLinks().get(0).getSpanContext().getTraceId()).isEqualTo(Source.SQS_DATADOG.trace());
        if (binary) {
            assertThat(buffer.position()).isZero();
        }
    }

    private SpanContext linkOf(String message) throws IOException {
        handle(message);
        assertThat(span().getLinks()).hasSize(1);
        return span().getLinks().get(0).getSpanContext();
    }

    private SpanData span() {
        return recording.spans().get(0);
    }

    private void handle(String message) throws IOException {
        new SqsStreamHandler(handler(), Duration.ZERO)
                .handleRequest(
                        new ByteArrayInputStream(("{\"Records\":[" + message + "]}").getBytes(UTF_8)),
                        new ByteArrayOutputStream(),
                        LambdaContext.withAmpleTime());
    }

    private SqsBatchHandler handler() {
        ActivityService service = ActivityService.builder(InMemoryActivityStore.create())
                .clock(MovableClock.at("2026-01-05T12:00:00Z"))
                .openTelemetry(recording.openTelemetry())
                .build();
        return SqsBatchHandler.builder(service)
                .telemetry(AwsTelemetry.of(recording.openTelemetry()))
                .build();
    }

    private static String message(Body body, Map<Source, String> headers, boolean binary) {
        String event = event(body, members(headers, Source.EVENT_DATADOG, Source.EVENT_TRACEPARENT));
        boolean isNotification =
                headers.keySet().stream().anyMatch(each -> each.name().startsWith("SNS_"));
        if (isNotification) {
            String attributes = attributes(
                    headers,
                    "SNS_",
                    binary,
                    "{\"Type\":\"Binary\",\"Value\":\"%s\"}",
                    "{\"Type\":\"String\",\"Value\":%s}");
            event = "{\"Type\":\"Notification\",\"Timestamp\":\"2026-01-05T10:00:00Z\",\"Message\":"
                    + SqsEvents.quote(event) + ",\"MessageAttributes\":" + attributes + "}";
        }
        return record(
                event,
                attributes(
                        headers,
                        "SQS_",
                        binary,
                        "{\"binaryValue\":\"%s\",\"dataType\":\"Binary\"}",
                        "{\"stringValue\":%s,\"dataType\":\"String\"}"));
    }

    private static String members(Map<Source, String> headers, Source datadog, Source traceparent) {
        String members = "";
        if (headers.containsKey(traceparent)) {
            members += "\"traceparent\":\"" + headers.get(traceparent) + "\",";
        }
        if (headers.containsKey(datadog)) {
            members += "\"_datadog\":{\"traceparent\":\"" + headers.get(datadog) + "\"},";
        }
        return members;
    }

    private static String attributes(
            Map<Source, String> headers, String prefix, boolean binary, String binaryForm, String textForm) {
        return headers.entrySet().stream()
                .filter(each -> each.getKey().name().startsWith(prefix))
                .map(each -> {
                    boolean isDatadog = each.getKey().isDatadog();
                    String value = isDatadog ? "{\"traceparent\":\"" + each.getValue() + "\"}" : each.getValue();
                    return "\"" + (isDatadog ? "_datadog" : "traceparent") + "\":"
                            + (binary
                                    ? binaryForm.formatted(Base64.getEncoder().encodeToString(value.getBytes(UTF_8)))
                                    : textForm.formatted(SqsEvents.quote(value)));
                })
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String record(String body, String messageAttributes) {
        return "{\"messageId\":\"m1\",\"body\":" + SqsEvents.quote(body)
                + ",\"attributes\":{\"SentTimestamp\":\"1767607200000\"},\"messageAttributes\":" + messageAttributes
                + "}";
    }

    private static String event(Body body, String members) {
        String cloudEvent = "{" + members + "\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"s\",\"type\":\"%s\","
                + "\"data\":{\"orderNumber\":\"O-1\"}}";
        return switch (body) {
            case CLOUD_EVENT -> cloudEvent.formatted("orders.orderCreated.v1");
            case ENVELOPE -> envelope("orders.orderCreated.v1", cloudEvent.formatted("orders.orderCreated.v1"));
            // The catalog of the reference reads its ids from the data, which is the detail of a plain event.
            case PLAIN -> envelope("orders.orderCreated.v1", "{" + members + "\"orderNumber\":\"O-1\"}");
            case UNWANTED -> envelope("unknown", "{" + members + "\"time\":[]}");
            case REJECTED -> cloudEvent.formatted("orders.orderCreated.v1").replace("\"id\":\"e1\"", "\"id\":7");
        };
    }

    private static String envelope(String type, String detail) {
        return "{\"id\":\"i\",\"source\":\"dev.orders\",\"detail-type\":\"" + type + "\",\"detail\":" + detail + "}";
    }
}
