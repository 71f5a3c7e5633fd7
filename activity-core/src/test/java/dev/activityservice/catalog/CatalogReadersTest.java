package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TYPE;
import static dev.activityservice.catalog.CatalogFixtures.catalogOf;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.entity;
import static dev.activityservice.catalog.CatalogFixtures.event;
import static dev.activityservice.catalog.CatalogFixtures.fileOf;
import static dev.activityservice.catalog.CatalogFixtures.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalog key {@code readers}: which entities of an event become readers of which others. */
class CatalogReadersTest {

    private static final String READERS = "/events/" + TYPE + "/readers";
    private static final String SHOP =
            entities(ORDER, optional("user", "/data/userIds"), optional("courier", "/data/courierId"));

    private static final EntityRef ORDER_1 = EntityRef.of("order", "O-1");
    private static final EntityRef USER_1 = EntityRef.of("user", "U-1");
    private static final EntityRef USER_2 = EntityRef.of("user", "U-2");
    private static final EntityRef COURIER = EntityRef.of("courier", "C-1");

    @Test
    void an_entry_without_readers_gives_none() {
        assertThat(readersOf(SHOP, "{\"orderNumber\": \"O-1\", \"userIds\": \"U-1\"}"))
                .isEqualTo(Map.of(ORDER_1, List.of(), USER_1, List.of()));
        assertThat(readersOf(SHOP + ", \"readers\": {}", "{\"orderNumber\": \"O-1\", \"userIds\": \"U-1\"}"))
                .isEqualTo(Map.of(ORDER_1, List.of(), USER_1, List.of()));
    }

    @Test
    void each_id_of_an_array_is_a_reader() {
        assertThat(readersOf(
                        SHOP + ", \"readers\": {\"order\": [\"user\"]}",
                        "{\"orderNumber\": \"O-1\", \"userIds\": [\"U-1\", \"U-2\", \"U-1\"]}"))
                .isEqualTo(Map.of(ORDER_1, List.of(USER_1, USER_2), USER_1, List.of(), USER_2, List.of()));
    }

    @Test
    void an_entity_may_have_readers_of_several_types() {
        assertThat(readersOf(
                        SHOP + ", \"readers\": {\"order\": [\"courier\", \"user\"], \"user\": [\"courier\"]}",
                        "{\"orderNumber\": \"O-1\", \"userIds\": \"U-1\", \"courierId\": \"C-1\"}"))
                .isEqualTo(Map.of(ORDER_1, List.of(USER_1, COURIER), USER_1, List.of(COURIER), COURIER, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"orderNumber\": \"O-1\"}", "{\"orderNumber\": \"O-1\", \"userIds\": null}"})
    void an_absent_optional_reader_gives_no_edge(String data) {
        assertThat(readersOf(SHOP + ", \"readers\": {\"order\": [\"user\"]}", data))
                .isEqualTo(Map.of(ORDER_1, List.of()));
    }

    @Test
    void each_order_of_an_event_gets_each_of_its_users() {
        assertThat(readersOf(
                        entities(ORDER, entity("user", "/data/userIds")) + ", \"readers\": {\"order\": [\"user\"]}",
                        "{\"orderNumber\": [\"O-1\", \"O-2\"], \"userIds\": [\"U-1\", \"U-2\"]}"))
                .isEqualTo(Map.of(
                        ORDER_1,
                        List.of(USER_1, USER_2),
                        EntityRef.of("order", "O-2"),
                        List.of(USER_1, USER_2),
                        USER_1,
                        List.of(),
                        USER_2,
                        List.of()));
    }

    @Test
    void entities_of_one_type_may_read_each_other_but_need_no_edge_to_themselves() {
        String members = entities(entity("user", "/data/userIds")) + ", \"readers\": {\"user\": [\"user\"]}";

        assertThat(readersOf(members, "{\"userIds\": [\"U-1\", \"U-2\"]}"))
                .isEqualTo(Map.of(USER_1, List.of(USER_2), USER_2, List.of(USER_1)));
        assertThat(readersOf(members, "{\"userIds\": \"U-1\"}")).isEqualTo(Map.of(USER_1, List.of()));
    }

    @Test
    void activities_and_readers_of_an_event_are_at_most_1000_together() {
        String members = entities(ORDER, entity("user", "/data/userIds")) + ", \"readers\": {\"order\": [\"user\"]}";

        // 333 orders with 2 readers each, and the two users: 1001. One order less: 998.
        assertThat(rejection(members, orders(333, 2)))
                .isEqualTo(Rejection.of(
                        Code.TOO_MANY_ENTITIES,
                        "/data",
                        "The event must give at most 1000 activities and readers together"));
        assertThat(readersOf(members, orders(332, 2))).hasSize(334);
        // One order with 499 readers: exactly 1 + 499 + 499 = 999; 500 are 1001.
        assertThat(readersOf(members, orders(1, 499)).get(EntityRef.of("order", "0")))
                .hasSize(499);
        assertThat(rejection(members, orders(1, 500)).code()).isEqualTo(Code.TOO_MANY_ENTITIES);
        // 500 orders of one user: 500 + 1 + 500.
        assertThat(rejection(members, orders(500, 1)).code()).isEqualTo(Code.TOO_MANY_ENTITIES);
        assertThat(readersOf(members, orders(499, 1))).hasSize(500);
    }

    @Test
    void an_event_without_readers_still_has_1000_activities() {
        String members = entities(ORDER, optional("user", "/data/userIds")) + ", \"readers\": {\"order\": [\"user\"]}";

        assertThat(readersOf(members, orders(1000, 0))).hasSize(1000);
    }

    @Test
    void readers_are_not_part_of_the_text_of_an_activity_because_they_may_be_persons() {
        Activity activity = CatalogFixtures.activity("order", "O-1")
                .addReader(EntityRef.of("user", "CANARY"))
                .build();

        assertThat(activity.toString()).doesNotContain("CANARY");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("null", "", "must be an object of entity types and arrays of entity types, not null"),
                Arguments.of("[]", "", "must be an object of entity types and arrays of entity types, not an array"),
                Arguments.of(
                        "\"user\"", "", "must be an object of entity types and arrays of entity types, not a string"),
                Arguments.of(
                        "{\"oder\": [\"user\"]}",
                        "/oder",
                        "\"oder\" is not an entity type of this entry; did you mean \"order\"?"),
                Arguments.of(
                        "{\"warehouse\": [\"user\"]}",
                        "/warehouse",
                        "\"warehouse\" is not an entity type of this entry"),
                Arguments.of("{\"order\": \"user\"}", "/order", "must be an array of entity types, not a string"),
                Arguments.of("{\"order\": {}}", "/order", "must be an array of entity types, not an object"),
                Arguments.of("{\"order\": null}", "/order", "must be an array of entity types, not null"),
                Arguments.of("{\"order\": []}", "/order", "must have at least one entity type"),
                Arguments.of(
                        "{\"order\": [\"users\"]}",
                        "/order/0",
                        "\"users\" is not an entity type of this entry; did you mean \"user\"?"),
                Arguments.of(
                        "{\"order\": [\"User\"]}",
                        "/order/0",
                        "\"User\" is not an entity type of this entry; did you mean \"user\"?"),
                Arguments.of("{\"order\": [\"user\", \"user\"]}", "/order/1", "is a duplicate"),
                Arguments.of("{\"order\": [7]}", "/order/0", "must be an entity type of this entry, not a number"),
                Arguments.of(
                        "{\"order\": [[\"user\"]]}", "/order/0", "must be an entity type of this entry, not an array"),
                Arguments.of("{\"order\": [\"user\"], \"order\": [\"courier\"]}", "/order", "is a duplicate key"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_is_reported_with_its_location(String readers, String pointer, String message) {
        assertThat(faultsOf(fileOf(SHOP + ", \"readers\": " + readers)))
                .containsExactly(new Fault(READERS + pointer, message));
    }

    @Test
    void all_faults_are_reported_together() {
        assertThat(
                        faultsOf(
                                fileOf(
                                        SHOP
                                                + ", \"readers\": {\"oder\": [\"user\", \"user\"], \"order\": [null, \"warehouse\"], \"user\": []}")))
                .containsExactly(
                        new Fault(
                                READERS + "/oder",
                                "\"oder\" is not an entity type of this entry; did you mean \"order\"?"),
                        new Fault(READERS + "/oder/1", "is a duplicate"),
                        new Fault(READERS + "/order/0", "must be an entity type of this entry, not null"),
                        new Fault(READERS + "/order/1", "\"warehouse\" is not an entity type of this entry"),
                        new Fault(READERS + "/user", "must have at least one entity type"));
    }

    @Test
    void types_are_not_checked_if_the_entities_are_unknown() {
        assertThat(faultsOf(fileOf("\"entites\": [" + ORDER + "], \"readers\": {\"order\": [\"user\"]}")))
                .containsExactly(
                        new Fault("/events/" + TYPE, "must have \"entities\""),
                        new Fault("/events/" + TYPE + "/entites", "is not a known key; did you mean \"entities\"?"));
    }

    @Test
    void more_types_than_an_entry_may_have_are_a_fault() {
        String thirty = IntStream.range(0, 30)
                .mapToObj(i -> entity("t" + i, "/data/id" + i))
                .collect(Collectors.joining(", ", "\"entities\": [", "]"));
        String array = IntStream.range(0, 30).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(", "));
        String object =
                IntStream.range(0, 30).mapToObj(i -> "\"t" + i + "\": [\"t0\"]").collect(Collectors.joining(", "));

        assertThat(ActivityCatalog.parse(fileOf(thirty + ", \"readers\": {\"t0\": [" + array + "]}"))
                        .eventTypes())
                .hasSize(1);
        assertThat(faultsOf(fileOf(thirty + ", \"readers\": {\"t0\": [" + array + ", \"x\"]}")))
                .containsExactly(new Fault(READERS + "/t0", "must have at most 30 entity types, not 31"));
        assertThat(ActivityCatalog.parse(fileOf(thirty + ", \"readers\": {" + object + "}"))
                        .eventTypes())
                .hasSize(1);
        assertThat(faultsOf(fileOf(thirty + ", \"readers\": {" + object + ", \"x\": [\"t0\"]}")))
                .containsExactly(new Fault(READERS, "must have at most 30 entity types, not 31"));
    }

    private static String orders(int orders, int users) {
        return "{\"orderNumber\": " + ids("", orders) + ", \"userIds\": " + ids("U-", users) + "}";
    }

    private static String ids(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + prefix + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static Map<EntityRef, List<EntityRef>> readersOf(String members, String data) {
        Map<EntityRef, List<EntityRef>> readers = new LinkedHashMap<>();
        for (Activity activity : ((Mapping.Mapped) catalogOf(members).map(event(data))).activities()) {
            readers.put(activity.entity(), activity.readers());
        }
        return readers;
    }

    private static Rejection rejection(String members, String data) {
        return ((Mapping.Refused) catalogOf(members).map(event(data))).rejection();
    }

    private static List<Fault> faultsOf(String file) {
        return catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(file))
                .faults();
    }
}
