package dev.activityservice.testkit.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a producer can do that IAM confines to its own source and detail-type, {@code dev.mallory} and {@code notes.noted.v1}. The
 * section "A producer that lies" of {@code docs/security.md} refers to these tests.
 */
class LyingProducerTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final String ENTRIES = """
            {"version": 1, "events": {
              "orders.paid.v1": {"entities": [{"type": "order", "id": "/data/order"}], "attributes": {"sum": "/data/sum"}%s},
              "notes.noted.v1": {"entities": [{"type": "order", "id": "/data/order"}], "attributes": {"sum": "/data/sum"},
                                 "retention": "PT1H"%s}}}
            """;
    private static final ActivityCatalog WITHOUT_SOURCES = ActivityCatalog.parse(ENTRIES.formatted("", ""));
    private static final ActivityCatalog WITH_SOURCES = ActivityCatalog.parse(ENTRIES.formatted(
            ", \"sources\": [\"dev.orders\"]", ", \"sources\": [\"dev.mallory\", \"http://dev.mallory\"]"));

    private final MovableClock clock = MovableClock.at(NOW);
    private final InMemoryActivityStore store = InMemoryActivityStore.create();

    @Test
    void an_event_is_of_the_type_that_the_producer_may_publish() {
        Outcome outcome = record(WITHOUT_SOURCES, byMallory("dev.mallory", "E-9", "orders.paid.v1", "11:30:00"));

        assertThat(outcome.kind()).isEqualTo(Kind.RECORDED);
        assertThat(timeline()).extracting(Activity::type).containsExactly("notes.noted.v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.orders", "dev.mallory2", "http://dev.orders", ""})
    void a_producer_cannot_use_the_identity_of_another_one_where_sources_are_named(String source) {
        record(WITH_SOURCES, byOrders("E-1", "11:20:00"));
        List<Activity> before = timeline();

        // The envelope's source is the producer's own, because IAM compares it. A blank source of the event is the
        // envelope's.
        Outcome outcome = record(WITH_SOURCES, byMallory(source, "E-1", "notes.noted.v1", "11:20:00"));

        if (source.isEmpty()) {
            assertThat(outcome.kind()).isEqualTo(Kind.RECORDED);
            assertThat(timeline()).containsAll(before).hasSize(2);
        } else {
            assertThat(((Outcome.Rejected) outcome).rejection().code()).isEqualTo(Rejection.Code.SOURCE_NOT_ALLOWED);
            assertThat(timeline()).isEqualTo(before);
        }
    }

    @Test
    void the_sources_of_one_entry_can_use_the_identity_of_each_other() {
        ActivityCatalog shared =
                ActivityCatalog.parse(ENTRIES.formatted("", ", \"sources\": [\"dev.orders\", \"dev.mallory\"]"));
        record(shared, byOrders("E-1", "11:20:00"));

        record(shared, byMallory("dev.orders", "E-1", "notes.noted.v1", "11:20:00"));

        assertThat(timeline()).extracting(Activity::type).containsExactly("notes.noted.v1");
    }

    @Test
    void without_sources_a_producer_can_overwrite_and_expire_an_activity_of_another_one() {
        record(WITHOUT_SOURCES, byOrders("E-1", "11:30:00"));

        record(WITHOUT_SOURCES, byMallory("dev.orders", "E-1", "notes.noted.v1", "11:30:00"));

        assertThat(timeline()).extracting(Activity::type).containsExactly("notes.noted.v1");
        clock.advance(Duration.ofHours(1));
        assertThat(timeline()).isEmpty();
    }

    @Test
    void without_sources_a_producer_can_move_the_time_of_an_id_that_arrives_later() {
        String lie = byMallory("dev.orders", "E-1", "notes.noted.v1", null)
                .replace("2026-03-02T09:16:00Z", "2026-03-02T11:59:00Z");
        String truth = byOrders("E-1", null);

        record(WITHOUT_SOURCES, lie);
        record(WITHOUT_SOURCES, truth);

        assertThat(timeline()).extracting(Activity::time).containsExactly(Instant.parse("2026-03-02T11:59:00Z"));
    }

    @Test
    void with_sources_the_time_of_an_id_that_arrives_later_stays() {
        record(WITH_SOURCES, byMallory("dev.orders", "E-1", "notes.noted.v1", null));
        record(WITH_SOURCES, byOrders("E-1", null));

        assertThat(timeline()).extracting(Activity::time).containsExactly(Instant.parse("2026-03-02T09:16:00Z"));
    }

    @Test
    void a_producer_can_write_about_any_entity_in_its_own_name() {
        record(WITH_SOURCES, byOrders("E-1", "11:20:00"));

        record(WITH_SOURCES, byMallory("dev.mallory", "E-1", "notes.noted.v1", "11:30:00"));

        assertThat(timeline())
                .extracting(activity -> activity.identity().source())
                .containsExactly("dev.orders", "dev.mallory");
    }

    @Test
    void a_producer_can_write_into_the_timeline_of_another_actor() {
        ActivityCatalog actors = ActivityCatalog.parse("""
                {"version": 1, "events": {"notes.noted.v1": {
                  "entities": [{"type": "order", "id": "/authid"}], "sources": ["dev.mallory"]}}}""");
        String body = byMallory("dev.mallory", "E-1", "notes.noted.v1", "11:30:00")
                .replace("\"specversion\"", "\"authid\": \"O-1\", \"specversion\"");
        assertThat(body).contains("authid");

        record(actors, body);

        assertThat(timeline())
                .extracting(activity -> activity.identity().source())
                .containsExactly("dev.mallory");
    }

    private Outcome record(ActivityCatalog catalog, String body) {
        return ActivityService.builder(store)
                .catalog(catalog)
                .clock(clock)
                .build()
                .record(body, MessageMetadata.none());
    }

    private List<Activity> timeline() {
        return ActivityService.builder(store)
                .clock(clock)
                .readPolicy(ReadPolicy.allowAll())
                .build()
                .find(Principal.of("reader"), ActivityQuery.of(EntityRef.of("order", "O-1")))
                .items();
    }

    private static String byOrders(String id, @Nullable String time) {
        return event("dev.orders", "orders.paid.v1", "dev.orders", id, "orders.paid.v1", time, 100);
    }

    private static String byMallory(String source, String id, String type, @Nullable String time) {
        return event("dev.mallory", "notes.noted.v1", source, id, type, time, 0);
    }

    private static String event(
            String envelopeSource,
            String detailType,
            String source,
            String id,
            String type,
            @Nullable String time,
            int sum) {
        return "{\"id\":\"ENV\",\"detail-type\":\"" + detailType + "\",\"source\":\"" + envelopeSource
                + "\",\"time\":\"2026-03-02T09:16:00Z\",\"detail\":{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"" + source
                + "\",\"type\":\"" + type + "\"," + (time == null ? "" : "\"time\":\"2026-03-02T" + time + "Z\",")
                + "\"data\":{\"order\":\"O-1\",\"sum\":" + sum + "}}}";
    }
}
