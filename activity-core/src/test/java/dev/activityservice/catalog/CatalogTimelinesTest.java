package dev.activityservice.catalog;

import static dev.activityservice.catalog.CatalogFixtures.IDENTITY;
import static dev.activityservice.catalog.CatalogFixtures.ORDER;
import static dev.activityservice.catalog.CatalogFixtures.TIME;
import static dev.activityservice.catalog.CatalogFixtures.TYPE;
import static dev.activityservice.catalog.CatalogFixtures.catalogOf;
import static dev.activityservice.catalog.CatalogFixtures.entities;
import static dev.activityservice.catalog.CatalogFixtures.entity;
import static dev.activityservice.catalog.CatalogFixtures.fileOf;
import static dev.activityservice.catalog.CatalogFixtures.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timelines of actors, flows, causes, sources and types, ids without a timeline, and entities of all entries. */
class CatalogTimelinesTest {

    private static final String ENTRY = "/events/" + TYPE;
    private static final String ACTOR_EVERYWHERE =
            "\"everywhere\": [{\"type\": \"actor\", \"id\": \"/authid\", \"optional\": true, \"except\": [\"system\"]}]";

    @ParameterizedTest
    @CsvSource({
        "/subject, S-1",
        "/authid, U-1",
        "/correlationid, F-1",
        "/causationid, C-1",
        "/source, dev.orders",
        "/type, orders.orderCreated.v1"
    })
    void an_attribute_of_the_event_has_a_timeline(String pointer, String id) {
        ActivityCatalog catalog = catalogOf(entities(entity("timeline", pointer)));

        assertThat(entitiesOf(catalog, everything())).containsExactly(EntityRef.of("timeline", id));
    }

    @ParameterizedTest
    @CsvSource({"/authid", "/correlationid", "/causationid"})
    void an_absent_attribute_is_missing_or_left_out(String pointer) {
        Mapping required =
                catalogOf(entities(ORDER, entity("timeline", pointer))).map(order());
        Mapping optional =
                catalogOf(entities(ORDER, optional("timeline", pointer))).map(order());

        assertThat(((Mapping.Refused) required).rejection())
                .isEqualTo(Rejection.of(Rejection.Code.MISSING_FIELD, pointer, "The timeline id is missing or null"));
        assertThat(((Mapping.Mapped) optional).activities())
                .extracting(Activity::entity)
                .containsExactly(EntityRef.of("order", "1"));
    }

    @Test
    void an_actor_of_the_entry_does_not_change_the_timeline_of_the_authid() {
        ActivityCatalog catalog = catalogOf(
                entities(entity("actor", "/authid")) + ", \"actor\": {\"id\": \"/data/customer\", \"type\": \"user\"}");
        DomainEvent event = DomainEvent.builder(IDENTITY, TYPE, TIME)
                .actor(Actor.of("A-1", null))
                .data("{\"customer\": \"C-1\"}")
                .build();

        Activity activity = ((Mapping.Mapped) catalog.map(event)).activities().get(0);

        assertThat(activity.entity()).isEqualTo(EntityRef.of("actor", "A-1"));
        assertThat(activity.actor()).isEqualTo(Actor.of("C-1", "user"));
    }

    @Test
    void an_excepted_id_has_no_timeline_and_is_not_missing() {
        ActivityCatalog catalog = catalogOf(
                entities(ORDER, "{\"type\": \"user\", \"id\": \"/data/users\", \"except\": [\"system\", \"7\"]}"));

        assertThat(entitiesOf(catalog, event("{\"orderNumber\": 1, \"users\": [\"system\", \"U-1\", 7, \"System\"]}")))
                .containsExactly(
                        EntityRef.of("order", "1"), EntityRef.of("user", "U-1"), EntityRef.of("user", "System"));
        assertThat(entitiesOf(catalog, event("{\"orderNumber\": 1, \"users\": \"system\"}")))
                .containsExactly(EntityRef.of("order", "1"));
    }

    @Test
    void an_event_with_excepted_ids_only_has_no_entity() {
        ActivityCatalog catalog =
                catalogOf(entities("{\"type\": \"user\", \"id\": \"/data/user\", \"except\": [\"system\"]}"));

        assertThat(catalog.map(event("{\"user\": \"system\"}"))).isInstanceOf(Mapping.NoEntity.class);
    }

    @Test
    void an_excepted_id_of_one_entity_may_have_a_timeline_of_another_entity() {
        ActivityCatalog catalog = catalogOf(entities(
                "{\"type\": \"user\", \"id\": \"/data/user\", \"except\": [\"U-1\"]}",
                entity("user", "/data/owner"),
                entity("person", "/data/user")));

        assertThat(entitiesOf(catalog, event("{\"user\": \"U-1\", \"owner\": \"U-1\"}")))
                .containsExactly(EntityRef.of("user", "U-1"), EntityRef.of("person", "U-1"));
    }

    @Test
    void everywhere_adds_its_entities_to_each_entry_after_those_of_the_entry() {
        ActivityCatalog catalog = ActivityCatalog.parse("{\"version\": 1, " + ACTOR_EVERYWHERE + """
                , "events": {
                  "orders.orderCreated.v1": {"entities": [{"type": "order", "id": "/data/orderNumber"}]},
                  "orders.*": {"summary": "by {actor}"}}}
                """);

        assertThat(entitiesOf(catalog, everything()))
                .containsExactly(EntityRef.of("order", "1"), EntityRef.of("actor", "U-1"));
        assertThat(catalog.entityTypes()).containsExactly("actor", "order");
        Mapping other = catalog.map(DomainEvent.builder(IDENTITY, "orders.other", TIME)
                .actor(Actor.of("U-1", null))
                .build());
        assertThat(((Mapping.Mapped) other).activities())
                .singleElement()
                .satisfies(activity -> assertThat(activity.summary()).isEqualTo("by U-1"));
        assertThat(catalog.map(DomainEvent.builder(IDENTITY, "orders.other", TIME)
                        .actor(Actor.of("system", null))
                        .build()))
                .isInstanceOf(Mapping.NoEntity.class);
    }

    @Test
    void an_entity_of_the_entry_replaces_the_same_entity_of_everywhere() {
        ActivityCatalog catalog = ActivityCatalog.parse("{\"version\": 1, " + ACTOR_EVERYWHERE + ", \"events\": {\""
                + TYPE + "\": {" + entities(entity("actor", "/authid")) + "}}}");

        assertThat(entitiesOf(catalog, by("system", null))).containsExactly(EntityRef.of("actor", "system"));
        assertThat(catalog.map(order())).isInstanceOf(Mapping.Refused.class);
    }

    @Test
    void a_reader_may_be_an_entity_of_everywhere() {
        ActivityCatalog catalog = ActivityCatalog.parse("{\"version\": 1, " + ACTOR_EVERYWHERE + ", \"events\": {\""
                + TYPE + "\": {" + entities(ORDER) + ", \"readers\": {\"order\": [\"actor\"]}}}}");

        List<Activity> activities = ((Mapping.Mapped) catalog.map(everything())).activities();

        assertThat(activities.get(0).readers()).containsExactly(EntityRef.of("actor", "U-1"));
    }

    @Test
    void the_timelines_of_types_sources_and_programs_are_shared() {
        ActivityCatalog catalog = catalogOf(entities(
                ORDER,
                entity("type", "/type"),
                "{\"type\": \"source\", \"id\": \"/source\", \"except\": [\"dev.quiet\"]}",
                optional("actor", "/authid"),
                optional("flow", "/correlationid")));

        assertThat(catalog.sharedTimelines(by("billing", "service_account")))
                .containsExactly(
                        EntityRef.of("type", TYPE),
                        EntityRef.of("source", "dev.orders"),
                        EntityRef.of("actor", "billing"));
        assertThat(catalog.sharedTimelines(by("U-1", "user")))
                .containsExactly(EntityRef.of("type", TYPE), EntityRef.of("source", "dev.orders"));
        assertThat(catalogOf(entities(ORDER, entity("flow", "/correlationid"))).sharedTimelines(everything()))
                .isEmpty();
        assertThat(catalog.sharedTimelines(
                        DomainEvent.builder(IDENTITY, "other", TIME).build()))
                .isEmpty();
    }

    @Test
    void the_faults_of_except_and_everywhere_name_their_location() {
        String ids = IntStream.range(0, 21).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
        assertThat(faultsOf(fileOf(entities(
                        "{\"type\": \"a\", \"id\": \"/data/a\", \"except\": \"system\"}",
                        "{\"type\": \"b\", \"id\": \"/data/a\", \"except\": []}",
                        "{\"type\": \"c\", \"id\": \"/data/a\", \"except\": [" + ids + "]}",
                        "{\"type\": \"d\", \"id\": \"/data/a\", \"except\": [\" \", 7, \"x\", \"x\"]}"))))
                .containsExactly(
                        new Fault(ENTRY + "/entities/0/except", "must be an array of ids, not a string"),
                        new Fault(ENTRY + "/entities/1/except", "must have 1 to 20 ids, not 0"),
                        new Fault(ENTRY + "/entities/2/except", "must have 1 to 20 ids, not 21"),
                        new Fault(ENTRY + "/entities/3/except/0", "\" \" is not the id of an entity: it is blank"),
                        new Fault(
                                ENTRY + "/entities/3/except/1", "must be an id (for example \"system\"), not a number"),
                        new Fault(ENTRY + "/entities/3/except/3", "is a duplicate"));
        assertThat(faultsOf("{\"version\": 1, \"everywhere\": {}, \"$schema\": 7, \"events\": {\"a\": {}}}"))
                .containsExactly(
                        new Fault("/everywhere", "must be an array of entities, not an object"),
                        new Fault("/$schema", "must be the location of a JSON Schema, not a number"),
                        new Fault("/events/a", "must have \"entities\""));
        assertThat(faultsOf("{\"version\": 1, \"everywhere\": [{\"type\": \"t\", \"id\": \"/time\"},"
                        + " {\"type\": \"t\", \"id\": \"/type\"}, {\"type\": \"t\", \"id\": \"/type\"}],"
                        + " \"events\": {\"a\": {}, \"b\": {\"entities\": []}}}"))
                .extracting(Fault::pointer)
                .containsExactly("/everywhere/0/id", "/everywhere/2", "/events/b/entities");
    }

    @Test
    void an_entry_has_at_most_30_entities_together_with_everywhere() {
        String own = IntStream.range(0, 30)
                .mapToObj(i -> entity("e" + i, "/data/id"))
                .collect(Collectors.joining(","));

        assertThat(faultsOf("{\"version\": 1, " + ACTOR_EVERYWHERE + ", \"events\": {\"" + TYPE + "\": {\"entities\": ["
                        + own + "]}}}"))
                .containsExactly(
                        new Fault(ENTRY, "must have at most 30 entities together with \"everywhere\", not 31"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/authid        | an entity or an actor",
                "/correlationid | an entity",
                "/causationid   | an entity",
                "/source        | an entity",
                "/type          | an entity"
            })
    void an_attribute_of_the_event_is_not_stored_a_second_time(String pointer, String only) {
        assertThat(faultsOf(fileOf(entities(ORDER) + ", \"attributes\": {\"a\": \"" + pointer + "\"}")))
                .containsExactly(new Fault(ENTRY + "/attributes/a", "\"" + pointer + "\" is allowed only for " + only));
    }

    private static List<Fault> faultsOf(String json) {
        InvalidCatalogException invalid =
                catchThrowableOfType(InvalidCatalogException.class, () -> ActivityCatalog.parse(json));
        return invalid.faults();
    }

    private static List<EntityRef> entitiesOf(ActivityCatalog catalog, DomainEvent event) {
        return ((Mapping.Mapped) catalog.map(event))
                .activities().stream().map(Activity::entity).toList();
    }

    private static DomainEvent event(String data) {
        return CatalogFixtures.event(data);
    }

    private static DomainEvent order() {
        return event("{\"orderNumber\": 1}");
    }

    private static DomainEvent by(String actor, @Nullable String type) {
        return DomainEvent.builder(IDENTITY, TYPE, TIME)
                .data("{\"orderNumber\": 1}")
                .actor(Actor.of(actor, type))
                .build();
    }

    private static DomainEvent everything() {
        return DomainEvent.builder(IDENTITY, TYPE, TIME)
                .data("{\"orderNumber\": 1}")
                .subject("S-1")
                .actor(Actor.of("U-1", null))
                .correlationId("F-1")
                .causationId("C-1")
                .build();
    }
}
