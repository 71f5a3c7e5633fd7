package dev.activityservice.testkit.usecase;

import static dev.activityservice.testkit.assertion.ActivityAssertions.walk;
import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.HiddenField;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Principal;
import dev.activityservice.query.TimelineSummary;
import dev.activityservice.testkit.fixture.ActivityFixture;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.junit.ActivityExtension;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummarizeTimelineTest {

    private static final EntityRef ORDER = order("1");
    private static final Deadline AMPLE = () -> Duration.ofSeconds(10);

    @RegisterExtension
    static final ActivityExtension activities = ActivityExtension.inMemory();

    @Test
    void an_unknown_entity_has_an_empty_summary(ActivityService service) {
        assertThat(service.summarize(null, ActivityQuery.of(order("unknown"))))
                .isEqualTo(new TimelineSummary(null, null, Map.of(), true, 0));
    }

    @Test
    void a_summary_has_the_first_and_the_last_activity_and_counts_by_type_most_frequent_first(
            ActivityService service, InMemoryActivityStore store) {
        Activity first = at(1).type("b.v1").build();
        Activity last = at(9).type("a.v1").build();
        store(
                store,
                at(5).type("c.v1").build(),
                last,
                first,
                at(3).type("c.v1").build(),
                at(2).type("c.v1").build());

        TimelineSummary summary = service.summarize(null, ActivityQuery.of(ORDER));

        assertThat(summary)
                .isEqualTo(new TimelineSummary(first, last, Map.of("a.v1", 1, "b.v1", 1, "c.v1", 3), true, 0));
        assertThat(summary.count()).isEqualTo(5);
        assertThat(summary.countByType()).containsExactly(entry("c.v1", 3), entry("a.v1", 1), entry("b.v1", 1));
        assertThat(summary).hasToString("TimelineSummary[5 activities of 3 types, unreadableRows=0]");
    }

    @Test
    void a_redelivered_event_counts_once(ActivityService service, InMemoryActivityStore store) {
        Activity activity = at(1).id("e1").build();
        for (int i = 0; i < 3; i++) {
            store(store, activity, at(2).id("e2").build());
        }

        assertThat(service.summarize(null, ActivityQuery.of(ORDER)).count()).isEqualTo(2);
    }

    @Test
    void a_summary_is_that_of_a_walk_over_all_pages_with_the_same_filters(MovableClock clock) {
        long firstSeed = Long.getLong("activity.seed", 0L);
        System.out.println("SummarizeTimelineTest: -Dactivity.seed=" + firstSeed);
        for (long seed = firstSeed; seed < firstSeed + 50; seed++) {
            Random random = new Random(seed);
            InMemoryActivityStore store = InMemoryActivityStore.create(100_000, 2_000 + random.nextInt(5_000));
            clock.set(Fixtures.TEN_O_CLOCK.plusSeconds(random.nextInt(100)));
            for (int i = random.nextInt(60); i > 0; i--) {
                ActivityFixture fixture = at(random.nextInt(40)).type("t" + random.nextInt(4) + ".v1");
                store(
                        store,
                        random.nextBoolean()
                                ? fixture.build()
                                : fixture.retention(Duration.ofSeconds(1 + random.nextInt(60)))
                                        .build());
            }
            ActivityService service = service(store, clock);
            ActivityQuery.Builder query = ActivityQuery.builder(ORDER);
            if (random.nextBoolean()) {
                query.addTypes(EventTypePattern.parse(random.nextBoolean() ? "t1.*" : "t2.v1"));
            }
            if (random.nextBoolean()) {
                query.from(Fixtures.TEN_O_CLOCK.plusSeconds(random.nextInt(20)));
                query.until(Fixtures.TEN_O_CLOCK.plusSeconds(20 + random.nextInt(20)));
            }
            List<Activity> all = walk(service, null, query.build());
            Map<String, Integer> counts = new TreeMap<>();
            all.forEach(each -> counts.merge(each.type(), 1, Integer::sum));

            TimelineSummary summary =
                    service.summarize(null, query.newestFirst().limit(3).build());

            assertThat(summary)
                    .as("-Dactivity.seed=%d", seed)
                    .isEqualTo(new TimelineSummary(
                            all.isEmpty() ? null : all.get(0),
                            all.isEmpty() ? null : all.get(all.size() - 1),
                            counts,
                            true,
                            0));
        }
    }

    @Test
    void ten_thousand_rows_are_counted_exactly_and_more_are_at_least_ten_thousand(
            ActivityService service, InMemoryActivityStore store) {
        List<Activity> timeline =
                IntStream.range(0, 10_000).mapToObj(i -> at(i).build()).toList();
        store(store, timeline.toArray(new Activity[0]));
        TimelineSummary exact = service.summarize(null, ActivityQuery.of(ORDER));
        Activity newest = at(10_000).type("newest.v1").build();
        store(store, newest);

        TimelineSummary atLeast = service.summarize(null, ActivityQuery.of(ORDER));

        Map<String, Integer> counts = Map.of(timeline.get(0).type(), 10_000);
        assertThat(exact).isEqualTo(new TimelineSummary(timeline.get(0), timeline.get(9_999), counts, true, 0));
        assertThat(atLeast).isEqualTo(new TimelineSummary(timeline.get(0), newest, counts, false, 0));
        assertThat(atLeast).hasToString("TimelineSummary[at least 10000 activities of 1 types, unreadableRows=0]");
    }

    @ParameterizedTest
    @CsvSource({"7, 8, 7, true", "8, 8, 8, true", "9, 8, 8, false", "9, 1, 1, false", "1, 1, 1, true"})
    void the_read_budget_of_the_service_also_bounds_a_summary(
            int rows, int budget, int count, boolean complete, MovableClock clock) {
        InMemoryActivityStore store = InMemoryActivityStore.create(100_000, 1);
        store(store, IntStream.range(0, rows).mapToObj(i -> at(i).build()).toArray(Activity[]::new));
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .readBudget(budget)
                .build();

        TimelineSummary summary = service.summarize(null, ActivityQuery.of(ORDER));

        assertThat(summary.count()).isEqualTo(count);
        assertThat(summary.isComplete()).isEqualTo(complete);
        assertThat(time(summary.first())).isEqualTo(0);
        assertThat(time(summary.last())).isEqualTo(rows - 1);
    }

    @Test
    void rows_of_other_types_and_expired_rows_use_up_the_budget_but_are_not_counted(MovableClock clock) {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        store(store, at(1).retention(Duration.ofSeconds(1)).build());
        store(store, at(2).type("other.v1").build(), at(3).type("needle.v1").build());
        store(store, at(4).type("needle.v1").build());
        clock.set(Fixtures.TEN_O_CLOCK.plusSeconds(60));
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .readBudget(3)
                .build();
        ActivityQuery query = ActivityQuery.builder(ORDER)
                .addTypes(EventTypePattern.parse("needle.v1"))
                .build();

        TimelineSummary summary = service.summarize(null, query);

        assertThat(summary.countByType()).containsExactly(entry("needle.v1", 1));
        assertThat(summary.isComplete()).isFalse();
        assertThat(time(summary.first())).isEqualTo(3);
        assertThat(time(summary.last())).isEqualTo(4);
    }

    @Test
    void f55_a_summary_of_large_rows_ends_after_twenty_slices(MovableClock clock) {
        InMemoryActivityStore store = InMemoryActivityStore.create(100_000, 1);
        store(store, IntStream.range(0, 30).mapToObj(i -> at(i).build()).toArray(Activity[]::new));
        CountingStore counting = new CountingStore(store);

        TimelineSummary summary = service(counting, clock).summarize(null, ActivityQuery.of(ORDER));

        assertThat(summary.count()).isEqualTo(20);
        assertThat(summary.isComplete()).isFalse();
        assertThat(time(summary.last())).isEqualTo(29);
        assertThat(counting.reads).as("20 slices, and the newest activity").hasSize(21);
    }

    @Test
    void a_timeline_of_one_slice_costs_one_read(MovableClock clock) {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        store(store, IntStream.range(0, 30).mapToObj(i -> at(i).build()).toArray(Activity[]::new));
        CountingStore counting = new CountingStore(store);

        service(counting, clock).summarize(null, ActivityQuery.of(ORDER));

        assertThat(counting.reads).hasSize(1);
    }

    @Test
    void f86_a_store_that_fails_after_the_first_slice_makes_the_counts_a_lower_bound(MovableClock clock) {
        InMemoryActivityStore store = InMemoryActivityStore.create(100_000, 1);
        store(store, IntStream.range(0, 5).mapToObj(i -> at(i).build()).toArray(Activity[]::new));

        TimelineSummary withoutNewest =
                service(new CountingStore(store).failingFrom(2), clock).summarize(null, ActivityQuery.of(ORDER));
        TimelineSummary withNewest =
                service(new CountingStore(store).failingFrom(4), clock).summarize(null, ActivityQuery.of(ORDER));

        assertThat(withoutNewest.count()).isEqualTo(1);
        assertThat(withoutNewest.isComplete()).isFalse();
        assertThat(time(withoutNewest.first())).isEqualTo(0);
        assertThat(withoutNewest.last()).as("the newest activity is unknown").isNull();
        assertThat(withNewest.count()).isEqualTo(2);
        assertThat(withNewest.isComplete()).isFalse();
        assertThat(time(withNewest.last())).isEqualTo(4);
    }

    @Test
    void f86_a_deadline_that_passes_while_the_timeline_is_read_makes_the_counts_a_lower_bound(MovableClock clock) {
        InMemoryActivityStore store = InMemoryActivityStore.create(100_000, 1);
        store(store, IntStream.range(0, 5).mapToObj(i -> at(i).build()).toArray(Activity[]::new));
        CountingStore counting = new CountingStore(store);
        Deadline afterThreeReads = () -> Duration.ofSeconds(3L - counting.reads.size());

        TimelineSummary summary = service(counting, clock).summarize(null, ActivityQuery.of(ORDER), afterThreeReads);

        assertThat(summary.count()).isEqualTo(2);
        assertThat(summary.isComplete()).isFalse();
        assertThat(time(summary.last())).isEqualTo(4);
        assertThat(counting.reads).hasSize(3);
    }

    @Test
    void f60_a_store_that_gives_no_response_is_not_an_empty_summary(
            ActivityService service, InMemoryActivityStore store) {
        store(store, at(1).build());
        store.failNextReads(1, RetryReason.THROTTLED);

        assertThatThrownBy(() -> service.summarize(null, ActivityQuery.of(ORDER)))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RetryReason.THROTTLED));
    }

    @Test
    void f61_unreadable_rows_are_reported_and_not_counted(MovableClock clock) {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        store(store, at(1).build());
        CountingStore corrupt = new CountingStore(store) {
            @Override
            public Slice read(SliceRequest request, Deadline deadline) {
                Slice slice = super.read(request, deadline);
                return new Slice(slice.items(), slice.examined() + 2, 2, slice.resumeAfter());
            }
        };

        TimelineSummary summary = service(corrupt, clock).summarize(null, ActivityQuery.of(ORDER));

        assertThat(summary.count()).isEqualTo(1);
        assertThat(summary.unreadableRows()).isEqualTo(2);
    }

    @Test
    void f59_a_denied_summary_does_not_reach_the_store(InMemoryActivityStore store, MovableClock clock) {
        List<String> answers = new ArrayList<>();
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.claim("sub", "user"))
                .readListener((principal, entity, decision) -> answers.add(entity.type() + " " + decision))
                .tenanted(true)
                .clock(clock)
                .build();
        // With this failure, a read would throw another exception.
        store.failNextReads(Integer.MAX_VALUE, RetryReason.UNAVAILABLE);
        Principal user = Principal.of("7").with("sub", "7").in("acme");

        expectDenied(service, null, null);
        expectDenied(service, user, "acme");
        expectDenied(service, user, "other");
        expectDenied(service, user, null);

        assertThat(answers)
                .containsExactly("order unauthenticated", "order forbidden", "order forbidden", "order forbidden");
    }

    private static void expectDenied(ActivityService service, @Nullable Principal principal, @Nullable String tenant) {
        ActivityQuery query = ActivityQuery.builder(ORDER).tenant(tenant).build();
        assertThatThrownBy(() -> service.summarize(principal, query, AMPLE)).isInstanceOf(ReadDeniedException.class);
    }

    @Test
    void a_summary_is_one_read_for_the_listener_and_contains_only_the_tenant_of_the_caller(
            InMemoryActivityStore store, MovableClock clock) {
        List<EntityRef> answers = new ArrayList<>();
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.authenticated())
                .readListener((principal, entity, decision) -> answers.add(entity))
                .tenanted(true)
                .clock(clock)
                .build();
        Activity own = at(2).tenant("acme").build();
        store(store, own, at(1).tenant("other").build(), at(3).tenant("other").build());

        TimelineSummary summary = service.summarize(
                Principal.of("7").in("acme"),
                ActivityQuery.builder(ORDER).tenant("acme").build(),
                AMPLE);

        assertThat(summary).isEqualTo(new TimelineSummary(own, own, Map.of(own.type(), 1), true, 0));
        assertThat(answers).containsExactly(ORDER);
    }

    @Test
    void fields_that_the_read_policy_hides_are_removed_from_the_first_and_the_last_activity(
            InMemoryActivityStore store, MovableClock clock) {
        for (int i = 1; i <= 3; i++) {
            store(
                    store,
                    at(i).actor(Actor.of("CANARY", "user"))
                            .summary("CANARY")
                            .attribute("a", "\"CANARY\"")
                            .build());
        }
        ActivityService service = ActivityService.builder(store)
                .readPolicy((principal, entity) ->
                        ReadPolicy.Decision.allowedWithout(Set.of(HiddenField.ACTOR, HiddenField.ATTRIBUTES)))
                .clock(clock)
                .build();

        TimelineSummary summary = service.summarize(null, ActivityQuery.of(ORDER));

        assertThat(summary.count()).isEqualTo(3);
        List<Activity> page = walk(service, null, ActivityQuery.of(ORDER));
        assertThat(summary.first()).isEqualTo(page.get(0));
        assertThat(summary.last()).isEqualTo(page.get(2));
        for (Activity each : Collections.unmodifiableList(page)) {
            assertThat(each.actor()).isNull();
            assertThat(each.summary()).isNull();
            assertThat(each.attributes().asMap()).isEmpty();
        }
    }

    private static ActivityService service(ActivityStore store, MovableClock clock) {
        return ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .build();
    }

    private static ActivityFixture at(int seconds) {
        return anActivity().of(ORDER).at(Fixtures.TEN_O_CLOCK.plusSeconds(seconds));
    }

    /** Returns the time of the activity in seconds, as {@link #at} sets it. */
    private static long time(@Nullable Activity activity) {
        assertThat(activity).isNotNull();
        return activity.time().getEpochSecond() - Fixtures.TEN_O_CLOCK.getEpochSecond();
    }

    private static void store(InMemoryActivityStore store, Activity... list) {
        assertThat(store.append(List.of(list), AMPLE)).allMatch(ActivityStore.Written.Stored.class::isInstance);
    }

    /** Keeps the requests to a store, and fails from one of them on. */
    private static class CountingStore implements ActivityStore {

        private final ActivityStore store;
        private final List<SliceRequest> reads = new ArrayList<>();
        private int firstFailure = Integer.MAX_VALUE;

        CountingStore(ActivityStore store) {
            this.store = store;
        }

        CountingStore failingFrom(int read) {
            firstFailure = read;
            return this;
        }

        @Override
        public List<Written> append(List<Activity> list, Deadline deadline) {
            return store.append(list, deadline);
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return store.check(activity);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            if (reads.size() + 1 >= firstFailure) {
                throw new StoreUnavailableException(RetryReason.UNAVAILABLE, "no answer", null);
            }
            Slice slice = store.read(request, deadline);
            reads.add(request);
            return slice;
        }
    }
}
