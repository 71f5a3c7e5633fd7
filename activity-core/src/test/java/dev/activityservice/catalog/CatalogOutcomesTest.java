package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.IDENTITY;
import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TIME;
import static dev.activityservice.catalog.CatalogFixtures.TYPE;
import static dev.activityservice.catalog.CatalogFixtures.catalogOf;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.entity;
import static dev.activityservice.catalog.CatalogFixtures.event;
import static dev.activityservice.catalog.CatalogFixtures.eventOf;
import static dev.activityservice.catalog.CatalogFixtures.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.event.EventReader;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.Warning;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The results of a mapping in outcomes of recording and in the text of a dry run. */
class CatalogOutcomesTest {

    private static final String MEMBERS =
            entities(optional("user", "/data/userId"), optional("order", "/data/orderNumber"));

    private final KeptActivities store = new KeptActivities();

    @Test
    void f26_events_without_an_entry_or_an_entity_are_ignored_and_do_not_affect_other_events() {
        ActivityService service = serviceOf(catalogOf(MEMBERS)).build();

        List<Outcome> outcomes = service.record(List.of(
                eventOf("orders.orderArchived.v1", "{}"),
                event("{}"),
                event("{\"userId\": true}"),
                event("{\"userId\": \"U-1\", \"orderNumber\": 7}")));

        assertThat(outcomes)
                .containsExactly(
                        Outcome.of(Kind.IGNORED),
                        Outcome.of(Kind.NO_ENTITY),
                        Outcome.rejected(Rejection.of(
                                Code.WRONG_TYPE,
                                "/data/userId",
                                "The user id must be a string or an integer, not a boolean")),
                        Outcome.recorded(2));
        assertThat(store.kept())
                .containsExactly(
                        CatalogFixtures.activity("user", "U-1").build(),
                        CatalogFixtures.activity("order", "7").build());
    }

    @Test
    void f26_a_setting_rejects_events_without_an_entry_or_an_entity() {
        ActivityService service =
                serviceOf(catalogOf(MEMBERS)).rejectUnrecordable(true).build();

        List<Outcome> outcomes = service.record(List.of(eventOf("orders.orderArchived.v1", "{}"), event("{}")));

        assertThat(outcomes)
                .extracting(outcome -> String.valueOf(outcome.rejection()))
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
                .record(List.of(event))
                .get(0);
        Outcome after = serviceOf(catalog)
                .clock(InstantSource.fixed(TIME.plus(Duration.ofHours(1))))
                .build()
                .record(List.of(event))
                .get(0);

        assertThat(List.of(before, after)).containsExactly(Outcome.recorded(1), Outcome.of(Kind.EXPIRED));
        assertThat(store.kept()).hasSize(1);
    }

    @Test
    void a_dry_run_describes_the_result_of_an_event() {
        DomainEvent.Builder builder = DomainEvent.builder(IDENTITY, TYPE, TIME);
        builder.timeSource(TimeSource.SQS)
                .actor(Actor.of("admin", null))
                .data("{\"userId\": \"U\\u00221\", \"orderNumber\": 7, \"secret\": 1}");
        Warning warning = new Warning(Warning.Code.BLANK_TIME, "/time", "The time is blank");
        ActivityCatalog catalog = catalogOf(MEMBERS + ", \"retention\": \"P1D\"");

        String words = explain(catalog, builder.build(), Outcome.recorded(2), List.of(warning));

        assertThat(words).isEqualTo("""
                        recordable: 2 activities
                          event    "orders.orderCreated.v1"
                          source   "dev.orders"
                          id       "e-1"
                          time     2026-03-02T09:16:00Z (sqs)
                          entry    "orders.orderCreated.v1"
                          entity   user "U\\"1"
                          entity   order "7"
                          actor    "admin"
                          expires  2026-03-03T09:16:00Z
                          warning  BLANK_TIME at /time: The time is blank""");
    }

    @Test
    void a_dry_run_contains_the_reason_and_the_pointer_of_a_rejection() {
        ActivityCatalog catalog = catalogOf(entities(ORDER));
        DomainEvent event = event("{\"secret\": 1}");
        Rejection rejection = ((ActivityCatalog.Mapping.Refused) catalog.map(event)).rejection();

        String words = explain(catalog, event, Outcome.rejected(rejection), List.of());

        assertThat(words).isEqualTo("""
                        rejected: MISSING_FIELD at /data/orderNumber: The order id is missing or null
                          event    "orders.orderCreated.v1"
                          source   "dev.orders"
                          id       "e-1"
                          time     2026-03-02T09:16:00Z (event)
                          entry    "orders.orderCreated.v1\"""");
    }

    @Test
    void a_dry_run_of_a_body_without_an_event_has_only_the_reason() {
        Rejection rejection = Rejection.of(Code.MALFORMED_JSON, "", "The body is empty");

        String words = new Explanation(new EventReader.Result.Rejected(rejection), null, Outcome.rejected(rejection))
                .describe();

        assertThat(words).isEqualTo("rejected: MALFORMED_JSON: The body is empty");
    }

    @Test
    void a_dry_run_distinguishes_the_other_results() {
        ActivityCatalog catalog = catalogOf(MEMBERS);
        DomainEvent unknown = eventOf("orders.orderArchived.v1", "{}");

        List<String> verdicts = List.of(
                explain(catalog, unknown, Outcome.of(Kind.IGNORED), List.of()),
                explain(catalog, event("{}"), Outcome.of(Kind.NO_ENTITY), List.of()),
                explain(catalog, event("{\"userId\": 1}"), Outcome.of(Kind.EXPIRED), List.of()),
                explain(catalog, event("{\"userId\": 1}"), Outcome.recorded(1), List.of()));

        assertThat(verdicts)
                .extracting(words -> words.lines().findFirst().orElseThrow())
                .containsExactly(
                        "ignored: no entry for \"orders.orderArchived.v1\"",
                        "no entity: the event names none of the entities of its entry",
                        "expired: its retention has passed",
                        "recordable: 1 activity");
    }

    @Test
    void a_dry_run_lists_at_most_20_entities() {
        ActivityCatalog catalog = catalogOf(entities(entity("product", "/data")));
        String ids = IntStream.range(0, 25).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));

        String words = explain(catalog, event(ids), Outcome.recorded(25), List.of());

        assertThat(words.lines().filter(line -> line.startsWith("  entity")))
                .hasSize(21)
                .endsWith("  entity   product \"19\"", "  entity   … and 5 more");
    }

    private static String explain(ActivityCatalog catalog, DomainEvent event, Outcome outcome, List<Warning> warnings) {
        return new Explanation(new EventReader.Result.Accepted(event, warnings, "1.0"), catalog.map(event), outcome)
                .describe();
    }

    private ActivityService.Builder serviceOf(ActivityCatalog catalog) {
        return ActivityService.builder(store).catalog(catalog).clock(InstantSource.fixed(TIME));
    }
}
