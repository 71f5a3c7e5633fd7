package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.IDENTITY;
import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TIME;
import static dev.activityservice.catalog.CatalogFixtures.TYPE;
import static dev.activityservice.catalog.CatalogFixtures.activity;
import static dev.activityservice.catalog.CatalogFixtures.catalogOf;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.entity;
import static dev.activityservice.catalog.CatalogFixtures.event;
import static dev.activityservice.catalog.CatalogFixtures.eventOf;
import static dev.activityservice.catalog.CatalogFixtures.mapped;
import static dev.activityservice.catalog.CatalogFixtures.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.json.Json;
import dev.activityservice.model.Activity;
import dev.activityservice.model.ActivityAttributes;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mapping of events to activities. */
class ActivityCatalogTest {

    private static final EventTypePattern ENTRY = EventTypePattern.parse(TYPE);

    @Test
    void an_event_becomes_an_activity_of_each_of_its_entities() {
        ActivityCatalog catalog = catalogOf(entities(ORDER, optional("user", "/data/userId"))
                + ", \"actor\": {\"id\": \"/data/userId\", \"type\": \"user\"}"
                + ", \"attributes\": {\"total\": \"/data/total\", \"note\": \"/data/note\"}"
                + ", \"summary\": \"Order {order} created for {total}\", \"retention\": \"P90D\"");
        TraceContext trace = TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "dd=s:1");
        DomainEvent.Builder builder = DomainEvent.builder(IDENTITY, TYPE, TIME);
        builder.timeSource(TimeSource.SQS)
                .correlationId("c-1")
                .causationId("c-0")
                .sequence("7")
                .actor(Actor.of("gateway", null))
                .trace(trace)
                .data("{\"userId\": \"U-77\", \"total\": 39.90, \"orderNumber\": \"ORD-1\", \"secret\": 1}");

        Mapping mapping = catalog.map(builder.build());

        assertThat(mapping)
                .isEqualTo(mapped(
                        full(activity("order", "ORD-1"), trace).build(),
                        full(activity("user", "U-77"), trace).build()));
    }

    private static Activity.Builder full(Activity.Builder activity, TraceContext trace) {
        activity.timeSource(TimeSource.SQS)
                .correlationId("c-1")
                .causationId("c-0")
                .sequence("7")
                .actor(Actor.of("U-77", "user"))
                .trace(trace)
                .attributes(ActivityAttributes.of(Map.of("total", "39.90")))
                .summary("Order ORD-1 created for 39.90")
                .retention(Duration.ofDays(90));
        return activity;
    }

    @Test
    void the_retention_of_a_type_is_that_of_its_entry() {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version": 1, "events": {
                  "a.b": {"entities": [{"type": "user", "id": "/subject"}], "retention": "P90D"},
                  "a.*": {"entities": [{"type": "user", "id": "/subject"}], "retention": "PT1H"},
                  "c": {"entities": [{"type": "user", "id": "/subject"}]}}}
                """);

        assertThat(catalog.retention("a.b")).isEqualTo(Duration.ofDays(90));
        assertThat(catalog.retention("a.c")).isEqualTo(Duration.ofHours(1));
        assertThat(catalog.retention("c")).isNull();
        assertThat(catalog.retention("d")).isNull();
    }

    @Test
    void the_reference_catalog_has_its_ten_types() {
        assertThat(ActivityCatalog.reference().eventTypes())
                .extracting(EventTypePattern::text)
                .containsExactly(
                        "product.productCreated.v1",
                        "product.productUpdated.v1",
                        "product.productDeleted.v1",
                        "inventory.stockUpdated.v1",
                        "users.userCreated.v1",
                        "orders.orderCreated.v1",
                        "orders.orderConfirmed.v1",
                        "orders.orderCompleted.v1",
                        "inventory.stockReserved.v1",
                        "inventory.stockReservationFailed.v1");
    }

    @Test
    void the_shop_catalog_has_the_types_of_all_services_of_the_shop() throws IOException {
        ActivityCatalog shop = shop();

        assertThat(shop.eventTypes())
                .extracting(EventTypePattern::text)
                .hasSize(15)
                .containsAll(ActivityCatalog.reference().eventTypes().stream()
                        .map(EventTypePattern::text)
                        .toList())
                .contains(
                        "orders.orderCompleted.v2",
                        "loyalty.pointsAdded.v2",
                        "loyalty.tierUpgraded.v1",
                        "pricing.pricingCalculated.v1",
                        "inventory.outOfStock.v1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "orders.orderCompleted.v2 | {\"orderId\":\"ORD-1\",\"userId\":\"U-77\"} | order ORD-1, user U-77 | Order ORD-1 completed",
                "orders.orderCreated.v1 | {\"orderNumber\":\"ORD-1\",\"userId\":\"U-7\",\"products\":[\"P-1\",\"P-2\"]} | order ORD-1, user U-7, product P-1, product P-2 | Order ORD-1 created",
                "loyalty.pointsAdded.v2 | {\"userId\":\"U-7\",\"totalPoints\":150,\"difference\":50} | user U-7 | 50 points added, now 150",
                "loyalty.tierUpgraded.v1 | {\"userId\":\"U-7\",\"previousTier\":\"Bronze\",\"newTier\":\"Silver\",\"callbackId\":\"secret\"} | user U-7 | Upgraded from Bronze to Silver",
                "pricing.pricingCalculated.v1 | {\"productId\":\"P-1\",\"priceBrackets\":[]} | product P-1 | Prices calculated",
                "inventory.outOfStock.v1 | {\"productId\":\"P-1\"} | product P-1 | Out of stock",
            })
    void the_shop_catalog_maps_the_events_that_the_reference_catalog_lacks(
            String type, String data, String entities, String summary) throws IOException {
        Mapping.Mapped mapping = (Mapping.Mapped) shop().map(eventOf(type, data));

        assertThat(mapping.activities())
                .extracting(each -> each.entity().type() + " " + each.entity().id())
                .containsExactly(entities.split(", "));
        assertThat(mapping.activities())
                .allSatisfy(each -> assertThat(each.summary()).isEqualTo(summary))
                .allSatisfy(each -> assertThat(each.attributes().asMap()).doesNotContainValue("\"secret\""));
    }

    @ParameterizedTest
    @CsvSource({
        "orders.orderCompleted.v2, true",
        "loyalty.pointsAdded.v2, true",
        "orders.orderCompleted.v3, false",
        "orders.orderCompleted.v1, false",
        "'', false",
    })
    void an_event_is_superseded_by_another_type_that_the_catalog_has(String successor, boolean isSuperseded)
            throws IOException {
        DomainEvent event = DomainEvent.builder(IDENTITY, "orders.orderCompleted.v1", TIME)
                .data("{\"orderNumber\":\"ORD-1\"}")
                .putExtension("supercededby", successor)
                .build();

        Mapping mapping = shop().map(event);

        if (isSuperseded) {
            assertThat(mapping)
                    .isEqualTo(new Mapping.Superseded(EventTypePattern.parse("orders.orderCompleted.v1"), successor));
        } else {
            assertThat(mapping).isInstanceOf(Mapping.Mapped.class);
        }
        assertThat(ActivityCatalog.reference().map(event)).isInstanceOf(Mapping.Mapped.class);
    }

    private static ActivityCatalog shop() throws IOException {
        try (InputStream file = ActivityCatalog.class.getResourceAsStream("shop-catalog.json")) {
            return ActivityCatalog.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "product.productCreated.v1 | {\"productId\":\"P-1\"} | product P-1 | - | Product created",
                "product.productUpdated.v1 | {\"productId\":\"P-1\"} | product P-1 | - | Product updated",
                "product.productDeleted.v1 | {\"productId\":\"P-1\"} | product P-1 | - | Product deleted",
                "inventory.stockUpdated.v1 | {\"productId\":\"P-1\",\"previousStockLevel\":10,\"newStockLevel\":9} | product P-1 | previousStockLevel=10 newStockLevel=9 | Stock now 9",
                "users.userCreated.v1 | {\"userId\":\"U-77\"} | user U-77 | - | User created",
                "orders.orderCreated.v1 | {\"orderNumber\":\"ORD-1\",\"userId\":\"U-77\",\"products\":[\"P-1\"]} | order ORD-1, user U-77 | - | Order ORD-1 created",
                "orders.orderCreated.v1 | {\"orderNumber\":\"ORD-1\"} | order ORD-1 | - | Order ORD-1 created",
                "orders.orderConfirmed.v1 | {\"orderNumber\":\"ORD-1\",\"userId\":\"U-77\"} | order ORD-1, user U-77 | - | Order ORD-1 confirmed",
                "orders.orderCompleted.v1 | {\"orderNumber\":\"ORD-1\",\"userId\":\"U-77\"} | order ORD-1, user U-77 | - | Order ORD-1 completed",
                "inventory.stockReserved.v1 | {\"orderNumber\":\"ORD-1\"} | order ORD-1 | - | Stock reserved",
                "inventory.stockReservationFailed.v1 | {\"orderNumber\":12345} | order 12345 | - | Stock reservation failed",
            })
    void the_reference_catalog_maps_events_to_their_entities(
            String type, String data, String entities, @Nullable String kept, String summary) {
        Map<String, String> jsonByName = new LinkedHashMap<>();
        for (String field : kept == null ? new String[0] : kept.split(" ")) {
            String[] parts = field.split("=", 2);
            jsonByName.put(parts[0], parts[1]);
        }
        List<Activity> expected = Stream.of(entities.split(", "))
                .map(entity -> entity.split(" ", 2))
                .map(parts -> {
                    Activity.Builder builder = Activity.builder(EntityRef.of(parts[0], parts[1]), IDENTITY, type, TIME);
                    builder.attributes(ActivityAttributes.of(jsonByName)).summary(summary);
                    return builder.build();
                })
                .toList();

        Mapping mapping = ActivityCatalog.reference().map(eventOf(type, data));

        assertThat(mapping).isEqualTo(new Mapping.Mapped(EventTypePattern.parse(type), expected, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "orders.created.v1,   orders.created.v1",
                "orders.created.v2,   orders.created.*",
                "orders.created.v1.x, orders.created.*",
                "orders.deleted.v1,   orders.*",
                "orders.,             -",
                "orders,              -",
                "orders.created,      orders.*",
                "ordersX.created.v1,  -",
                "orders..x,           orders.*",
                "users.v1,            -",
            })
    void the_exact_type_applies_before_the_longest_prefix(String type, @Nullable String pattern) {
        String entry = "{" + entities(ORDER) + "}";
        ActivityCatalog catalog = ActivityCatalog.parse("{\"version\": 1, \"events\": {\"orders.*\": " + entry
                + ", \"orders.created.v1\": " + entry + ", \"orders.created.*\": " + entry + "}}");

        Mapping mapping = catalog.map(eventOf(type, "{\"orderNumber\": \"ORD-1\"}"));

        Mapping expected = pattern == null
                ? new Mapping.UnknownType()
                : new Mapping.Mapped(
                        EventTypePattern.parse(pattern),
                        List.of(Activity.builder(EntityRef.of("order", "ORD-1"), IDENTITY, type, TIME)
                                .build()),
                        List.of());
        assertThat(mapping).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/data/orderNumber | {\"orderNumber\": \"ORD-1\"} | ORD-1",
                "/data/orderNumber | {\"orderNumber\": 42} | 42",
                "/data/orderNumber | {\"orderNumber\": -0} | -0",
                "/data/orderNumber | {\"orderNumber\": 123456789012345678901234567890} | 123456789012345678901234567890",
                "/data/orderNumber | {\"orderNumber\": \"\\u0041\\ud83d\\ude00\"} | A😀",
                "/data/orderNumber | [{\"orderNumber\": \"A\"}, {\"orderNumber\": \"B\"}] | A B",
                "/data/items | {\"items\": [\"A\", 2, \"A\", [\"C\"]]} | A 2 C",
                "/data/items/id | {\"items\": [{\"id\": \"A\"}, [{\"id\": \"B\"}], {\"id\": \"A\"}]} | A B",
                "/data/items/1/id | {\"items\": [{\"id\": \"A\"}, {\"id\": \"B\"}]} | B",
                "/data/items/id/0 | {\"items\": [{\"id\": [\"A\", \"x\"]}, {\"id\": [\"B\"]}]} | A B",
                "/data/items/1 | {\"items\": {\"1\": \"A\", \"2\": \"B\"}} | A",
                "/data/a~1b/~0c | {\"a/b\": {\"~c\": \"A\"}} | A",
                "/data/ | {\"\": \"A\"} | A",
                "/data | \"A\" | A",
                "/data | [\"A\", \"B\"] | A B",
                "/data | 7 | 7",
            })
    void a_pointer_continues_in_every_element_of_an_array(String pointer, String data, String ids) {
        Mapping mapping = catalogOf(entities(entity("order", pointer))).map(event(data));

        assertThat(mapping)
                .isEqualTo(mapped(Stream.of(ids.split(" "))
                        .map(id -> activity("order", id).build())
                        .toArray(Activity[]::new)));
    }

    @Test
    void activities_have_the_order_of_the_entry_not_of_the_data() {
        ActivityCatalog catalog = catalogOf(entities(
                ORDER,
                entity("user", "/data/buyer"),
                entity("product", "/data/items"),
                entity("user", "/data/seller")));

        Mapping mapping = catalog.map(
                event("{\"items\": [\"P-2\", \"P-1\"], \"seller\": \"U-1\", \"buyer\": \"U-1\", \"orderNumber\": 1}"));

        assertThat(mapping)
                .isEqualTo(mapped(
                        activity("order", "1").build(),
                        activity("user", "U-1").build(),
                        activity("product", "P-2").build(),
                        activity("product", "P-1").build()));
    }

    static Stream<Arguments> refusals() {
        String blank = "The order id is blank";
        String absent = "The order id is missing or null";
        return Stream.of(
                // F24: an entity without an id is never recorded.
                refused(ORDER, null, Code.MISSING_FIELD, "/data/orderNumber", absent),
                refused(ORDER, "null", Code.MISSING_FIELD, "/data/orderNumber", absent),
                refused(ORDER, "{}", Code.MISSING_FIELD, "/data/orderNumber", absent),
                refused(ORDER, "{\"orderNumber\": null}", Code.MISSING_FIELD, "/data/orderNumber", absent),
                refused(ORDER, "{\"orderNumber\": \"\"}", Code.MISSING_FIELD, "/data/orderNumber", blank),
                refused(ORDER, "{\"orderNumber\": \" \\t\"}", Code.MISSING_FIELD, "/data/orderNumber", blank),
                refused(ORDER, "{\"orderNumber\": []}", Code.MISSING_FIELD, "/data/orderNumber", absent),
                refused(ORDER, "{\"ordernumber\": \"ORD-1\"}", Code.MISSING_FIELD, "/data/orderNumber", absent),
                refused(entity("order", "/data/a/b"), "{\"a\": {}}", Code.MISSING_FIELD, "/data/a/b", absent),
                refused(entity("order", "/data/a/b"), "{\"a\": null}", Code.MISSING_FIELD, "/data/a/b", absent),
                refused(entity("order", "/data/1/b"), "[{\"b\": 1}]", Code.MISSING_FIELD, "/data/1/b", absent),
                refused(entity("order", "/subject"), "{}", Code.MISSING_FIELD, "/subject", absent),
                refused(entity("order", "/data/a"), "{\"a\": [1, null]}", Code.MISSING_FIELD, "/data/a/1", absent),
                refused(
                        entity("order", "/data/a/b~0/c"),
                        "{\"a\": [{\"b~\": {\"c\": 1}}, {\"b~\": {}}, {}]}",
                        Code.MISSING_FIELD,
                        "/data/a/1/b~0/c",
                        absent),
                refused(
                        entity("order", "/data/a/b"),
                        "{\"a\": [{\"b\": 1}, {}]}",
                        Code.MISSING_FIELD,
                        "/data/a/1/b",
                        absent),
                refused(
                        entity("order", "/data/a/b"),
                        "{\"a\": [{\"b\": 1}, {\"b\": \"\"}]}",
                        Code.MISSING_FIELD,
                        "/data/a/1/b",
                        blank),
                // F23: an id must be a string or an integer, also for an optional entity.
                wrong("{\"orderNumber\": 1.0}", "a number with a fraction or an exponent"),
                wrong("{\"orderNumber\": 1e2}", "a number with a fraction or an exponent"),
                wrong("{\"orderNumber\": true}", "a boolean"),
                wrong("{\"orderNumber\": {}}", "an object"),
                wrong("{\"orderNumber\": {\"id\": [1]}}", "an object"),
                refused(
                        optional("order", "/data/a/b"),
                        "{\"a\": \"x\"}",
                        Code.WRONG_TYPE,
                        "/data/a",
                        "The value must be an object or an array that contains the order id"),
                refused(
                        ORDER,
                        "\"ORD-1\"",
                        Code.WRONG_TYPE,
                        "/data",
                        "The value must be an object or an array that contains the order id"),
                // F25: a duplicate key at each level that a pointer visits.
                twice(ORDER, "{\"orderNumber\": 1, \"orderNumber\": 1}", "/data/orderNumber"),
                twice(ORDER, "{\"x\": 1, \"orderNumber\": 1, \"x\": 2}", "/data/x"),
                twice(ORDER, "{\"orderNumber\": 1, \"\\u006frderNumber\": 2}", "/data/orderNumber"),
                twice(
                        entity("order", "/data/a/b"),
                        "{\"a\": [{\"b\": 1}, {\"b\": 2, \"c\": 1, \"c\": 1}]}",
                        "/data/a/1/c"),
                // F32: lone surrogates and control characters.
                refused(
                        ORDER,
                        "{\"orderNumber\": \"a\\ud800\"}",
                        Code.INVALID_TEXT,
                        "/data/orderNumber",
                        "Invalid entity id: \"a\\ud800\" has the lone surrogate U+D800 at index 1"),
                refused(
                        ORDER,
                        "{\"orderNumber\": \"a\udfff\"}",
                        Code.INVALID_TEXT,
                        "/data/orderNumber",
                        "Invalid entity id: \"a\\udfff\" has the lone surrogate U+DFFF at index 1"),
                refused(
                        optional("order", "/data/orderNumber"),
                        "{\"orderNumber\": \"a\\u0000\"}",
                        Code.INVALID_TEXT,
                        "/data/orderNumber",
                        "Invalid entity id: \"a\\u0000\" has the control character U+0000 at index 1"),
                refused(
                        ORDER,
                        "{\"orderNumber\": \"" + "x".repeat(1025) + "\"}",
                        Code.TOO_LONG,
                        "/data/orderNumber",
                        "Invalid entity id: \"" + "x".repeat(63) + "…\" must be at most 1024 bytes long, not 1025"),
                // F30: limits of numbers and nesting.
                refused(
                        ORDER,
                        "{\"orderNumber\": 1, \"x\": " + "9".repeat(1001) + "}",
                        Code.TOO_LONG,
                        "/data",
                        "The data must not have numbers of more than 1000 characters"),
                refused(
                        ORDER,
                        "{\"orderNumber\": 1, \"x\": " + "[".repeat(64) + "]".repeat(64) + "}",
                        Code.TOO_DEEP,
                        "/data",
                        "The data must be nested at most 64 levels deep"),
                refused(
                        ORDER,
                        " ".repeat(Json.MAX_BYTES) + "1",
                        Code.TOO_LARGE,
                        "/data",
                        "The data must be at most 1048576 characters long, not 1048577"));
    }

    private static Arguments wrong(String data, String type) {
        return refused(
                optional("order", "/data/orderNumber"),
                data,
                Code.WRONG_TYPE,
                "/data/orderNumber",
                "The order id must be a string or an integer, not " + type + "");
    }

    private static Arguments twice(String entity, String data, String pointer) {
        return refused(entity, data, Code.DUPLICATE_KEY, pointer, "The object has a duplicate key");
    }

    private static Arguments refused(String entity, @Nullable String data, Code code, String pointer, String message) {
        return Arguments.of(entity, data, Rejection.of(code, pointer, message));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void f23_f24_f25_f30_f32_an_event_with_unclear_entities_is_rejected_with_a_pointer(
            String entity, @Nullable String data, Rejection rejection) {
        Mapping mapping = catalogOf(entities(entity)).map(event(data));

        assertThat(mapping).isEqualTo(new Mapping.Refused(ENTRY, rejection));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"orderNumber\": 1",
                "{\"orderNumber\": 1}}",
                "{\"orderNumber\": 1} {}",
                "{\"orderNumber\": 01}",
                "{\"orderNumber\": NaN}",
                "{'orderNumber': 1}",
                "{\"orderNumber\": 1,}",
                "\ufeff{\"orderNumber\": 1}",
                "{\"orderNumber\": 1 /* one */}",
                "{\"orderNumber\": \"\u0001\"}",
                "secret",
                "{\"orderNumber\": 1, \"x\": \"\\x\"}",
                "{\"orderNumber\": 1, \"\\ud800\": 1}"
            })
    void data_that_is_not_json_is_rejected_and_not_quoted(String data) {
        Mapping mapping = catalogOf(entities(ORDER)).map(event(data));

        assertThat(mapping).isInstanceOfSatisfying(Mapping.Refused.class, refused -> {
            assertThat(refused.rejection().code()).isEqualTo(Code.MALFORMED_JSON);
            assertThat(refused.rejection().pointer()).isEqualTo("/data");
            assertThat(refused.rejection().message()).startsWith("The data ").doesNotContain("secret");
        });
    }

    @Test
    void a_duplicate_key_outside_of_all_pointers_is_allowed() {
        Mapping mapping =
                catalogOf(entities(ORDER)).map(event("{\"orderNumber\": 1, \"x\": {\"a\": 1, \"a\": 2}, \"y\": [{}]}"));

        assertThat(mapping).isEqualTo(mapped(activity("order", "1").build()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{}", "null", "{\"userId\": null}", "{\"userId\": []}", "{\"userId\": [null]}", "{\"a\": {}}"})
    void an_event_without_any_of_its_optional_entities_has_no_entity(String data) {
        ActivityCatalog catalog = catalogOf(entities(optional("user", "/data/userId"), optional("user", "/data/a/b")));

        assertThat(catalog.map(event(data))).isEqualTo(new Mapping.NoEntity(ENTRY, List.of()));
    }

    @Test
    void a_blank_optional_id_is_ignored_with_one_warning() {
        ActivityCatalog catalog = catalogOf(entities(optional("user", "/data/users")));

        Mapping mapping = catalog.map(event("{\"users\": [\"U-1\", \" \", \"\", \"U-2\"]}"));

        assertThat(mapping)
                .isEqualTo(new Mapping.Mapped(
                        ENTRY,
                        List.of(
                                activity("user", "U-1").build(),
                                activity("user", "U-2").build()),
                        List.of(new Warning(
                                Warning.Code.BLANK_OPTIONAL_ID,
                                "/data/users/1",
                                "The user id is blank; it is ignored"))));
    }

    @Test
    void an_event_concerns_at_most_1000_entities() {
        ActivityCatalog catalog = catalogOf(entities(entity("product", "/data")));

        Mapping thousand = catalog.map(event(numbers(1000, "3, 3, 999")));
        Mapping oneMore = catalog.map(event(numbers(1001, "3")));

        assertThat(thousand)
                .isEqualTo(mapped(IntStream.range(0, 1000)
                        .mapToObj(id -> activity("product", "" + id).build())
                        .toArray(Activity[]::new)));
        assertThat(oneMore)
                .isEqualTo(new Mapping.Refused(
                        ENTRY,
                        Rejection.of(
                                Code.TOO_MANY_ENTITIES, "/data/1000", "The event must concern at most 1000 entities")));
    }

    private static String numbers(int count, String more) {
        return IntStream.range(0, count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "," + more + "]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "1e400 | 1e400",
                "-0.0 | -0.0",
                "0.10000000000000000000000000000000000000000000001 | 0.10000000000000000000000000000000000000000000001",
                "\"\\u00e9\\/\\n é\" | \"\\u00e9\\/\\n é\"",
                "\"\\ud83d\\ude00 😀\" | \"\\ud83d\\ude00 😀\"",
                "\"\\\\ud800\" | \"\\\\ud800\"",
                "{ \"a\" : [ 1 , 2 ] } | { \"a\" : [ 1 , 2 ] }",
                "[] | []",
                "false | false",
                "\"\" | \"\"",
                "null | -",
            })
    void f30_an_attribute_is_the_unchanged_text_of_the_event(String value, @Nullable String kept) {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"attributes\": {\"x\": \"/data/x\"}");

        Mapping mapping = catalog.map(event("{\"orderNumber\":1,\"x\":" + value + "}"));

        Activity.Builder expected = activity("order", "1");
        expected.attributes(kept == null ? ActivityAttributes.none() : ActivityAttributes.of(Map.of("x", kept)));
        assertThat(mapping).isEqualTo(mapped(expected.build()));
    }

    @Test
    void f48_what_the_catalog_does_not_keep_is_dropped() {
        Mapping mapping = catalogOf(entities(ORDER)).map(event("{\"orderNumber\": 1, \"new\": {\"field\": true}}"));

        assertThat(mapping).isEqualTo(mapped(activity("order", "1").build()));
    }

    @Test
    void an_attribute_of_every_element_becomes_one_array() {
        ActivityCatalog catalog = catalogOf(entities(ORDER)
                + ", \"attributes\": {\"prices\": \"/data/items/price\", \"first\": \"/data/items/0\", \"all\": \"/data/items\","
                + " \"order\": \"/subject\"}");
        DomainEvent.Builder builder = DomainEvent.builder(IDENTITY, TYPE, TIME);
        builder.subject("a \"b\" \\")
                .data("{\"orderNumber\":1,\"items\":[{\"price\":1.50},{\"price\":null},{\"price\": \"2\"}]}");

        Mapping mapping = catalog.map(builder.build());

        Map<String, String> kept = new LinkedHashMap<>();
        kept.put("prices", "[1.50,\"2\"]");
        kept.put("first", "{\"price\":1.50}");
        kept.put("all", "[{\"price\":1.50},{\"price\":null},{\"price\": \"2\"}]");
        kept.put("order", "\"a \\\"b\\\" \\\\\"");
        Activity.Builder expected = activity("order", "1");
        expected.attributes(ActivityAttributes.of(kept));
        assertThat(mapping).isEqualTo(mapped(expected.build()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "\"<high>\"",
                "\"<high>\\ude00\"",
                "\"\\ud83d<low>\"",
                "{\"<low>\": 1}",
                "\"\\\\\\ud800\""
            })
    void f32_an_attribute_with_a_lone_surrogate_is_rejected(String value) {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"attributes\": {\"x\": \"/data/x\"}");

        String halves =
                value.replace("<high>", String.valueOf((char) 0xd83d)).replace("<low>", String.valueOf((char) 0xde00));
        Mapping mapping = catalog.map(event("{\"orderNumber\": 1, \"x\": " + halves + "}"));

        assertThat(mapping)
                .isEqualTo(new Mapping.Refused(
                        ENTRY,
                        Rejection.of(
                                Code.INVALID_TEXT,
                                "/data/x",
                                "The value of an attribute must not have lone surrogates")));
    }

    @Test
    void f25_an_attribute_with_a_duplicate_key_is_rejected() {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"attributes\": {\"x\": \"/data/x\"}");

        Mapping mapping = catalog.map(event("{\"orderNumber\": 1, \"x\": [{\"a\": {\"b\": 1, \"b\": 1}}]}"));

        assertThat(mapping)
                .isEqualTo(new Mapping.Refused(
                        ENTRY, Rejection.of(Code.DUPLICATE_KEY, "/data/x/0/a/b", "The object has a duplicate key")));
    }

    @Test
    void a_long_pointer_is_truncated() {
        String key = "k".repeat(100_000);

        Mapping mapping = catalogOf(entities(ORDER)).map(event("{\"" + key + "\": 1, \"" + key + "\": 1}"));

        assertThat(mapping)
                .isEqualTo(new Mapping.Refused(
                        ENTRY,
                        Rejection.of(
                                Code.DUPLICATE_KEY,
                                "/data/" + "k".repeat(505) + "…",
                                "The object has a duplicate key")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{order}: {x} | \"tea \\\"green\\\"\" | 1: tea \"green\"",
                "{order}: {x} | 39.90 | 1: 39.90",
                "{order}: {x} | {\"a\": 1} | 1: {\"a\": 1}",
                "{order}: {x} | null | 1: ",
                "{{{order}}} {{x}} | 1 | {1} {x}",
                "{x} | \"a\\nb\\u0000c\\u2028d\\te\" | a b c d e",
                "{x} | \"\" | -",
                "{product} | 1 | A, B",
            })
    void a_summary_is_one_line_of_plain_text(String template, String value, @Nullable String line) {
        ActivityCatalog catalog = catalogOf(entities(ORDER, optional("product", "/data/p"))
                + ", \"attributes\": {\"x\": \"/data/x\"}, \"summary\": \"" + template + "\"");

        Mapping mapping = catalog.map(event("{\"orderNumber\":1,\"p\":[\"A\",\"B\"],\"x\":" + value + "}"));

        assertThat(summaryOf(mapping)).isEqualTo(line == null ? null : line.replaceAll("^1:$", "1: "));
    }

    @Test
    void a_summary_is_truncated_to_200_characters_between_code_points() {
        ActivityCatalog catalog =
                catalogOf(entities(ORDER) + ", \"attributes\": {\"x\": \"/data/x\"}, \"summary\": \"{x} {order}\"");

        Mapping fits = catalog.map(event("{\"orderNumber\": 1, \"x\": \"" + "x".repeat(198) + "\"}"));
        Mapping cut = catalog.map(event("{\"orderNumber\": 1, \"x\": \"" + "x".repeat(199) + "\"}"));
        Mapping pairs = catalog.map(event("{\"orderNumber\": 1, \"x\": \"" + "\\ud83d\\ude00".repeat(5000) + "\"}"));

        assertThat(summaryOf(fits)).isEqualTo("x".repeat(198) + " 1");
        assertThat(summaryOf(cut)).isEqualTo("x".repeat(199) + "…");
        assertThat(summaryOf(pairs)).isEqualTo("😀".repeat(99) + "…");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{\"id\":\"/data/by\"} | {\"by\":\"U-1\"} | U-1 | - | - | -",
                "{\"id\":\"/data/by\",\"type\":\"user\"} | {\"by\":7} | 7 | user | - | -",
                "{\"id\":\"/data/by\",\"type\":\"user\"} | {} | svc | app | - | -",
                "{\"id\":\"/data/by\"} | {\"by\":null} | svc | app | - | -",
                "{\"id\":\"/authid\"} | {} | svc | app | - | -",
                "{\"id\":\"/authid\",\"type\":\"user\"} | {} | svc | user | - | -",
                "{\"id\":\"/data/by\"} | {\"by\":\" \"} | svc | app | BLANK_OPTIONAL_ID | The actor's id is blank; it is ignored",
                "{\"id\":\"/data/by\"} | {\"by\":1.5} | svc | app | ATTRIBUTE_IGNORED | The actor's id must be a string or an integer, not a number with a fraction or an exponent; it is ignored",
                "{\"id\":\"/data/by\"} | {\"by\":{}} | svc | app | ATTRIBUTE_IGNORED | The actor's id must be a string or an integer, not an object; it is ignored",
                "{\"id\":\"/data/by\"} | {\"by\":\"\\u0000\"} | svc | app | ATTRIBUTE_IGNORED | Invalid actor id: \"\\u0000\" has the control character U+0000 at index 0; it is ignored",
                "{\"id\":\"/data/by/x\"} | {\"by\":\"U-1\"} | svc | app | - | -",
            })
    void the_entry_defines_the_actor_and_the_event_is_the_fallback(
            String actor,
            String data,
            String id,
            @Nullable String type,
            Warning.@Nullable Code warning,
            @Nullable String message) {
        ActivityCatalog catalog = catalogOf(entities(entity("order", "/subject")) + ", \"actor\": " + actor);
        DomainEvent.Builder builder = DomainEvent.builder(IDENTITY, TYPE, TIME);
        builder.subject("ORD-1").actor(Actor.of("svc", "app")).data(data);

        Mapping mapping = catalog.map(builder.build());

        Activity.Builder expected = activity("order", "ORD-1");
        expected.actor(Actor.of(id, type));
        assertThat(mapping)
                .isEqualTo(new Mapping.Mapped(
                        ENTRY,
                        List.of(expected.build()),
                        warning == null
                                ? List.of()
                                : List.of(new Warning(warning, "/data/by", String.valueOf(message)))));
    }

    private static @Nullable String summaryOf(Mapping mapping) {
        return ((Mapping.Mapped) mapping).activities().get(0).summary();
    }

    @Test
    void an_escape_with_a_digit_outside_of_ascii_is_not_json() {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"attributes\": {\"note\": \"/data/note\"}");

        assertThat(catalog.map(event("{\"orderNumber\":\"1\",\"note\":\"\\u004\u0141\"}")))
                .isInstanceOfSatisfying(
                        ActivityCatalog.Mapping.Refused.class,
                        refused -> assertThat(refused.rejection().code()).isEqualTo(Rejection.Code.MALFORMED_JSON));
    }

    @ParameterizedTest
    @CsvSource({
        "orders.orderCreated, orders.orderCreated.v1",
        "ORDERS.ORDERCREATED.V1, orders.orderCreated.v1",
        "users.userCreated.v2, users.userCreated.v1",
        "UserCreated, users.userCreated.v1",
        "orders.orderCreatedv1, orders.orderCreated.v1"
    })
    void the_nearest_entry_of_a_type_is_the_most_similar_one(String type, String nearest) {
        assertThat(ActivityCatalog.reference().nearest(type)).isEqualTo(EventTypePattern.parse(nearest));
    }

    @Test
    void a_prefix_is_compared_with_the_start_of_a_type() {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version": 1, "events": {
                  "orders.*": {"entities": [{"type": "order", "id": "/data/id"}]},
                  "users.userCreated.v1": {"entities": [{"type": "user", "id": "/data/id"}]}}}
                """);

        assertThat(catalog.nearest("order.somethingElse.v1")).isEqualTo(EventTypePattern.parse("orders.*"));
        assertThat(catalog.nearest("user.userCreated.v1")).isEqualTo(EventTypePattern.parse("users.userCreated.v1"));
        assertThat(catalog.nearest("")).isNotNull();
    }

    @Test
    void the_entity_types_are_those_of_all_entries_in_alphabetical_order() {
        assertThat(ActivityCatalog.reference().entityTypes()).containsExactly("order", "product", "user");
    }
}
