package dev.activityservice.aws.driven.dynamodb;

import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testkit.fixture.Fixtures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Events that give much to write, next to small ones, through the recorder into DynamoDB Local. */
class AmplificationTest {

    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("""
            {"version": 1, "events": {"notes.noted.v1": {
              "entities": [{"type": "order", "id": "/data/ids"}], "attributes": {"text": "/data/text"}}}}""");

    /** Compares magnitudes, because items of equal events differ by the length of their ids. */
    private static final Comparator<Integer> ROUGHLY = Comparator.comparing(length -> length / 10_000);

    private final Recording recording = new Recording();

    @ParameterizedTest
    @CsvSource({
        "20, 3, 10, 60000, 2",
        "24, 1, 1, 400000, 1",
        "24, 2, 1, 400000, 2",
        "0, 10, 5, 100000, 2",
        "60, 0, 0, 0, 3"
    })
    void f77_a_batch_is_written_in_ascending_order_of_its_events_and_in_as_few_requests_as_possible(
            int small, int large, int idsOfLarge, int charsOfLarge, int requests) throws IOException {
        List<DomainEvent> events = new ArrayList<>();
        IntStream.range(0, large).forEach(i -> events.add(event("large-" + i, idsOfLarge, charsOfLarge - i)));
        IntStream.range(0, small).forEach(i -> events.add(event("small-" + i, 1, 10 + i)));
        Collections.shuffle(events, new Random(74));

        Run run = run(events, 1, AwsJsonCall::pass);

        assertThat(run.outcomes).hasSize(small + large).allMatch(Outcome.Recorded.class::isInstance);
        assertThat(run.sent).hasSize(requests);
        assertThat(run.sent.stream().flatMap(List::stream).map(String::length))
                .hasSize(small + large * idsOfLarge)
                .isSortedAccordingTo(ROUGHLY);
        for (List<String> request : run.sent.subList(0, requests - 1)) {
            assertThat(request).hasSize(25);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 890, 2000", "500, 1900, 1100", "5, 209000, 1050", "100, 10300, 1200"})
    void f77_an_event_just_below_the_bound_costs_at_most_2250_write_units(int ids, int chars, int atMost)
            throws IOException {
        DomainEvent event = event("bound-" + ids, ids, chars);

        Run run = run(List.of(event), 8, AwsJsonCall::pass);
        Run above = run(List.of(event("above-" + ids, ids, chars + chars / 10)), 8, AwsJsonCall::pass);

        assertThat(run.outcomes).hasOnlyElementsOfType(Outcome.Recorded.class);
        assertThat(run.sent).hasSize((ids + 24) / 25);
        assertThat(units(event)).isBetween(atMost * 7 / 10, atMost);
        assertThat(atMost).isLessThan(2250);
        assertThat(above.outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.rejection().code()).isEqualTo(Rejection.Code.TOO_LARGE));
        assertThat(above.sent).isEmpty();
    }

    @Test
    void f77_a_large_event_whose_items_stay_unprocessed_does_not_delay_the_small_ones() throws IOException {
        List<DomainEvent> events = new ArrayList<>();
        events.add(event("hot", 40, 20_000));
        IntStream.range(0, 10).forEach(i -> events.add(event("cold-" + i, 1, 10)));

        Run run = run(events, 8, call -> call.leave(put -> put.contains("hot-")));

        assertThat(run.outcomes.get(0))
                .satisfies(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Retry.class,
                                retry -> assertThat(retry.reason()).isEqualTo(RetryReason.THROTTLED)));
        assertThat(run.outcomes.subList(1, 11)).allMatch(Outcome.Recorded.class::isInstance);
    }

    @Test
    void f77_a_large_request_that_is_too_slow_is_split_and_its_small_items_are_written_first() throws IOException {
        List<DomainEvent> events = new ArrayList<>();
        IntStream.range(0, 3).forEach(i -> events.add(event("slow-" + i, 3, 300_000)));
        IntStream.range(0, 10).forEach(i -> events.add(event("quick-" + i, 1, 10)));

        // A request of more than five large items gets no answer in time. A smaller one is answered at once.
        Run run = run(
                events,
                8,
                Duration.ofSeconds(3),
                call -> call.body().length() > 1_700_000 ? call.passAfter(Duration.ofSeconds(30)) : call.pass());

        assertThat(run.outcomes).hasSize(13).allMatch(Outcome.Recorded.class::isInstance);
        assertThat(run.sent.get(0)).hasSize(19);
        assertThat(run.sent.get(1)).hasSize(9).allMatch(put -> put.contains("quick-"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void f07_another_content_of_one_identity_is_still_counted_and_the_later_one_is_kept(boolean laterIsLarger)
            throws IOException {
        String name = "twice-" + laterIsLarger;
        DomainEvent first = event(name, 1, laterIsLarger ? 10 : 50_000);
        DomainEvent later = event(name, 1, laterIsLarger ? 50_000 : 10);
        List<DomainEvent> events = new ArrayList<>(List.of(first, event("between-" + name, 2, 1000), later));

        Run run = run(events, 1, AwsJsonCall::pass);

        assertThat(run.outcomes).hasSize(3).allMatch(Outcome.Recorded.class::isInstance);
        assertThat(recording.counter("activity.store.collapsed").values()).containsExactly(1L);
        assertThat(recording.counter("activity.store.identity_conflicts").values())
                .containsExactly(1L);
        assertThat(stored(name).attributes().asMap().get("text")).hasSize(laterIsLarger ? 50_002 : 12);
    }

    /** Returns the write units of an event: f27 shows that DynamoDB charges these sizes. */
    private static int units(DomainEvent event) {
        int units = 0;
        if (CATALOG.map(event) instanceof ActivityCatalog.Mapping.Mapped mapped) {
            for (Activity activity : mapped.activities()) {
                if (ActivityItems.encode(activity) instanceof ActivityItems.Encoding.Item item) {
                    units += (ItemSize.bytes(item.attributes()) + 1023) / 1024;
                }
            }
        }
        return units;
    }

    private record Run(List<Outcome> outcomes, List<List<String>> sent) {}

    private Run run(List<DomainEvent> events, int parallelism, FaultProxy.Fault fault) throws IOException {
        return run(events, parallelism, Duration.ofSeconds(10), fault);
    }

    private Run run(List<DomainEvent> events, int parallelism, Duration requestTimeout, FaultProxy.Fault fault)
            throws IOException {
        try (FaultProxy proxy = FaultProxy.recording(LocalTable.endpoint(), fault);
                DynamoDbClient client = LocalTable.clientOf(proxy.endpoint())) {
            ActivityService service = ActivityService.builder(DynamoDbActivityStore.builder(client, LocalTable.NAME)
                            .parallelism(parallelism)
                            .maxAttempts(6)
                            .requestTimeout(requestTimeout)
                            .pauses(Duration.ofMillis(1), Duration.ofMillis(2))
                            .requestFailureListener((operation, reason, cause) -> {})
                            .telemetry(AwsTelemetry.of(recording.openTelemetry()))
                            .build())
                    .catalog(CATALOG)
                    .clock(() -> Fixtures.TEN_O_CLOCK)
                    .build();
            List<Outcome> outcomes =
                    service.recordEvents(events, Deadline.after(Duration.ofMinutes(1), System::nanoTime));
            return new Run(
                    outcomes, proxy.calls().stream().map(AwsJsonCall::puts).toList());
        }
    }

    private static Activity stored(String name) {
        return DynamoDbActivityStore.builder(LocalTable.client(), LocalTable.NAME)
                .build()
                .read(new SliceRequest(ActivityQuery.of(order(name + "-0")), null, 10), () -> Duration.ofSeconds(10))
                .items()
                .get(0);
    }

    private static DomainEvent event(String name, int ids, int chars) {
        StringBuilder data = new StringBuilder("{\"ids\":[");
        for (int i = 0; i < ids; i++) {
            data.append(i == 0 ? "" : ",")
                    .append("\"")
                    .append(name)
                    .append('-')
                    .append(i)
                    .append('"');
        }
        return Fixtures.anEvent()
                .id(name)
                .type("notes.noted.v1")
                .data(data.append("],\"text\":\"")
                        .append("x".repeat(chars))
                        .append("\"}")
                        .toString())
                .build();
    }
}
