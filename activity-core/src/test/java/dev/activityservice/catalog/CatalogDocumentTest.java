package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.IDENTITY;
import static dev.activityservice.catalog.CatalogFixtures.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/catalog.md} work as described. */
class CatalogDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "catalog.md");

    @Test
    void the_example_of_the_documentation_works_as_described() throws IOException {
        ActivityCatalog catalog = ActivityCatalog.parse(example());

        Mapping mapping = catalog.map(CatalogFixtures.eventOf(
                "shop.orderPlaced.v1",
                "{\"orderNumber\": \"ORD-1\", \"customer\": {\"id\": \"U-1\"}, \"total\": 39.90,"
                        + " \"items\": [{\"productId\": \"P-1\"}, {\"productId\": \"P-2\"}]}"));

        List<Activity> activities = ((Mapping.Mapped) mapping).activities();
        assertThat(activities)
                .extracting(Activity::entity)
                .containsExactly(
                        EntityRef.of("order", "ORD-1"),
                        EntityRef.of("user", "U-1"),
                        EntityRef.of("product", "P-1"),
                        EntityRef.of("product", "P-2"));
        assertThat(activities).allSatisfy(activity -> {
            assertThat(activity.summary()).isEqualTo("Order ORD-1 placed for 39.90");
            assertThat(activity.identity()).isEqualTo(IDENTITY);
            assertThat(activity.time()).isEqualTo(TIME);
        });
    }

    @Test
    void the_example_of_timelines_works_as_described() throws IOException {
        ActivityCatalog catalog = ActivityCatalog.parse(example(1));

        Mapping mapping = catalog.map(DomainEvent.builder(IDENTITY, "shop.orderPlaced.v1", TIME)
                .actor(Actor.of("U-7", null))
                .correlationId("F-1")
                .causationId("e-1")
                .data("{\"orderNumber\": \"ORD-1\"}")
                .build());
        Mapping audit = catalog.map(DomainEvent.builder(IDENTITY, "audit.seen", TIME)
                .actor(Actor.of("system", null))
                .build());

        assertThat(((Mapping.Mapped) mapping).activities())
                .extracting(Activity::entity)
                .containsExactly(
                        EntityRef.of("order", "ORD-1"),
                        EntityRef.of("actor", "U-7"),
                        EntityRef.of("flow", "F-1"),
                        EntityRef.of("cause", "e-1"));
        assertThat(audit).isInstanceOf(Mapping.NoEntity.class);
    }

    @Test
    void the_example_of_readers_works_as_described() throws IOException {
        ActivityCatalog catalog = ActivityCatalog.parse(example(2));

        Mapping mapping = catalog.map(DomainEvent.builder(IDENTITY, "shop.orderPlaced.v1", TIME)
                .putExtension("tenantid", "acme")
                .data("{\"orderNumber\": \"ORD-1\", \"customerIds\": [\"U-1\", \"U-2\"]}")
                .build());

        List<Activity> activities = ((Mapping.Mapped) mapping).activities();
        assertThat(catalog.extensions()).containsExactlyInAnyOrder("tenantid", "supercededby");
        assertThat(activities).extracting(Activity::tenant).containsOnly("acme");
        assertThat(activities)
                .extracting(Activity::readers)
                .containsExactly(
                        List.of(EntityRef.of("user", "U-1"), EntityRef.of("user", "U-2")), List.of(), List.of());
    }

    @Test
    void the_faults_in_the_documentation_are_the_real_ones() throws IOException {
        String document = Files.readString(DOCUMENT);
        String mistaken = example().replaceFirst("\"entities\"", "\"entites\"").replace("P730D", "P3M");
        int begin = document.indexOf("Invalid catalog:");

        assertThatThrownBy(() -> ActivityCatalog.parse(mistaken))
                .isInstanceOf(InvalidCatalogException.class)
                .hasMessage(document.substring(begin, document.indexOf("\n```", begin)));
    }

    private static String example() throws IOException {
        return example(0);
    }

    private static String example(int index) throws IOException {
        String document = Files.readString(DOCUMENT);
        int begin = -1;
        for (int i = 0; i <= index; i++) {
            begin = document.indexOf("```json\n", begin) + "```json\n".length();
        }
        return document.substring(begin, document.indexOf("\n```", begin));
    }
}
