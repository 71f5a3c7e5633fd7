package dev.activityservice.aws.driving.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.EventBodies;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of metrics of the handler that the record function uses. */
class EmbeddedMetricsTest {

    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("""
            {"version":1,"events":{"orders.orderCreated.v1":{"retention":"P30D",
            "entities":[{"type":"order","id":"/data/orderNumber","optional":true}]}}}""");

    /** 4.567 seconds after the time at which the messages of {@link SqsEvents} were sent. */
    private final MovableClock clock = MovableClock.at("2026-01-05T10:00:04.567Z");

    private final List<String> lines = new ArrayList<>();

    @Test
    void a_batch_writes_one_line_with_the_count_of_each_outcome_and_the_longest_delay() throws IOException {
        ActivityStore store = BreakingStore.at(InMemoryActivityStore.create(), "broken", IllegalStateException.class);

        handle(
                store,
                record("m1", event("e1", "2026-01-05T10:00:00Z", "ORD-1")),
                record("m2", event("e2", "2026-01-05T10:00:00Z", "ORD-2"))
                        .replace("\"SentTimestamp\":\"1767607200000\"", "\"SentTimestamp\":\"1767607203000\""),
                record("m3", "no json"),
                record("m4", event("e4", "2025-01-05T10:00:00Z", "ORD-4")),
                record("m5", event("e5", "2026-01-05T10:00:00Z", "ORD-5").replace("orderCreated", "unknown")),
                record("m6", event("e6", "2026-01-05T10:00:00Z", "ORD-6").replace("orderNumber", "number")),
                record("m7", event("broken", "2026-01-05T10:00:00Z", "ORD-7")));

        assertThat(lines)
                .containsExactly("{\"_aws\":{\"Timestamp\":1767607204567,\"CloudWatchMetrics\":["
                        + "{\"Namespace\":\"ActivityService\",\"Dimensions\":[[\"Environment\"]],\"Metrics\":["
                        + "{\"Name\":\"Recorded\",\"Unit\":\"Count\"},{\"Name\":\"Rejected\",\"Unit\":\"Count\"},"
                        + "{\"Name\":\"Expired\",\"Unit\":\"Count\"},{\"Name\":\"Ignored\",\"Unit\":\"Count\"},"
                        + "{\"Name\":\"Retried\",\"Unit\":\"Count\"},{\"Name\":\"DelayMs\",\"Unit\":\"Milliseconds\"}]}]},"
                        + "\"Environment\":\"dev\","
                        + "\"Recorded\":2,\"Rejected\":1,\"Expired\":1,\"Ignored\":2,\"Retried\":1,\"DelayMs\":4567}");
        assertThat(EmbeddedMetricFormat.faults(lines.get(0))).isEmpty();
    }

    @Test
    void metrics_without_a_value_are_not_in_the_line() throws IOException {
        handle(InMemoryActivityStore.create(), record("m1", "no json"));

        assertThat(lines)
                .singleElement()
                .asString()
                .endsWith(
                        "\"Metrics\":[{\"Name\":\"Rejected\",\"Unit\":\"Count\"}]}]},\"Environment\":\"dev\",\"Rejected\":1}");
        assertThat(EmbeddedMetricFormat.faults(lines.get(0))).isEmpty();
    }

    @Test
    void a_message_that_was_sent_later_than_now_or_at_an_unknown_time_has_no_delay() throws IOException {
        String record = record("m1", event("e1", "2026-01-05T10:00:00Z", "ORD-1"));
        clock.set(Instant.parse("2026-01-05T09:59:50Z"));

        handle(InMemoryActivityStore.create(), record);
        handle(InMemoryActivityStore.create(), record.replace("\"SentTimestamp\":\"1767607200000\",", ""));

        assertThat(lines).hasSize(2).allMatch(line -> line.endsWith(",\"Environment\":\"dev\",\"Recorded\":1}"));
    }

    @Test
    void lines_contain_no_id_and_no_part_of_a_message() throws IOException {
        handle(
                InMemoryActivityStore.create(),
                record("CANARY-message", event("CANARY-event", "2026-01-05T10:00:00Z", "CANARY-order")),
                record("CANARY-message-2", "CANARY-body"));

        assertThat(lines).singleElement().asString().doesNotContain("CANARY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text {}",
                "{}",
                "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[]}}",
                "{\"_aws\":{\"Timestamp\":\"1\",\"CloudWatchMetrics\":[{\"Namespace\":\"n\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"a\"}]}]},\"a\":1}",
                "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"a\"}]}]},\"a\":1}",
                "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"n\",\"Dimensions\":[[\"d\"]],\"Metrics\":[{\"Name\":\"a\"}]}]},\"a\":1}",
                "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"n\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"a\"}]}]}}",
                "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"n\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"a\",\"Unit\":\"ms\"}]}]},\"a\":1}",
                "{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"n\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"a\"}]}]},\"a\":1,\"b\":2}"
            })
    void a_line_that_CloudWatch_does_not_accept_is_found(String line) {
        assertThat(EmbeddedMetricFormat.faults(line)).isNotEmpty();
    }

    @Test
    void the_documentation_explains_each_metric() throws IOException {
        a_batch_writes_one_line_with_the_count_of_each_outcome_and_the_longest_delay();
        List<String> emitted = Pattern.compile("\"Name\":\"(\\w+)\",\"Unit\":\"(\\w+)\"")
                .matcher(lines.get(0))
                .results()
                .map(metric -> metric.group(1) + " " + metric.group(2))
                .toList();

        List<String> documented = Pattern.compile("(?m)^\\| `([A-Z]\\w+)` \\| (Count|Milliseconds) \\|")
                .matcher(Files.readString(Path.of("..", "docs", "telemetry.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(documented).isEqualTo(emitted);
    }

    private void handle(ActivityStore store, String... records) throws IOException {
        ActivityService service =
                ActivityService.builder(store).catalog(CATALOG).clock(clock).build();
        SqsBatchHandler handler = SqsBatchHandler.builder(service)
                .observer(BatchObserver.metrics(lines::add, "ActivityService", "dev", clock))
                .build();
        new SqsStreamHandler(handler, Duration.ofSeconds(1))
                .handleRequest(
                        new ByteArrayInputStream(SqsEvents.event(records).getBytes(UTF_8)),
                        new ByteArrayOutputStream(),
                        LambdaContext.withAmpleTime());
    }

    private static String record(String messageId, String body) {
        return SqsEvents.record(messageId, SqsEvents.quote(body));
    }

    private static String event(String id, String time, String order) {
        return EventBodies.cloudEvent(id, "\"time\":\"" + time + "\",", order);
    }
}
