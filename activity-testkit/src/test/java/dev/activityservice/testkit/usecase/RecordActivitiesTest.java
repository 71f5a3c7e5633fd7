package dev.activityservice.testkit.usecase;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.product;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.ExplainEvent;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.EventFixture;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.junit.ActivityExtension;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static final ActivityCatalog OF_TENANTS = ActivityCatalog.parse("""
            {
              "version": 1,
              "tenant": "/tenantid",
              "events": {
                "orders.orderCreated.v1": {
                  "entities": [
                    {"type": "order", "id": "/data/orderNumber", "optional": true},
                    {"type": "product", "id": "/data/productId", "optional": true},
                    {"type": "user", "id": "/data/userIds", "optional": true}
                  ],
                  "readers": {"order": ["user"]}
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

        List<Message> messages = events.stream()
                .map(event -> Message.of(Dialect.CLOUD_EVENT.body(event)))
                .toList();
        List<ExplainEvent.Explanation> explained = messages.stream()
                .map(message -> service.explain(String.valueOf(message.body()), message.metadata()))
                .toList();

        assertThat(store.size()).isZero();
        assertThat(explained)
                .allSatisfy(each -> assertThat(each.mapping()).isNotNull())
                .extracting(ExplainEvent.Explanation::outcome)
                .isEqualTo(service.record(messages));
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void a_dry_run_of_an_invalid_body_gives_the_reason(ActivityService service) {
        ExplainEvent.Explanation explained = service.explain("{", MessageMetadata.none());

        assertThat(explained.mapping()).isNull();
        assertThat(OutcomeText.of(explained.outcome())).isEqualTo("rejected MALFORMED_JSON");
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

        List<Outcome> outcomes = service.recordEvents(
                List.of(recorded, ignored, withoutEntity, expired, refused, tooLarge, alsoRecorded));

        assertThat(outcomes)
                .extracting(OutcomeText::of)
                .containsExactly(
                        "recorded 2",
                        "ignored",
                        "no_entity",
                        "expired",
                        "rejected MISSING_FIELD",
                        "rejected TOO_LARGE",
                        "recorded 1");
        assertThat(outcomes)
                .extracting(Outcome::entities)
                .containsExactly(
                        List.of(order("1"), user("7")),
                        List.of(),
                        List.of(),
                        List.of(user("7")),
                        List.of(),
                        List.of(order("1")),
                        List.of(order("2")));
        assertThat(outcomes).extracting(Outcome::isDone).containsExactly(true, true, true, true, false, false, true);
        assertThat(store.size()).isEqualTo(3);
        assertThatTimeline(service, user("7")).hasEventIds(recorded.identity().id());
    }

    @Test
    void the_outcome_of_a_tenants_event_has_its_tenant_and_only_this_tenant_has_the_activities(
            InMemoryActivityStore store, MovableClock clock) {
        ActivityService service = ofTenants(store, clock);
        EventFixture event = anEvent().id("same").data("{\"orderNumber\":\"1\",\"userIds\":[\"7\"]}");
        DomainEvent ofAcme = event.extension("tenantid", "acme").build();
        DomainEvent ofOther = event.extension("tenantid", "other").build();

        List<Outcome> outcomes = service.record(
                List.of(Message.of(Dialect.CLOUD_EVENT.body(ofAcme)), Message.of(Dialect.SNS.body(ofOther))));

        assertThat(outcomes)
                .extracting(OutcomeText::of, Outcome::tenant, Outcome::entities)
                .containsExactly(
                        tuple("recorded 2", "acme", List.of(order("1"), user("7"))),
                        tuple("recorded 2", "other", List.of(order("1"), user("7"))));
        assertThat(store.entities(null)).isEmpty();
        for (String tenant : List.of("acme", "other")) {
            assertThat(store.timeline(tenant, order("1")))
                    .extracting(Activity::tenant)
                    .containsExactly(tenant);
            assertThatTimeline(service, Principal.of("u").in(tenant), order("1"))
                    .hasEventIds("same");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_event_that_an_event_of_another_type_replaces_is_ignored_also_where_unknown_types_are_rejected(
            boolean rejectUnrecordable) {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        ActivityService service = ActivityService.builder(store)
                .catalog(ActivityCatalog.parse("""
                        {"version": 1, "events": {
                          "orders.done.v1": {"entities": [{"type": "order", "id": "/data/id"}]},
                          "orders.done.v2": {"entities": [{"type": "order", "id": "/data/id"}]}}}
                        """))
                .readPolicy(ReadPolicy.allowAll())
                .rejectUnrecordable(rejectUnrecordable)
                .build();
        DomainEvent old = anEvent()
                .type("orders.done.v1")
                .data("{\"id\":\"1\"}")
                .extension("supercededby", "orders.done.v2")
                .build();
        DomainEvent successor =
                anEvent().type("orders.done.v2").data("{\"id\":\"1\"}").build();

        Outcome replaced = service.record(Dialect.EVENTBRIDGE.body(old), MessageMetadata.none());
        Outcome recorded = service.record(Dialect.EVENTBRIDGE.body(successor), MessageMetadata.none());

        assertThat(List.of(replaced, recorded)).extracting(OutcomeText::of).containsExactly("ignored", "recorded 1");
        assertThatTimeline(service, order("1")).hasTypes("orders.done.v2");
    }

    @Test
    void an_event_without_its_tenant_is_rejected_and_an_event_that_is_not_recorded_needs_none(
            InMemoryActivityStore store, MovableClock clock) {
        ActivityService service = ofTenants(store, clock);
        DomainEvent ignored = anEvent().type("unheard.of.v1").build();
        DomainEvent withoutEntity = anEvent().data("{}").build();
        DomainEvent missing = anEvent().build();
        DomainEvent blank = anEvent().extension("tenantid", " ").build();
        DomainEvent invalid = anEvent().extension("tenantid", "~a~").build();
        DomainEvent tooLong = anEvent().extension("tenantid", "t".repeat(65)).build();
        DomainEvent longest = anEvent().extension("tenantid", "t".repeat(64)).build();

        List<Outcome> outcomes =
                service.recordEvents(List.of(ignored, withoutEntity, missing, blank, invalid, tooLong, longest));

        assertThat(outcomes)
                .extracting(OutcomeText::of, Outcome::tenant)
                .containsExactly(
                        tuple("ignored", null),
                        tuple("no_entity", null),
                        tuple("rejected MISSING_FIELD", null),
                        tuple("rejected MISSING_FIELD", null),
                        tuple("rejected INVALID_TEXT", null),
                        tuple("rejected INVALID_TEXT", null),
                        tuple("recorded 1", "t".repeat(64)));
        assertThat(((Outcome.Rejected) outcomes.get(2)).rejection().pointer()).isEqualTo("/tenantid");
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void an_event_is_recorded_only_when_its_readers_are_stored_too(InMemoryActivityStore store, MovableClock clock) {
        ActivityService service = ofTenants(store, clock);
        List<DomainEvent> events = List.of(anEvent()
                .extension("tenantid", "acme")
                .data("{\"orderNumber\":\"1\",\"userIds\":[\"7\",\"8\"]}")
                .build());
        store.failNextAppends(1, RetryReason.THROTTLED);

        assertThat(service.recordEvents(events)).extracting(OutcomeText::of).containsExactly("retry THROTTLED");
        assertThat(store.readers("acme", order("1"))).isEmpty();

        assertThat(service.recordEvents(events)).extracting(OutcomeText::of).containsExactly("recorded 3");
        assertThat(store.readers("acme", order("1"))).containsExactlyInAnyOrder(user("7"), user("8"));
        assertThat(store.readers("acme", user("7"))).isEmpty();
        assertThat(store.readers(null, order("1"))).isEmpty();
    }

    @Test
    void an_event_may_have_at_most_1000_activities_and_readers(InMemoryActivityStore store, MovableClock clock) {
        ActivityService service = ofTenants(store, clock);
        String start = "{\"orderNumber\":\"1\",\"productId\":\"2\",\"userIds\":[";
        // One order, one product, 499 users, and 499 readers of the order.
        DomainEvent most = anEvent()
                .extension("tenantid", "acme")
                .data(start + users(499) + "]}")
                .build();
        DomainEvent tooMany = anEvent()
                .extension("tenantid", "acme")
                .data(start + users(500) + "]}")
                .build();

        List<Outcome> outcomes = service.recordEvents(List.of(most, tooMany));

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("recorded 501", "rejected TOO_MANY_ENTITIES");
        assertThat(store.readers("acme", order("1"))).hasSize(499);
    }

    private static String users(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
    }

    private static ActivityService ofTenants(InMemoryActivityStore store, MovableClock clock) {
        return ActivityService.builder(store)
                .catalog(OF_TENANTS)
                .readPolicy(ReadPolicy.allowAll())
                .tenanted(true)
                .clock(clock)
                .build();
    }

    @Test
    void an_empty_batch_has_no_outcomes(ActivityService service) {
        assertThat(service.recordEvents(List.of())).isEmpty();
    }

    @Test
    void f26_a_service_can_reject_events_that_it_cannot_record(InMemoryActivityStore store, MovableClock clock) {
        ActivityService strict = ActivityService.builder(store)
                .catalog(CATALOG)
                .clock(clock)
                .rejectUnrecordable(true)
                .build();

        List<Outcome> outcomes = strict.recordEvents(List.of(
                anEvent().type("unheard.of.v1").build(),
                anEvent().type("carts.emptied.v1").data("{}").build()));

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("rejected UNKNOWN_TYPE", "rejected NO_ENTITY");
    }

    @Test
    void f37_a_time_up_to_a_day_ahead_of_the_clock_is_recorded_and_a_later_time_is_rejected(
            ActivityService service, MovableClock clock) {
        Instant edge = clock.instant().plus(Duration.ofHours(24));
        DomainEvent atTheEdge = anEvent().of(order("1")).at(edge).build();
        DomainEvent beyond = anEvent().of(order("1")).at(edge.plusNanos(1)).build();

        List<Outcome> outcomes = service.recordEvents(List.of(atTheEdge, beyond));

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("recorded 1", "rejected TIME_IN_FUTURE");
        assertThatTimeline(service, order("1")).hasTimes(edge.toString());

        clock.advance(Duration.ofNanos(1));

        assertThat(service.recordEvents(List.of(beyond)))
                .extracting(OutcomeText::of)
                .containsExactly("recorded 1");
    }

    @Test
    void f41_an_event_that_is_repeated_after_two_weeks_is_stored_once(
            ActivityService service, MovableClock clock, InMemoryActivityStore store) {
        DomainEvent event = anEvent().of(order("1"), user("7")).build();
        DomainEvent timedByItsEnvelope =
                anEvent().of(order("2")).timedBy(TimeSource.EVENTBRIDGE).build();
        service.recordEvents(List.of(event, timedByItsEnvelope));

        clock.advance(Duration.ofDays(14));
        DomainEvent publishedAgain = anEvent()
                .of(order("2"))
                .id(timedByItsEnvelope.identity().id())
                .timedBy(TimeSource.EVENTBRIDGE)
                .at(clock.instant())
                .build();
        List<Outcome> outcomes = service.recordEvents(List.of(event, publishedAgain));

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("recorded 2", "recorded 1");
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
        assertThat(service.recordEvents(List.of(event)))
                .extracting(OutcomeText::of)
                .containsExactly("recorded 1");
        assertThatTimeline(service, user("7")).hasSize(1);

        clock.set(expiry);

        assertThat(service.recordEvents(List.of(event)))
                .extracting(OutcomeText::of)
                .containsExactly("expired");
        assertThatTimeline(service, user("7")).isEmpty();
        assertThat(store.timeline(user("7"))).hasSize(1);
    }

    @Test
    void f03_an_event_that_appears_twice_in_one_batch_is_recorded_once_and_both_are_done(
            ActivityService service, InMemoryActivityStore store) {
        DomainEvent event = anEvent().of(order("1"), user("7")).build();

        List<Outcome> outcomes = service.recordEvents(List.of(event, event));

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("recorded 2", "recorded 2");
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void f06_the_same_id_from_another_source_is_another_event(ActivityService service) {
        DomainEvent one =
                anEvent().of(order("1")).id("same").source("https://a.example").build();
        DomainEvent other =
                anEvent().of(order("1")).id("same").source("https://b.example").build();

        service.recordEvents(List.of(one, other));

        assertThatTimeline(service, order("1")).hasSize(2);
    }

    @Test
    void f38_events_at_one_instant_are_all_kept(ActivityService service) {
        List<DomainEvent> events = IntStream.range(0, 10_000)
                .mapToObj(i -> anEvent().of(order("1")).build())
                .toList();

        List<Outcome> outcomes = service.recordEvents(events);

        assertThat(outcomes).hasSize(10_000).extracting(OutcomeText::of).containsOnly("recorded 1");
        assertThatTimeline(service, order("1")).hasSize(10_000);
    }

    @Test
    void a_store_failure_is_a_retry_with_its_reason_and_the_retry_records(
            ActivityService service, InMemoryActivityStore store) {
        DomainEvent event = anEvent().of(order("1"), user("7")).build();
        DomainEvent ignored = anEvent().type("unheard.of.v1").build();
        store.failNextAppends(1, RetryReason.THROTTLED);

        List<Outcome> first = service.recordEvents(List.of(event, ignored));
        List<Outcome> second = service.recordEvents(List.of(event, ignored));

        assertThat(first).extracting(OutcomeText::of).containsExactly("retry THROTTLED", "ignored");
        assertThat(second).extracting(OutcomeText::of).containsExactly("recorded 2", "ignored");
    }

    @Test
    void f20_an_event_with_one_unstored_activity_is_a_retry_and_the_retry_stores_each_once(
            InMemoryActivityStore store, MovableClock clock) {
        ThrottledUsers throttled = new ThrottledUsers(store);
        ActivityService service =
                ActivityService.builder(throttled).clock(clock).build();
        DomainEvent event = anEvent().of(order("1"), user("7")).build();

        List<Outcome> first = service.recordEvents(List.of(event));
        throttled.isOver = true;
        List<Outcome> second = service.recordEvents(List.of(event));

        assertThat(first).extracting(OutcomeText::of).containsExactly("retry THROTTLED");
        assertThat(second).extracting(OutcomeText::of).containsExactly("recorded 2");
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
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            return activities.stream()
                    .map(activity -> !isOver && activity.entity().type().equals("user")
                            ? Written.retryable(RetryReason.THROTTLED)
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

        List<Outcome> outcomes = service.recordEvents(List.of(event), () -> Duration.ZERO);

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("retry DEADLINE");
    }

    @Test
    void an_event_appears_in_the_timeline_of_each_of_its_entities(ActivityService service) {
        service.recordEvents(List.of(anEvent().of(order("1"), user("7")).build()));

        assertThatTimeline(service, order("1")).hasTypes("orders.orderCreated.v1");
        assertThatTimeline(service, user("7")).hasTypes("orders.orderCreated.v1");
        assertThatTimeline(service, product("1")).isEmpty();
    }

    @Test
    void one_message_is_recorded_by_its_body_and_bad_data_is_an_outcome(ActivityService service) {
        DomainEvent event = anEvent().of(order("1"), user("7")).build();

        Outcome recorded = service.record(Dialect.CLOUD_EVENT.body(event), MessageMetadata.none());
        Outcome malformed = service.record("{", MessageMetadata.none());
        Outcome missing = service.record(null, MessageMetadata.none());

        assertThat(List.of(recorded, malformed, missing))
                .extracting(OutcomeText::of)
                .containsExactly("recorded 2", "rejected MALFORMED_JSON", "rejected MISSING_FIELD");
        assertThat(recorded.reading()).isInstanceOf(EventReader.Result.Accepted.class);
        assertThat(missing.reading())
                .isEqualTo(new EventReader.Result.Rejected(
                        Rejection.of(Rejection.Code.MISSING_FIELD, "", "The message has no body")));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                StackOverflowError.class,
                NoClassDefFoundError.class,
                IllegalStateException.class,
                IOException.class // Kotlin and Scala throw checked exceptions from any method.
            })
    void f21_an_event_that_breaks_the_store_does_not_affect_others(
            Class<? extends Throwable> failure, InMemoryActivityStore store, MovableClock clock) {
        ActivityService service = ActivityService.builder(new BreakingStore(store, order("2"), failure))
                .clock(clock)
                .build();
        List<DomainEvent> events = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> anEvent().of(order(String.valueOf(i)), user("7")).build())
                .toList();

        List<Outcome> outcomes = service.recordEvents(events);

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("recorded 2", "retry INTERNAL", "recorded 2");
        assertThat(outcomes.get(1).entities()).containsExactly(order("2"), user("7"));
        assertThat(((Outcome.Retry) outcomes.get(1)).cause()).isInstanceOf(failure);
        assertThat(store.timeline(user("7"))).hasSize(2);
    }

    @Test
    void f21_running_out_of_memory_fails_the_call(InMemoryActivityStore store) {
        ActivityService service = ActivityService.builder(new BreakingStore(store, order("1"), OutOfMemoryError.class))
                .build();

        assertThatThrownBy(() ->
                        service.recordEvents(List.of(anEvent().of(order("1")).build())))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void f21_a_message_that_breaks_the_reader_does_not_affect_others(ActivityService service) {
        Message good =
                Message.of(Dialect.CLOUD_EVENT.body(anEvent().of(order("1")).build()));

        List<Outcome> outcomes = service.record(Arrays.asList(good, null, good));

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("recorded 1", "retry INTERNAL", "recorded 1");
    }

    @Test
    void f17_nothing_is_read_or_written_after_the_deadline(InMemoryActivityStore store, MovableClock clock) {
        AtomicInteger looks = new AtomicInteger();
        Deadline afterTheFirst = () -> looks.getAndIncrement() == 0 ? Duration.ofSeconds(1) : Duration.ZERO;
        ActivityService service = ActivityService.builder(
                        new BreakingStore(store, order("2"), IllegalStateException.class))
                .clock(clock)
                .build();
        List<Message> messages = IntStream.rangeClosed(1, 2)
                .mapToObj(i -> anEvent().of(order(String.valueOf(i))).build())
                .map(event -> Message.of(Dialect.CLOUD_EVENT.body(event)))
                .toList();

        List<Outcome> unread = service.record(messages, afterTheFirst);
        List<Outcome> unwritten =
                service.record(messages, () -> looks.getAndIncrement() < 4 ? Duration.ofSeconds(1) : Duration.ZERO);

        assertThat(unread)
                .extracting(OutcomeText::of, outcome -> outcome.reading() == null)
                .containsExactly(tuple("retry DEADLINE", false), tuple("retry DEADLINE", true));
        assertThat(unwritten).extracting(OutcomeText::of).containsExactly("retry DEADLINE", "retry DEADLINE");
        assertThat(store.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "list of null", "rejection of null", "retry of null"})
    void f21_an_event_without_a_result_of_the_store_is_not_recorded(String result, InMemoryActivityStore store) {
        ActivityService service = ActivityService.builder(new ForgetfulStore(store, order("2"), result))
                .build();
        List<DomainEvent> events = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> anEvent().of(order(String.valueOf(i))).build())
                .toList();

        List<Outcome> outcomes = service.recordEvents(events);

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("recorded 1", "retry INTERNAL", "recorded 1");
        assertThat(((Outcome.Retry) outcomes.get(1)).cause()).isNotNull();
    }

    @Test
    void f21_a_missing_event_does_not_affect_others(ActivityService service) {
        DomainEvent good = anEvent().of(order("1")).build();

        List<Outcome> outcomes = service.recordEvents(Arrays.asList(good, null, good));

        assertThat(outcomes).extracting(OutcomeText::of).containsExactly("recorded 1", "retry INTERNAL", "recorded 1");
    }

    /** Returns null, or a result that contains null, if the list has an activity of one entity. */
    @SuppressWarnings("NullAway") // The store breaks its contract.
    private record ForgetfulStore(ActivityStore store, EntityRef at, String result) implements ActivityStore {

        @Override
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            if (activities.stream().noneMatch(activity -> activity.entity().equals(at))) {
                return store.append(activities, deadline);
            }
            return switch (result) {
                case "null" -> null;
                case "list of null" -> Arrays.asList(new Written[activities.size()]);
                case "rejection of null" -> Collections.nCopies(activities.size(), Written.rejected(null));
                default -> Collections.nCopies(activities.size(), Written.retryable(null));
            };
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
    void a_store_with_too_few_results_is_an_internal_failure(MovableClock clock) {
        ActivityStore broken = new BreakingStore(InMemoryActivityStore.create(), order("1"), null);
        ActivityService service = ActivityService.builder(broken).clock(clock).build();

        Outcome outcome =
                service.recordEvents(List.of(anEvent().of(order("1")).build())).get(0);

        assertThat(((Outcome.Retry) outcome).cause())
                .hasMessage("Cannot match the outcomes of the store: expected 1 outcomes, not 0, from "
                        + BreakingStore.class.getName());
    }

    /** Breaks when an activity of one entity is appended: throws, or without a failure returns no result. */
    private record BreakingStore(
            ActivityStore store, EntityRef at, @Nullable Class<? extends Throwable> failure) implements ActivityStore {

        @Override
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            if (activities.stream().noneMatch(activity -> activity.entity().equals(at))) {
                return store.append(activities, deadline);
            }
            if (failure == null) {
                return List.of();
            }
            Throwable thrown;
            try {
                thrown = failure.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("Cannot make the failure", e);
            }
            throw BreakingStore.<RuntimeException>unchecked(thrown);
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
            throw (T) thrown;
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
}
