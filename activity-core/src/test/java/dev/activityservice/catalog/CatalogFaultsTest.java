package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TYPE;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.entity;
import static dev.activityservice.catalog.CatalogFixtures.fileOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.json.Json;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All faults of a catalog are reported together, in the order of the file, each with its location. */
class CatalogFaultsTest {

    private static final String POINTER_ROOTS =
            "must begin with \"/data\", or be \"/subject\", \"/authid\", \"/correlationid\","
                    + " \"/causationid\", \"/source\" or \"/type\"";

    private static final String ENTRY = "/events/" + TYPE;

    @Test
    void all_faults_of_a_file_are_reported_in_its_order() {
        String file = """
                {
                  "version": 2,
                  "evnts": {},
                  "events": {
                    "orders.*.v1": {"entities": [{"type": "order", "id": "/data/orderNumber"}]},
                    "orders.a": {"entities": []},
                    "orders.b": {
                      "summary": "Order {number} by {user}",
                      "entities": [
                        {"type": "2nd", "id": "/data/~2"},
                        {"type": "order", "id": "orderNumber", "optional": "yes"},
                        {"type": "user", "id": "/orderNumber"},
                        {"id": 7},
                        "order",
                        {"type": "user", "id": "/data/u"},
                        {"type": "user", "id": "/data/u"}
                      ],
                      "actr": {"id": "/data/u"},
                      "attributes": {"no name": "/data/x", "total": "/time"},
                      "retention": "P3M"
                    },
                    "orders.c": {"actor": {"type": ""}, "attributes": [], "retention": 90, "colour": 1},
                    "orders.c": {},
                    "orders.d/e": null
                  }
                }
                """;

        InvalidCatalogException thrown =
                catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(file));

        assertThat(thrown.faults())
                .containsExactly(
                        new Fault("/version", "must be 1, not 2"),
                        new Fault("/evnts", "is not a known key; did you mean \"events\"?"),
                        new Fault(
                                "/events/orders.*.v1",
                                "is not an event type: it must have '*' only at its end, after a prefix and a dot"),
                        new Fault("/events/orders.a/entities", "must have at least one entity"),
                        new Fault(
                                "/events/orders.b/summary",
                                "has the placeholder {number}, which is neither an attribute nor an entity type of this entry"),
                        new Fault(
                                "/events/orders.b/entities/0/type",
                                "\"2nd\" is not an entity type: it must be a letter, then letters, digits, '.', '_' or '-'"),
                        new Fault(
                                "/events/orders.b/entities/0/id",
                                "\"/data/~2\" must have 0 or 1 after each '~' (RFC 6901, section 3)"),
                        new Fault(
                                "/events/orders.b/entities/1/id",
                                "\"orderNumber\" must be a JSON Pointer that begins with '/' (for example \"/data/orderNumber\")"),
                        new Fault("/events/orders.b/entities/1/optional", "must be true or false, not a string"),
                        new Fault("/events/orders.b/entities/2/id", "\"/orderNumber\" " + POINTER_ROOTS),
                        new Fault("/events/orders.b/entities/3", "must have \"type\""),
                        new Fault(
                                "/events/orders.b/entities/3/id",
                                "must be a JSON Pointer (for example \"/data/orderNumber\"), not a number"),
                        new Fault(
                                "/events/orders.b/entities/4",
                                "must be an object with \"type\" and \"id\", not a string"),
                        new Fault(
                                "/events/orders.b/entities/6",
                                "is a duplicate: an earlier entity has the same type and the same pointer"),
                        new Fault("/events/orders.b/actr", "is not a known key; did you mean \"actor\"?"),
                        new Fault(
                                "/events/orders.b/attributes/no name",
                                "must be a name: a letter, then letters, digits, '.', '_' or '-', at most 64"
                                        + " characters"),
                        new Fault("/events/orders.b/attributes/total", "\"/time\" " + POINTER_ROOTS),
                        new Fault(
                                "/events/orders.b/retention",
                                "\"P3M\" must be a duration of days, hours, minutes and seconds (for example \"P90D\" or"
                                        + " \"PT12H\")"),
                        new Fault("/events/orders.c", "must have \"entities\""),
                        new Fault("/events/orders.c/actor", "must have \"id\""),
                        new Fault("/events/orders.c/actor/type", "\"\" is not an actor type: it is blank"),
                        new Fault(
                                "/events/orders.c/attributes", "must be an object of names and pointers, not an array"),
                        new Fault(
                                "/events/orders.c/retention",
                                "must be an ISO 8601 duration (for example \"P90D\"), not a number"),
                        new Fault(
                                "/events/orders.c/colour",
                                "is not a known key; known keys are \"entities\", \"actor\", \"attributes\", \"summary\","
                                        + " \"retention\", \"tenant\", \"readers\", \"sources\""),
                        new Fault("/events/orders.c", "is a duplicate key"),
                        new Fault("/events/orders.d~1e", "must be an object with \"entities\", not null"));
        assertThat(thrown).hasMessageStartingWith("Invalid catalog: 26 fault(s)\n  /version: must be 1, not 2\n");
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("", "", "must be an object with \"version\" and \"events\", not empty"),
                Arguments.of("[]", "", "must be an object with \"version\" and \"events\", not an array"),
                Arguments.of("{\"events\": {\"a\": {" + entities(ORDER) + "}}}", "", "must have \"version\": 1"),
                Arguments.of("{\"version\": 1}", "", "must have \"events\""),
                Arguments.of(
                        "{\"version\": \"1\", \"events\": {\"a\": {" + entities(ORDER) + "}}}",
                        "/version",
                        "must be the number 1, not a string"),
                Arguments.of("{\"version\": 1, \"events\": {}}", "/events", "must have at least one event type"),
                Arguments.of(
                        "{\"version\": 1, \"events\": []}",
                        "/events",
                        "must be an object of event types, not an array"),
                Arguments.of(
                        fileOf("\"entities\": {}"), ENTRY + "/entities", "must be an array of entities, not an object"),
                Arguments.of(fileOf(entities(ORDER)) + " {}", "", "must end at the closing brace of the catalog"),
                Arguments.of(
                        fileOf(entities("{}")).replace("{}", "{\"type\": \"order\"}"),
                        ENTRY + "/entities/0",
                        "must have \"id\""),
                Arguments.of(
                        " ".repeat(Json.MAX_BYTES + 1), "", "must be at most 1048576 characters long, not 1048577"),
                Arguments.of(
                        fileOf(entities(Collections.nCopies(31, "1").stream()
                                        .map(one -> ORDER)
                                        .toArray(String[]::new))
                                .replaceAll("orderNumber", "n")),
                        ENTRY + "/entities",
                        "must have at most 30 entities, not 31"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_fault_is_reported_with_its_pointer(String file, String pointer, String message) {
        assertThat(faultsOf(file)).contains(new Fault(pointer, message));
    }

    static Stream<Arguments> textsThatAreNoJson() {
        return Stream.of(
                Arguments.of("{\"version\": 1,}", "at line 1, column 15: Unexpected character"),
                Arguments.of("{\"version\": 1,\n \"events\" 3", "at line 2, column 11: Unexpected character"),
                Arguments.of("{\"version\": 1 // one\n}", "at line 1, column 15: Unexpected character"),
                Arguments.of("{\"version\": 2, \"x\": 1", "at line 1, column 22: Unexpected end-of-input"));
    }

    @ParameterizedTest
    @MethodSource("textsThatAreNoJson")
    void a_text_that_is_not_json_is_one_fault_with_line_and_column(String file, String start) {
        List<Fault> faults = faultsOf(file);

        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).pointer()).isEmpty();
        assertThat(faults.get(0).message())
                .startsWith("is not well-formed JSON " + start)
                .doesNotContain("Source");
    }

    @Test
    void a_long_quotation_of_the_parser_is_truncated() {
        List<Fault> faults = faultsOf("{\"version\": t" + "\u0001".repeat(1000) + "}");

        assertThat(faults).hasSize(1);
        assertThat(faults.get(0).message())
                .startsWith("is not well-formed JSON at line 1, column 13: Unrecognized token 't\\u0001\\u0001")
                .endsWith("…")
                .hasSizeLessThan(500);
    }

    @Test
    void excessive_nesting_is_one_fault() {
        assertThat(faultsOf("[".repeat(100_000))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                | must be a JSON Pointer that begins with '/' (for example \"/data/orderNumber\")",
                "$.data.orderNumber| must be a JSON Pointer that begins with '/' (for example \"/data/orderNumber\")",
                "/orderNumber      | " + POINTER_ROOTS,
                "/                 | " + POINTER_ROOTS,
                "/subject/x        | must end after \"/subject\", which is a string",
                "/data/a~          | must have 0 or 1 after each '~' (RFC 6901, section 3)",
                "/data/9999999999  | must have array indexes of at most 9 digits",
            })
    void an_invalid_pointer_is_a_fault(String pointer, String problem) {
        assertThat(faultsOf(fileOf(entities(entity("order", pointer)))))
                .containsExactly(new Fault(ENTRY + "/entities/0/id", "\"" + pointer + "\" " + problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Order {order          | has a '{' without a '}' (write \"{{\" for a literal brace)",
                "Order order}          | has a '}' without a '{' (write \"}}\" for a literal brace)",
                "Order {}              | has the placeholder {}, which is neither an attribute nor an entity type of this entry",
                "Order {Order}         | has the placeholder {Order}, which is neither an attribute nor an entity type of this entry; did you mean {order}?",
                "Order { order }       | has the placeholder { order }, which is neither an attribute nor an entity type of this entry; did you mean {order}?",
                "Order {ordr} {x}      | has the placeholder {ordr}, which is neither an attribute nor an entity type of this entry; did you mean {order}?",
                "Order {customer}      | has the placeholder {customer}, which is neither an attribute nor an entity type of this entry",
                "Order {or}            | has the placeholder {or}, which is neither an attribute nor an entity type of this entry",
                "Order {\\u202eorder\\\\} | has the placeholder {\\u202eorder\\\\}, which is neither an attribute nor an entity type of this entry; did you mean {order}?",
                "'  '                  | must not be blank; omit it instead",
                "Order\\n{order}       | must be one line without control characters",
                "Order \\ud83d{order}  | must not have lone surrogates",
            })
    void an_invalid_template_is_a_fault(String template, String problem) {
        assertThat(faultsOf(fileOf(entities(ORDER) + ", \"summary\": \"" + template + "\"")))
                .containsExactly(new Fault(ENTRY + "/summary", problem));
    }

    @Test
    void an_unknown_placeholder_is_reported_with_the_nearest_attribute_or_entity_type() {
        String attributes =
                ", \"attributes\": {\"shipment\": \"/data/s\", \"id\": \"/data/i\", \"total\": \"/data/t\"}";

        assertThat(faultsOf(fileOf(entities(ORDER) + attributes + ", \"summary\": \"{shipmnt} of {order}\"")))
                .containsExactly(new Fault(
                        ENTRY + "/summary",
                        "has the placeholder {shipmnt}, which is neither an attribute nor an entity type of this"
                                + " entry; did you mean {shipment}?"));
        assertThat(faultsOf(fileOf(entities(ORDER) + attributes + ", \"summary\": \"{xy}\"")))
                .containsExactly(new Fault(
                        ENTRY + "/summary",
                        "has the placeholder {xy}, which is neither an attribute nor an entity type of this entry"));
    }

    @Test
    void an_ambiguous_placeholder_is_a_fault() {
        String file =
                fileOf(entities(ORDER) + ", \"attributes\": {\"order\": \"/data/order\"}, \"summary\": \"{order}\"");

        assertThat(faultsOf(file))
                .containsExactly(
                        new Fault(
                                ENTRY + "/summary",
                                "has the placeholder {order}, which is both an attribute and an entity type; rename the attribute"));
    }

    @Test
    void a_template_of_more_than_200_characters_is_a_fault() {
        assertThat(faultsOf(fileOf(entities(ORDER) + ", \"summary\": \"" + "x".repeat(201) + "\"")))
                .containsExactly(new Fault(ENTRY + "/summary", "must be at most 200 characters long"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "P0D      | must be more than zero",
                "PT0S     | must be more than zero",
                "P-1D     | must be more than zero",
                "-PT1S    | must be more than zero",
                "PT0.5S   | must be a whole number of seconds",
                "P36526D  | must be at most 100 years (36525 days)",
                "P1Y      | must be a duration of days, hours, minutes and seconds (for example \"P90D\" or \"PT12H\")",
                "P1M      | must be a duration of days, hours, minutes and seconds (for example \"P90D\" or \"PT12H\")",
                "90 days  | must be a duration of days, hours, minutes and seconds (for example \"P90D\" or \"PT12H\")",
                "P9999999999D | must be a duration of days, hours, minutes and seconds (for example \"P90D\" or \"PT12H\")",
                "PT9223372036854775807H | must be a duration of days, hours, minutes and seconds (for example \"P90D\" or \"PT12H\")",
                "P        | must be a duration of days, hours, minutes and seconds (for example \"P90D\" or \"PT12H\")",
            })
    void an_invalid_retention_is_a_fault(String retention, String problem) {
        assertThat(faultsOf(fileOf(entities(ORDER) + ", \"retention\": \"" + retention + "\"")))
                .containsExactly(new Fault(ENTRY + "/retention", "\"" + retention + "\" " + problem));
    }

    @ParameterizedTest
    @ValueSource(strings = {"P36525D", "PT1S", "P2W", "P1DT12H"})
    void a_valid_retention_is_not_a_fault(String retention) {
        ActivityCatalog catalog =
                ActivityCatalog.parse(fileOf(entities(ORDER) + ", \"retention\": \"" + retention + "\""));

        assertThat(catalog.eventTypes()).hasSize(1);
    }

    @Test
    void one_mistake_is_reported_once() {
        // Only the pointer of the attribute is invalid. The placeholder with its name is not.
        String file =
                fileOf(entities(ORDER) + ", \"attributes\": {\"total\": \"total\"}, \"summary\": \"{total} {order}\"");

        assertThat(faultsOf(file))
                .containsExactly(new Fault(
                        ENTRY + "/attributes/total",
                        "\"total\" must be a JSON Pointer that begins with '/' (for example \"/data/orderNumber\")"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "atributes | is not a known key; did you mean \"attributes\"?",
                "attributes | must be an object of names and pointers, not null"
            })
    void placeholders_are_not_checked_if_the_names_are_unknown(String key, String problem) {
        String kept = key.equals("attributes") ? "null" : "{\"total\": \"/data/total\"}";

        assertThat(faultsOf(fileOf(entities(ORDER) + ", \"" + key + "\": " + kept + ", \"summary\": \"{total}\"")))
                .containsExactly(new Fault(ENTRY + "/" + key, problem));
    }

    @Test
    void values_in_faults_are_escaped_and_truncated() {
        String file = fileOf(entities(entity("order", "\\n\\\"" + "x".repeat(100))));

        assertThat(faultsOf(file))
                .containsExactly(
                        new Fault(
                                ENTRY + "/entities/0/id",
                                "\"\\u000a\\\"" + "x".repeat(61)
                                        + "…\" must be a JSON Pointer that begins with '/' (for example \"/data/orderNumber\")"));
    }

    private static List<Fault> faultsOf(String file) {
        return catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(file))
                .faults();
    }
}
