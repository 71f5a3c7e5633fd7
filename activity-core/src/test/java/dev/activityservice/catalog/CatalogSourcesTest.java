package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TIME;
import static dev.activityservice.catalog.CatalogFixtures.TYPE;
import static dev.activityservice.catalog.CatalogFixtures.catalogOf;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.event;
import static dev.activityservice.catalog.CatalogFixtures.fileOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources that may publish a type, and the maximum number of entities of an event. */
class CatalogSourcesTest {

    @Test
    void a_catalog_states_the_sources_of_each_entry() {
        ActivityCatalog catalog = ActivityCatalog.parse("""
                {"version": 1, "events": {
                  "orders.*": {"entities": [%1$s], "sources": ["shop.*", "dev.orders"]},
                  "orders.created": {"entities": [%1$s]}}}
                """.formatted(ORDER));

        assertThat(catalog.sources(EventTypePattern.parse("orders.*"))).containsExactly("shop.*", "dev.orders");
        assertThat(catalog.sources(EventTypePattern.parse("orders.created"))).isEmpty();
        assertThatThrownBy(() -> catalog.sources(EventTypePattern.parse("orders.changed")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot find the entry of the catalog: \"orders.changed\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "dev.orders | - | true",
                "http://dev.orders | dev.orders | true",
                "dev.orders | dev.users | false",
                "dev.users | dev.orders | false",
                "dev.orders | '' | false",
                "dev.orders2 | - | false",
                "DEV.ORDERS | - | false",
                "shop.eu.checkout | shop.us | true",
                "shop. | - | true",
                "shop | - | false",
                "a*b | - | false",
            })
    void each_source_of_an_event_must_be_one_of_the_entry(String own, @Nullable String ofEnvelope, boolean isAllowed) {
        ActivityCatalog catalog =
                catalogOf(entities(ORDER) + ", \"sources\": [\"dev.orders\", \"http://dev.orders\", \"shop.*\"]");
        DomainEvent.Builder event =
                DomainEvent.builder(EventIdentity.of(own, "e-1"), TYPE, TIME).data("{\"orderNumber\":\"1\"}");
        if (ofEnvelope != null) {
            event.extensions(Map.of("aws:source", ofEnvelope));
        }

        Mapping mapping = catalog.map(event.build());

        if (isAllowed) {
            assertThat(mapping).isInstanceOf(Mapping.Mapped.class);
        } else {
            assertThat(mapping)
                    .isInstanceOfSatisfying(
                            Mapping.Refused.class,
                            refused -> assertThat(refused.rejection())
                                    .extracting(Rejection::code, Rejection::pointer)
                                    .containsExactly(Rejection.Code.SOURCE_NOT_ALLOWED, "/source"));
        }
    }

    @Test
    void each_of_100_sources_may_publish_a_type() {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"sources\": ["
                + IntStream.range(0, 100).mapToObj(i -> "\"s" + i + "\"").collect(Collectors.joining(",")) + "]");

        for (String source : List.of("s0", "s30", "s99")) {
            assertThat(catalog.map(DomainEvent.builder(EventIdentity.of(source, "e-1"), TYPE, TIME)
                            .data("{\"orderNumber\":\"1\"}")
                            .build()))
                    .as(source)
                    .isInstanceOf(Mapping.Mapped.class);
        }
    }

    @Test
    void without_sources_every_source_may_publish_a_type() {
        DomainEvent event = DomainEvent.builder(EventIdentity.of("anyone", "e-1"), TYPE, TIME)
                .data("{\"orderNumber\":\"1\"}")
                .build();

        assertThat(catalogOf(entities(ORDER)).map(event)).isInstanceOf(Mapping.Mapped.class);
        assertThat(catalogOf(entities(ORDER)).extensions()).containsExactly("supercededby");
        assertThat(catalogOf(entities(ORDER) + ", \"sources\": [\"a\"]").extensions())
                .containsExactlyInAnyOrder("aws:source", "supercededby");
    }

    @Test
    void every_fault_of_sources_is_reported() {
        String file = fileOf(entities(ORDER) + ", \"sources\": [\"a\", \"a\", \"\", \"*\", \"a*b\", 7, \""
                + "x".repeat(1025) + "\"]");

        InvalidCatalogException thrown =
                catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(file));

        String entry = "/events/" + TYPE + "/sources/";
        String rule =
                " must be a source (for example \"dev.orders\"), or the beginning of sources with \"*\" at its end";
        assertThat(thrown.faults())
                .containsExactly(
                        new Fault(entry + 1, "is a duplicate"),
                        new Fault(entry + 2, "\"\"" + rule),
                        new Fault(entry + 3, "\"*\"" + rule),
                        new Fault(entry + 4, "\"a*b\" must have \"*\" only at its end"),
                        new Fault(entry + 5, "must be a source (for example \"dev.orders\"), not a number"),
                        new Fault(entry + 6, "\"" + "x".repeat(63) + "…\" must be at most 1024 characters long"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | must be an array of sources, not an object",
                "\"dev.orders\" | must be an array of sources, not a string",
                "[] | must have 1 to 100 sources, not 0",
            })
    void sources_are_an_array_with_elements(String sources, String message) {
        String file = fileOf(entities(ORDER) + ", \"sources\": " + sources);

        InvalidCatalogException thrown =
                catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(file));

        assertThat(thrown.faults()).containsExactly(new Fault("/events/" + TYPE + "/sources", message));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "1, 2, false", "3, 3, true", "3, 4, false", "999, 1000, false", "1000, 1000, true"})
    void an_event_may_have_at_most_the_maximum_of_different_ids(int max, int ids, boolean isMapped) {
        ActivityCatalog catalog =
                catalogOf(entities("{\"type\": \"order\", \"id\": \"/data/ids\", \"max\": " + max + "}"));
        String values = IntStream.range(0, ids).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));

        // The same ids again do not count.
        Mapping mapping = catalog.map(event("{\"ids\":[" + values + "," + values + "]}"));

        if (isMapped) {
            assertThat(mapping).isInstanceOf(Mapping.Mapped.class);
        } else {
            assertThat(mapping)
                    .isInstanceOfSatisfying(
                            Mapping.Refused.class,
                            refused -> assertThat(refused.rejection())
                                    .isEqualTo(Rejection.of(
                                            Rejection.Code.TOO_MANY_ENTITIES,
                                            "/data/ids",
                                            "The event must have at most " + max + " different order ids here, not "
                                                    + ids)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "99999999999", "1.5", "\"1\"", "null"})
    void a_maximum_is_a_number_from_1_to_1000(String max) {
        String file = fileOf(entities("{\"type\": \"order\", \"id\": \"/data/ids\", \"max\": " + max + "}"));

        InvalidCatalogException thrown =
                catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(file));

        assertThat(thrown.faults()).hasSize(1);
        assertThat(thrown.faults().get(0).pointer()).isEqualTo("/events/" + TYPE + "/entities/0/max");
        assertThat(thrown.faults().get(0).message()).startsWith("must be a whole number from 1 to 1000, not ");
    }
}
