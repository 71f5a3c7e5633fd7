package dev.activityservice.testkit.usecase;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.product;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driving.ExplainEvent;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.junit.ActivityExtension;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RecordActivitiesTest {

    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("""
            {
              "version": 1,
              "events": {
                "orders.orderCreated.v1": {
                  "entities": [
                    {"type": "order", "id": "/data/orderNumber"},
                    {"type": "user", "id": "/data/userId", "optional": true}
                  ]
                },
                "carts.*": {
                  "entities": [{"type": "user", "id": "/data/userId", "optional": true}],
                  "retention": "P30D"
                },
                "notes.noted.v1": {
                  "entities": [{"type": "order", "id": "/data/orderNumber"}],
                  "attributes": {"text": "/data/text"}
                }
              }
            }
            """);

    @RegisterExtension
    static final ActivityExtension activities = ActivityExtension.inMemory().catalog(CATALOG);

    @Test
    void a_dry_run_has_the_outcome_of_recording_and_writes_nothing(
            ActivityService service, InMemoryActivityStore store) {
        List<DomainEvent> events = List.of(
                anEvent().of(order("1"), user("7")).build(),
                anEvent().type("unheard.of.v1").build(),
                anEvent().type("carts.emptied.v1").data("{}").build(),
                anEvent()
                        .type("carts.filled.v1")
                        .data("{\"userId\":\"7\"}")
                        .at("2025-12-06T12:00:00Z")
                        .build(),
                anEvent().type("notes.noted.v1").data("{}").build(),
                anEvent()
                        .type("notes.noted.v1")
                        .data("{\"orderNumber\":\"1\",\"text\":\"" + "x".repeat(450_000) + "\"}")
                        .build());

        List<ExplainEvent.Explanation> explained = events.stream()
                .map(event -> service.explain(Dialect.CLOUD_EVENT.body(event), MessageMetadata.none()))
                .toList();

        assertThat(store.size()).isZero();
        assertThat(explained)
                .allSatisfy(each -> assertThat(each.mapping()).isNotNull())
                .extracting(ExplainEvent.Explanation::outcome)
                .isEqualTo(service.record(events));
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void a_dry_run_of_an_invalid_body_gives_the_reason(ActivityService service) {
        ExplainEvent.Explanation explained = service.explain("{", MessageMetadata.none());

        assertThat(explained.mapping()).isNull();
        assertThat(explained.outcome().rejection())
                .extracting(Rejection::code)
                .isEqualTo(Rejection.Code.MALFORMED_JSON);
    }

    @Test
    void each_event_of_a_batch_has_its_own_outcome_in_order(ActivityService service, InMemoryActivityStore store) {
        DomainEvent recorded = anEvent().of(order("1"), user("7")).build();
        DomainEvent ignored = anEvent().type("unheard.of.v1").build();
        DomainEvent withoutEntity =
                anEvent().type("carts.emptied.v1").data("{}").build();
        DomainEvent expired = anEvent()
                .type("carts.filled.v1")
                .data("{\"userId\":\"7\"}")
                .at("2025-12-06T12:00:00Z")
                .build();
        DomainEvent refused = anEvent().type("notes.noted.v1").data("{}").build();
        DomainEvent tooLarge = anEvent()
                .type("notes.noted.v1")
                .data("{\"orderNumber\":\"1\",\"text\":\"" + "x".repeat(450_000) + "\"}")
                .build();
        DomainEvent alsoRecorded = anEvent().of(order("2")).build();

        List<Outcome> outcomes =
                service.record(List.of(recorded, ignored, withoutEntity, expired, refused, tooLarge, alsoRecorded));

        assertThat(outcomes)
                .extracting(Outcome::kind)
                .containsExactly(
                        Kind.RECORDED,
                        Kind.IGNORED,
                        Kind.NO_ENTITY,
                        Kind.EXPIRED,
                        Kind.REJECTED,
                        Kind.REJECTED,
                        Kind.RECORDED);
        assertThat(outcomes.get(0)).isEqualTo(Outcome.recorded(2));
        assertThat(outcomes.get(4).rejection()).extracting(Rejection::code).isEqualTo(Rejection.Code.MISSING_FIELD);
        assertThat(outcomes.get(5).rejection()).extracting(Rejection::code).isEqualTo(Rejection.Code.TOO_LARGE);
        assertThat(outcomes).extracting(Outcome::isDone).containsExactly(true, true, true, true, false, false, true);
        assertThat(store.size()).isEqualTo(3);
        assertThatTimeline(service, user("7")).hasEventIds(recorded.identity().id());
    }

    @Test
    void an_empty_batch_has_no_outcomes(ActivityService service) {
        assertThat(service.record(List.of())).isEmpty();
    }

    @Test
    void f26_a_service_can_reject_events_that_it_cannot_record(InMemoryActivityStore store, MovableClock clock) {
        ActivityService strict = ActivityService.builder(store)
                .catalog(CATALOG)
                .clock(clock)
                .rejectUnrecordable(true)
                .build();

        List<Outcome> outcomes = strict.record(List.of(
                anEvent().type("unheard.of.v1").build(),
                anEvent().type("carts.emptied.v1").data("{}").build()));

        assertThat(outcomes)
                .extracting(outcome -> {
                    Rejection rejection = outcome.rejection();
                    return rejection == null ? null : rejection.code();
                })
                .containsExactly(Rejection.Code.UNKNOWN_TYPE, Rejection.Code.NO_ENTITY);
    }

    @Test
    void f37_a_time_up_to_a_day_ahead_of_the_clock_is_recorded_and_a_later_time_is_rejected(
            ActivityService service, MovableClock clock) {
        Instant edge = clock.instant().plus(Duration.ofHours(24));
        DomainEvent atTheEdge = anEvent().of(order("1")).at(edge).build();
        DomainEvent beyond = anEvent().of(order("1")).at(edge.plusNanos(1)).build();

        List<Outcome> outcomes = service.record(List.of(atTheEdge, beyond));

        assertThat(outcomes.get(0)).isEqualTo(Outcome.recorded(1));
        assertThat(outcomes.get(1).rejection()).extracting(Rejection::code).isEqualTo(Rejection.Code.TIME_IN_FUTURE);
        assertThatTimeline(service, order("1")).hasTimes(edge.toString());

        clock.advance(Duration.ofNanos(1));

        assertThat(service.record(List.of(beyond))).containsExactly(Outcome.recorded(1));
    }

    @Test
    void f41_an_event_that_is_repeated_after_two_weeks_is_stored_once(
            ActivityService service, MovableClock clock, InMemoryActivityStore store) {
        DomainEvent event = anEvent().of(order("1"), user("7")).build();
        DomainEvent timedByItsEnvelope =
                anEvent().of(order("2")).timedBy(TimeSource.EVENTBRIDGE).build();
        service.record(List.of(event, timedByItsEnvelope));

        clock.advance(Duration.ofDays(14));
        DomainEvent publishedAgain = anEvent()
                .of(order("2"))
                .id(timedByItsEnvelope.identity().id())
                .timedBy(TimeSource.EVENTBRIDGE)
                .at(clock.instant())
                .build();
        List<Outcome> outcomes = service.record(List.of(event, publishedAgain));

        assertThat(outcomes).containsExactly(Outcome.recorded(2), Outcome.recorded(1));
        assertThat(store.size()).isEqualTo(3);
        assertThatTimeline(service, order("2"))
                .hasTimes(timedByItsEnvelope.time().toString());
    }

    @Test
    void f41_an_event_older_than_its_retention_is_expired_and_not_written(
            ActivityService service, MovableClock clock, InMemoryActivityStore store) {
        DomainEvent event =
                anEvent().type("carts.filled.v1").data("{\"userId\":\"7\"}").build();
        Instant expiry = event.time().plus(Duration.ofDays(30));
        clock.set(expiry.minusNanos(1));
        assertThat(service.record(List.of(event))).containsExactly(Outcome.recorded(1));
        assertThatTimeline(service, user("7")).hasSize(1);

        clock.set(expiry);

        assertThat(service.record(List.of(event))).containsExactly(Outcome.of(Kind.EXPIRED));
        assertThatTimeline(service, user("7")).isEmpty();
        assertThat(store.timeline(user("7"))).hasSize(1);
    }

    @Test
    void f03_an_event_that_appears_twice_in_one_batch_is_recorded_once_and_both_are_done(
            ActivityService service, InMemoryActivityStore store) {
        DomainEvent event = anEvent().of(order("1"), user("7")).build();

        List<Outcome> outcomes = service.record(List.of(event, event));

        assertThat(outcomes).containsExactly(Outcome.recorded(2), Outcome.recorded(2));
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void f06_the_same_id_from_another_source_is_another_event(ActivityService service) {
        DomainEvent one =
                anEvent().of(order("1")).id("same").source("https://a.example").build();
        DomainEvent other =
                anEvent().of(order("1")).id("same").source("https://b.example").build();

        service.record(List.of(one, other));

        assertThatTimeline(service, order("1")).hasSize(2);
    }

    @Test
    void f38_events_at_one_instant_are_all_kept(ActivityService service) {
        List<DomainEvent> events = IntStream.range(0, 10_000)
                .mapToObj(i -> anEvent().of(order("1")).build())
                .toList();

        List<Outcome> outcomes = service.record(events);

        assertThat(outcomes).hasSize(10_000).containsOnly(Outcome.recorded(1));
        assertThatTimeline(service, order("1")).hasSize(10_000);
    }

    @Test
    void a_store_failure_is_a_retry_with_its_reason_and_the_retry_records(
            ActivityService service, InMemoryActivityStore store) {
        DomainEvent event = anEvent().of(order("1"), user("7")).build();
        DomainEvent ignored = anEvent().type("unheard.of.v1").build();
        store.failNextAppends(1, RetryReason.THROTTLED);

        List<Outcome> first = service.record(List.of(event, ignored));
        List<Outcome> second = service.record(List.of(event, ignored));

        assertThat(first).containsExactly(Outcome.retry(RetryReason.THROTTLED), Outcome.of(Kind.IGNORED));
        assertThat(second).containsExactly(Outcome.recorded(2), Outcome.of(Kind.IGNORED));
    }

    @Test
    void f20_an_event_with_one_unstored_activity_is_a_retry_and_the_retry_stores_each_once(
            InMemoryActivityStore store, MovableClock clock) {
        ThrottledUsers throttled = new ThrottledUsers(store);
        ActivityService service =
                ActivityService.builder(throttled).clock(clock).build();
        DomainEvent event = anEvent().of(order("1"), user("7")).build();

        List<Outcome> first = service.record(List.of(event));
        throttled.isOver = true;
        List<Outcome> second = service.record(List.of(event));

        assertThat(first).containsExactly(Outcome.retry(RetryReason.THROTTLED));
        assertThat(second).containsExactly(Outcome.recorded(2));
        assertThat(store.timeline(order("1"))).hasSize(1);
        assertThat(store.timeline(user("7"))).hasSize(1);
    }

    /** Throttles activities of users until it is over, and stores all others. */
    private static final class ThrottledUsers implements ActivityStore {

        private final InMemoryActivityStore store;
        private boolean isOver;

        ThrottledUsers(InMemoryActivityStore store) {
            this.store = store;
        }

        @Override
        public List<ActivityStore.Outcome> append(List<Activity> activities, Deadline deadline) {
            return activities.stream()
                    .map(activity -> !isOver && activity.entity().type().equals("user")
                            ? ActivityStore.Outcome.retryable(RetryReason.THROTTLED)
                            : store.append(List.of(activity), deadline).get(0))
                    .toList();
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return store.check(activity);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            return store.read(request, deadline);
        }
    }

    @Test
    void a_batch_after_its_deadline_is_a_retry_and_throws_nothing(ActivityService service) {
        DomainEvent event = anEvent().of(order("1")).build();

        List<Outcome> outcomes = service.record(List.of(event), () -> Duration.ZERO);

        assertThat(outcomes).containsExactly(Outcome.retry(RetryReason.DEADLINE));
    }

    @Test
    void an_event_appears_in_the_timeline_of_each_of_its_entities(ActivityService service) {
        service.record(List.of(anEvent().of(order("1"), user("7")).build()));

        assertThatTimeline(service, order("1")).hasTypes("orders.orderCreated.v1");
        assertThatTimeline(service, user("7")).hasTypes("orders.orderCreated.v1");
        assertThatTimeline(service, product("1")).isEmpty();
    }
}
