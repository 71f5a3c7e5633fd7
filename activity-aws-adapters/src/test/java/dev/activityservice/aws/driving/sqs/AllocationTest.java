package dev.activityservice.aws.driving.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Measures the cost of telemetry without an SDK; {@code docs/telemetry.md} has the number. */
class AllocationTest {

    /** The number of the document. Allocation is exact, so no margin is needed. */
    private static final long MAX_TELEMETRY_BYTES = 2_048;

    private static final int ROUNDS = 2_000;
    private static final int MESSAGES = 10;
    private static final Deadline DEADLINE = () -> Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:10Z");

    @Test
    void telemetry_without_an_sdk_allocates_little_for_each_message() {
        List<SqsMessage> batch =
                IntStream.range(0, MESSAGES).mapToObj(AllocationTest::message).toList();
        ActivityService service = ActivityService.builder(InMemoryActivityStore.create())
                .clock(() -> NOW)
                .build();
        SqsBatchHandler handler = SqsBatchHandler.builder(service)
                .telemetry(AwsTelemetry.none())
                .clock(() -> NOW)
                .build();
        BatchTelemetry telemetry = new BatchTelemetry(AwsTelemetry.none(), () -> NOW, () -> 0L);
        List<Outcome> outcomes = service.record(
                batch.stream()
                        .map(each -> new Message(each.body(), each.metadata()))
                        .toList(),
                DEADLINE);

        long whole = perMessage(() -> handler.handle(batch, DEADLINE));
        long ofTelemetry = perMessage(() -> {
            try (BatchTelemetry.Batch spans = telemetry.begin(batch)) {
                for (int i = 0; i < MESSAGES; i++) {
                    spans.processed(batch.get(i), outcomes.get(i), message -> {});
                }
            }
        });

        System.out.println("bytes allocated for each message: " + ofTelemetry + " by telemetry of no SDK, " + whole
                + " by reading and recording in memory");
        assertThat(ofTelemetry).isBetween(1L, MAX_TELEMETRY_BYTES);
    }

    private static long perMessage(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS / MESSAGES;
    }

    private static SqsMessage message(int i) {
        String body = """
                {"specversion":"1.0","id":"e%d","source":"http://dev.orders","type":"orders.orderCreated.v1",\
                "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",\
                "time":"2026-01-05T10:00:00Z","data":{"orderNumber":"ORD-1","userId":"U-1"}}""".formatted(i);
        return new SqsMessage(
                "m" + i,
                body,
                MessageMetadata.builder().messageId("m" + i).build(),
                "arn:aws:sqs:eu-west-1:123456789012:activity-queue");
    }
}
