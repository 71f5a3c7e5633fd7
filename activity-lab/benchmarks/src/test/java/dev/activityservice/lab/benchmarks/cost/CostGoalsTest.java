package dev.activityservice.lab.benchmarks.cost;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.lab.benchmarks.peer.Event;
import dev.activityservice.lab.benchmarks.peer.Events;
import dev.activityservice.lab.benchmarks.peer.ItemBytes;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testbed.proxy.Traffic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promised costs, counted between the service and DynamoDB Local. {@code make bench-cost} prints the whole table. */
@Tag("thorough")
class CostGoalsTest {

    private static final int PAGE = 50;

    private static final Events EVENTS = new Events();

    private static CostSetup setup;

    @BeforeAll
    static void open() throws IOException {
        setup = CostSetup.open();
    }

    @AfterAll
    static void close() {
        setup.close();
    }

    @Test
    void ten_order_events_are_one_request_where_the_reference_makes_sixty() {
        Traffic ours = setup.record(setup.candidates().ours(), EVENTS.orders(10));
        Traffic bare = setup.record(setup.candidates().bare(), EVENTS.orders(10));
        Traffic pattern = setup.record(setup.candidates().pattern(), EVENTS.orders(10));
        Traffic reference = setup.record(setup.candidates().reference(), EVENTS.orders(10));

        assertThat(ours.operations()).isEqualTo(Map.of("BatchWriteItem", 1));
        assertThat(bare.operations()).isEqualTo(Map.of("BatchWriteItem", 1));
        assertThat(pattern.operations()).isEqualTo(Map.of("PutItem", 30, "UpdateItem", 10));
        assertThat(reference.operations()).isEqualTo(Map.of("PutItem", 30, "Query", 20, "UpdateItem", 10));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "10,1", "25,1", "26,2", "100,4", "1000,40"})
    void a_batch_costs_a_request_for_each_25_activities_and_a_write_unit_for_each_and_reads_nothing(
            int events, int requests) {
        List<Event> batch = EVENTS.notes(events, "B" + events, 1024, false);

        Traffic traffic = setup.record(setup.candidates().ours(), batch);

        assertThat(traffic.operations()).isEqualTo(Map.of("BatchWriteItem", requests));
        assertThat(traffic.writeUnits()).isEqualTo(events);
        assertThat(traffic.readUnits()).isZero();
    }

    @Test
    void the_same_event_twice_in_a_batch_is_paid_for_once() {
        List<Event> once = EVENTS.notes(25, "TWICE", 200, false);
        List<Event> twice = List.of(once, once).stream().flatMap(List::stream).toList();

        Traffic traffic = setup.record(setup.candidates().ours(), twice);

        assertThat(traffic.operations()).isEqualTo(Map.of("BatchWriteItem", 1));
        assertThat(traffic.writeUnits()).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 25})
    void an_event_with_its_envelopes_time_costs_one_request_and_one_write_unit_more(int events) {
        Traffic traffic = setup.record(setup.candidates().ours(), EVENTS.notes(events, "E" + events, 1024, true));

        assertThat(traffic.operations()).isEqualTo(Map.of("BatchWriteItem", 1, "UpdateItem", events));
        assertThat(traffic.writeUnits()).isEqualTo(2 * events);
        assertThat(traffic.readUnits()).isZero();
    }

    @Test
    void the_reference_and_the_pattern_pay_three_write_units_for_an_activity() {
        Traffic reference = setup.record(setup.candidates().reference(), EVENTS.notes(10, "THREE", 1000, false));
        Traffic pattern = setup.record(setup.candidates().pattern(), EVENTS.notes(10, "THREE", 1000, false));

        assertThat(reference.writeUnits()).isEqualTo(30);
        assertThat(pattern.writeUnits()).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"200,1", "1024,1", "1025,2", "2048,2", "2049,3", "4096,4", "4097,5"})
    void the_size_of_an_item_is_known_to_the_byte(int itemBytes, int writeUnits) {
        List<Event> batch = EVENTS.notes(1, "S" + itemBytes, itemBytes, false);

        Traffic traffic = setup.record(setup.candidates().ours(), batch);

        assertThat(setup.itemBytes(setup.candidates().ours(), EntityRef.of("thing", "S" + itemBytes), 1))
                .containsExactly(itemBytes);
        assertThat(traffic.writeUnits()).isEqualTo(writeUnits);
    }

    @Test
    void typical_items_have_the_bytes_that_the_documented_format_says() throws IOException {
        try (CostSetup fresh = CostSetup.open()) {
            List<Event> typical = List.of("product", "order", "user").stream()
                    .flatMap(type -> EVENTS.typical(20, type).stream())
                    .toList();

            fresh.record(fresh.candidates().ours(), typical);

            Map<EntityRef, List<Integer>> predicted = typical.stream()
                    .flatMap(event -> event.activities().stream())
                    .collect(groupingBy(Activity::entity, mapping(ItemBytes::of, toList())));
            assertThat(predicted.keySet()).extracting(EntityRef::type).containsOnly("product", "order", "user");
            predicted.forEach((entity, bytes) -> assertThat(
                            fresh.itemBytes(fresh.candidates().ours(), entity, 1000))
                    .as(entity.type())
                    .containsExactlyInAnyOrderElementsOf(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"product", "order", "user"})
    void a_page_of_fifty_typical_activities_is_one_query_of_one_and_a_half_read_units(String entityType) {
        List<Event> typical = EVENTS.typical(2 * PAGE, entityType);
        setup.fill(setup.candidates().ours(), typical);

        Traffic traffic = setup.page(setup.candidates().ours(), entity(typical, entityType), PAGE);

        assertThat(traffic.operations()).isEqualTo(Map.of("Query", 1));
        assertThat(traffic.readUnits()).isLessThanOrEqualTo(1.5);
        assertThat(traffic.writeUnits()).isZero();
    }

    @Test
    void a_write_and_a_page_cost_the_same_at_a_hundred_and_at_two_thousand_activities() {
        setup.fill(setup.candidates().ours(), EVENTS.notes(100, "H100", 200, false));
        setup.fill(setup.candidates().ours(), EVENTS.notes(2000, "H2000", 200, false));

        Traffic fewWritten = setup.record(setup.candidates().ours(), EVENTS.notes(25, "H100", 200, false));
        Traffic manyWritten = setup.record(setup.candidates().ours(), EVENTS.notes(25, "H2000", 200, false));
        Traffic fewRead = setup.page(setup.candidates().ours(), EntityRef.of("thing", "H100"), PAGE);
        Traffic manyRead = setup.page(setup.candidates().ours(), EntityRef.of("thing", "H2000"), PAGE);

        assertThat(manyWritten.writeUnits()).isEqualTo(fewWritten.writeUnits());
        assertThat(manyWritten.requests()).isEqualTo(fewWritten.requests());
        assertThat(manyRead.readUnits()).isEqualTo(fewRead.readUnits());
        assertThat(manyRead.requests()).isEqualTo(fewRead.requests());
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,2", "1,24,1,25", "1,25,2,26", "1,999,40,1000", "10,1,1,11", "10,15,1,25"})
    void an_edge_costs_one_write_unit_and_no_separate_request(int activities, int readers, int requests, int units) {
        EntityRef entity = EntityRef.of("thing", "R" + activities + "-" + readers);

        Traffic traffic = setup.append(EVENTS.activities(activities, null, entity, false, users(readers)));

        assertThat(traffic.operations()).isEqualTo(Map.of("BatchWriteItem", requests));
        assertThat(traffic.writeUnits()).isEqualTo(units);
        assertThat(traffic.readUnits()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tenants_and_sequences_change_no_request_and_no_unit(boolean timeInEnvelope) {
        EntityRef entity = EntityRef.of("thing", "T" + timeInEnvelope);

        Traffic without = setup.append(EVENTS.activities(25, null, entity, timeInEnvelope, List.of()));
        Traffic with = setup.append(EVENTS.activities(25, "acme", entity, timeInEnvelope, List.of()));

        assertThat(with.operations()).isEqualTo(without.operations());
        assertThat(with.writeUnits()).isEqualTo(without.writeUnits()).isEqualTo(timeInEnvelope ? 50 : 25);
        assertThat(with.readUnits()).isZero();
    }

    @Test
    void the_lookup_of_an_edge_is_one_request_of_half_a_read_unit_whether_it_exists_or_not() {
        EntityRef entity = EntityRef.of("thing", "lookup");
        setup.append(EVENTS.activities(1, "acme", entity, false, users(1)));

        Traffic found = setup.lookup("acme", users(1).get(0), entity, true);
        Traffic missing = setup.lookup("acme", EntityRef.of("user", "other"), entity, false);

        for (Traffic each : List.of(found, missing)) {
            assertThat(each.operations()).isEqualTo(Map.of("GetItem", 1));
            assertThat(each.readUnits()).isEqualTo(0.5);
            assertThat(each.writeUnits()).isZero();
        }
    }

    @Test
    void the_bytes_of_tenants_and_sequences_are_those_of_the_documented_format() {
        Activity digits = EVENTS.activities(1, "acme", EntityRef.of("thing", "B1"), false, List.of())
                .get(0);
        Activity text = digits.at(digits.time(), "2026-a");
        Activity ignored = Activity.builder(digits.entity(), digits.identity(), digits.type(), digits.time())
                .copyOf(digits)
                .sequence("x".repeat(65))
                .build();

        setup.append(List.of(digits, text, ignored));

        assertThat(setup.itemBytes(setup.candidates().ours(), "~acme~thing#B1", 10))
                .containsExactly(ItemBytes.of(text), ItemBytes.of(digits), ItemBytes.of(ignored));
    }

    private static List<EntityRef> users(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EntityRef.of("user", "U-" + i))
                .toList();
    }

    private static EntityRef entity(List<Event> events, String type) {
        return events.get(0).activities().stream()
                .map(Activity::entity)
                .filter(entity -> entity.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
