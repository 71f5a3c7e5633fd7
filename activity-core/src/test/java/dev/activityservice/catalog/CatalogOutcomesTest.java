package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TIME;
import static dev.activityservice.catalog.CatalogFixtures.catalogOf;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.event;
import static dev.activityservice.catalog.CatalogFixtures.eventOf;
import static dev.activityservice.catalog.CatalogFixtures.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.activityservice.ActivityService;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The results of a mapping in outcomes of recording. */
class CatalogOutcomesTest {

    private static final String MEMBERS =
            entities(optional("user", "/data/userId"), optional("order", "/data/orderNumber"));

    private final KeptActivities store = new KeptActivities();

    @Test
    void f26_events_without_an_entry_or_an_entity_are_ignored_and_do_not_affect_other_events() {
        ActivityService service = serviceOf(catalogOf(MEMBERS)).build();

        List<Outcome> outcomes = service.recordEvents(List.of(
                eventOf("orders.orderArchived.v1", "{}"),
                event("{}"),
                event("{\"userId\": true}"),
                event("{\"userId\": \"U-1\", \"orderNumber\": 7}")));

        assertThat(outcomes)
                .extracting(Outcome::kind, Outcome::entities)
                .containsExactly(
                        tuple(Kind.IGNORED, List.of()),
                        tuple(Kind.NO_ENTITY, List.of()),
                        tuple(Kind.REJECTED, List.of()),
                        tuple(Kind.RECORDED, List.of(EntityRef.of("user", "U-1"), EntityRef.of("order", "7"))));
        assertThat(rejection(outcomes.get(2)))
                .isEqualTo(Rejection.of(
                        Code.WRONG_TYPE, "/data/userId", "The user id must be a string or an integer, not a boolean"));
        assertThat(store.kept())
                .containsExactly(
                        CatalogFixtures.activity("user", "U-1").build(),
                        CatalogFixtures.activity("order", "7").build());
    }

    @Test
    void f26_a_setting_rejects_events_without_an_entry_or_an_entity() {
        ActivityService service =
                serviceOf(catalogOf(MEMBERS)).rejectUnrecordable(true).build();

        List<Outcome> outcomes = service.recordEvents(List.of(eventOf("orders.orderArchived.v1", "{}"), event("{}")));

        assertThat(outcomes)
                .extracting(outcome -> rejection(outcome).toString())
                .containsExactly(
                        "Rejection[code=UNKNOWN_TYPE, pointer=/type, message=The catalog has no entry for this event type]",
                        "Rejection[code=NO_ENTITY, pointer=/data, message=The event names none of its entities]");
        assertThat(store.kept()).isEmpty();
    }

    @Test
    void an_event_whose_retention_has_passed_is_expired() {
        ActivityCatalog catalog = catalogOf(entities(ORDER) + ", \"retention\": \"PT1H\"");
        DomainEvent event = event("{\"orderNumber\": 1}");

        Outcome before = serviceOf(catalog)
                .clock(InstantSource.fixed(TIME.plus(Duration.ofHours(1)).minusNanos(1)))
                .build()
                .recordEvents(List.of(event))
                .get(0);
        Outcome after = serviceOf(catalog)
                .clock(InstantSource.fixed(TIME.plus(Duration.ofHours(1))))
                .build()
                .recordEvents(List.of(event))
                .get(0);

        assertThat(List.of(before, after)).extracting(Outcome::kind).containsExactly(Kind.RECORDED, Kind.EXPIRED);
        assertThat(store.kept()).hasSize(1);
    }

    private static Rejection rejection(Outcome outcome) {
        return ((Outcome.Rejected) outcome).rejection();
    }

    private ActivityService.Builder serviceOf(ActivityCatalog catalog) {
        return ActivityService.builder(store).catalog(catalog).clock(InstantSource.fixed(TIME));
    }
}
