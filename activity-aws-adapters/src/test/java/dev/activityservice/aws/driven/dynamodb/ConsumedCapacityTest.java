package dev.activityservice.aws.driven.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testkit.fixture.Fixtures;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.semconv.DbAttributes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Requests ask for their consumed capacity only if metrics are collected. */
class ConsumedCapacityTest {

    private static final Deadline DEADLINE = () -> Duration.ofSeconds(20);

    @Test
    void without_metrics_requests_do_not_ask_for_their_capacity() throws IOException {
        assertThat(asked("without-metrics", AwsTelemetry.none()))
                .isEqualTo(Map.of("BatchWriteItem", false, "UpdateItem", false, "Query", false, "GetItem", false));
    }

    @Test
    void with_metrics_each_request_asks_for_its_capacity_and_it_is_counted() throws IOException {
        Recording recording = new Recording();

        Map<String, Boolean> asked = asked("with-metrics", AwsTelemetry.of(recording.openTelemetry()));

        assertThat(asked).isEqualTo(Map.of("BatchWriteItem", true, "UpdateItem", true, "Query", true, "GetItem", true));
        assertThat(recording.metrics())
                .filteredOn(metric -> metric.getName().equals("activity.store.consumed_capacity"))
                .singleElement()
                .satisfies(metric -> assertThat(metric.getDoubleSumData().getPoints())
                        .hasSize(4)
                        .allSatisfy(point -> assertThat(point.getValue()).isPositive()));
    }

    @Test
    void the_lookup_of_a_reader_has_a_span_and_is_counted_like_each_request() throws IOException {
        Recording recording = new Recording();

        asked("lookup", AwsTelemetry.of(recording.openTelemetry()));

        assertThat(recording.spans(SpanKind.CLIENT))
                .filteredOn(span -> span.getName().equals("GetItem activities"))
                .singleElement()
                .satisfies(span -> assertThat(span.getAttributes().asMap())
                        .isEqualTo(Attributes.builder()
                                .put("db.system.name", "aws.dynamodb")
                                .put("db.operation.name", "GetItem")
                                .put("db.collection.name", "activities")
                                .build()
                                .asMap()));
        assertThat(recording.counter("activity.store.requests"))
                .hasEntrySatisfying(
                        Attributes.of(DbAttributes.DB_OPERATION_NAME, "GetItem")
                                .asMap()
                                .toString(),
                        count -> assertThat(count).isEqualTo(1));
    }

    /** Returns for each operation whether its request asked. Writes with a pin and an edge, then reads and looks the reader up. */
    private static Map<String, Boolean> asked(String id, AwsTelemetry telemetry) throws IOException {
        EntityRef order = EntityRef.of("order", "capacity-" + id);
        Activity activity = Fixtures.anActivity()
                .of(order)
                .timedBy(TimeSource.EVENTBRIDGE)
                .readers(Fixtures.user("U-1"))
                .build();
        Map<String, Boolean> asked = new TreeMap<>();
        try (FaultProxy proxy = FaultProxy.before(LocalTable.endpoint(), call -> {
                    asked.put(call.operation(), call.body().contains("\"ReturnConsumedCapacity\":\"TOTAL\""));
                    return call.pass();
                });
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            DynamoDbActivityStore store = DynamoDbActivityStore.builder(client, LocalTable.NAME)
                    .telemetry(telemetry)
                    .build();
            assertThat(store.append(List.of(activity), DEADLINE)).containsExactly(ActivityStore.Written.stored());
            assertThat(store.read(new SliceRequest(ActivityQuery.builder(order).build(), null, 10), DEADLINE)
                            .items())
                    .hasSize(1);
            assertThat(store.isReader(null, Fixtures.user("U-1"), order, DEADLINE))
                    .isTrue();
        }
        return asked;
    }
}
