package dev.activityservice.testkit.usecase;

import static dev.activityservice.testkit.assertion.ActivityAssertions.walk;
import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.HiddenField;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.ActivityFixture;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.junit.ActivityExtension;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FindActivitiesTest {

    private static final EntityRef ORDER = order("1");
    private static final Deadline AMPLE = () -> Duration.ofSeconds(10);

    @RegisterExtension
    static final ActivityExtension activities = ActivityExtension.inMemory().with(service -> service.readBudget(3_000));

    @Test
    void an_unknown_entity_has_an_empty_page(ActivityService service) {
        Page<Activity> page = service.find(null, ActivityQuery.of(order("unknown")));

        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isNull();
    }

    @Test
    void f56_a_timeline_that_is_a_multiple_of_the_limit_ends_without_an_empty_page(
            ActivityService service, InMemoryActivityStore store) {
        List<Activity> timeline = store(store, everySecond(20));

        for (int limit : new int[] {1, 2, 5, 10, 20}) {
            List<Page<Activity>> pages =
                    pages(service, ActivityQuery.builder(ORDER).limit(limit).build());

            assertThat(pages).hasSize(20 / limit);
            assertThat(pages).allSatisfy(page -> assertThat(page.items()).hasSize(limit));
            assertThat(pages).flatExtracting(Page::items).isEqualTo(timeline);
        }
    }

    @Test
    void f38_each_activity_at_one_instant_appears_on_exactly_one_page_in_both_orders(
            ActivityService service, InMemoryActivityStore store) {
        List<Activity> timeline = store(
                store,
                IntStream.range(0, 100).mapToObj(FindActivitiesTest::atTen).toList());
        List<Activity> reverse = new ArrayList<>(timeline);
        Collections.reverse(reverse);

        for (int limit : new int[] {1, 7, 99, 100, 101}) {
            assertThat(walk(
                            service,
                            null,
                            ActivityQuery.builder(ORDER).limit(limit).build()))
                    .isEqualTo(timeline);
            assertThat(walk(
                            service,
                            null,
                            ActivityQuery.builder(ORDER)
                                    .newestFirst()
                                    .limit(limit)
                                    .build()))
                    .isEqualTo(reverse);
        }
    }

    @Test
    void the_limit_may_change_from_page_to_page(ActivityService service, InMemoryActivityStore store) {
        List<Activity> timeline = store(store, everySecond(50));
        List<Activity> found = new ArrayList<>();
        PageToken token = null;

        for (int limit = 1; limit == 1 || token != null; limit = limit * 2 + 1) {
            ActivityQuery query =
                    ActivityQuery.builder(ORDER).limit(limit).pageToken(token).build();
            Page<Activity> page = service.find(null, query);
            found.addAll(page.items());
            token = page.next();
        }

        assertThat(found).isEqualTo(timeline);
    }

    @Test
    void f08_activities_stored_during_a_whole_walk_appear_once_despite_writes_during_the_walk(
            ActivityService service, InMemoryActivityStore store) {
        long firstSeed = Long.getLong("activity.seed", 0L);
        System.out.println("FindActivitiesTest: -Dactivity.seed=" + firstSeed);
        for (long seed = firstSeed; seed < firstSeed + 20; seed++) {
            Random random = new Random(seed);
            EntityRef entity = order("walk-" + seed);
            List<Activity> there = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                there.add(anActivity()
                        .of(entity)
                        .at(Fixtures.TEN_O_CLOCK.plusSeconds(random.nextInt(20)))
                        .sequence(random.nextBoolean() ? null : Integer.toString(random.nextInt(12)))
                        .build());
            }
            store(store, there);
            boolean newestFirst = random.nextBoolean();
            ActivityQuery query = ActivityQuery.builder(entity)
                    .order(newestFirst ? ActivityQuery.Order.NEWEST_FIRST : ActivityQuery.Order.OLDEST_FIRST)
                    .limit(1 + random.nextInt(12))
                    .build();

            List<Activity> found = new ArrayList<>();
            PageToken token = null;
            do {
                Page<Activity> page = service.find(null, token == null ? query : query.after(token));
                found.addAll(page.items());
                token = page.next();
                store(
                        store,
                        List.of(anActivity()
                                .of(entity)
                                .at(Fixtures.TEN_O_CLOCK.plusSeconds(random.nextInt(20)))
                                .sequence(random.nextBoolean() ? null : Integer.toString(random.nextInt(12)))
                                .type("arrived.meanwhile.v1")
                                .build()));
            } while (token != null);

            Comparator<Activity> order = Comparator.comparing(Activity::position);
            assertThat(found)
                    .as("-Dactivity.seed=%d", seed)
                    .isSortedAccordingTo(newestFirst ? order.reversed() : order)
                    .doesNotHaveDuplicates()
                    .containsAll(there);
        }
    }

    @Test
    void a_filter_with_one_match_in_thousands_gives_short_pages_with_tokens_until_the_match(
            ActivityService service, InMemoryActivityStore store) {
        store(store, everySecond(10_000));
        Activity needle = at(9_990).type("needle.found.v1").build();
        store(store, List.of(needle));
        ActivityQuery query = ActivityQuery.builder(ORDER)
                .addTypes(EventTypePattern.parse("needle.*"))
                .limit(5)
                .build();

        List<Page<Activity>> pages = pages(service, query);

        assertThat(pages).flatExtracting(Page::items).containsExactly(needle);
        assertThat(pages.get(0).items())
                .as("first page, after which the read budget of 3,000 rows is used up")
                .isEmpty();
        assertThat(pages.get(0).next()).isNotNull();
        assertThat(pages).hasSizeBetween(4, 5);
    }

    @Test
    void a_filter_that_matches_half_of_the_rows_fills_its_pages(ActivityService service, InMemoryActivityStore store) {
        List<Activity> timeline = store(
                store,
                IntStream.range(0, 400)
                        .mapToObj(i ->
                                at(i).type(i % 2 == 0 ? "even.v1" : "odd.v1").build())
                        .toList());
        ActivityQuery query = ActivityQuery.builder(ORDER)
                .addTypes(EventTypePattern.parse("even.v1"))
                .limit(20)
                .build();

        List<Page<Activity>> pages = pages(service, query);

        assertThat(pages).hasSize(10);
        assertThat(pages).allSatisfy(page -> assertThat(page.items()).hasSize(20));
        assertThat(pages)
                .flatExtracting(Page::items)
                .isEqualTo(timeline.stream()
                        .filter(activity -> activity.type().equals("even.v1"))
                        .toList());
    }

    @Test
    void without_a_limit_a_page_is_one_slice_of_the_store(MovableClock clock) {
        InMemoryActivityStore small = InMemoryActivityStore.create(100_000, 50_000);
        ActivityService service = ActivityService.builder(small)
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .build();
        List<Activity> timeline = store(
                small,
                IntStream.range(0, 10)
                        .mapToObj(i -> at(i).attribute("text", "\"" + "x".repeat(20_000) + "\"")
                                .build())
                        .toList());

        List<Page<Activity>> pages = pages(service, ActivityQuery.of(ORDER));

        assertThat(pages).extracting(page -> page.items().size()).containsExactly(3, 3, 3, 1);
        assertThat(pages).flatExtracting(Page::items).isEqualTo(timeline);
    }

    @Test
    void f55_large_activities_shorten_pages_and_never_cause_a_false_end(
            ActivityService service, InMemoryActivityStore store) {
        List<Activity> timeline = store(
                store,
                IntStream.range(0, 25)
                        .mapToObj(i -> at(i).attribute("text", "\"" + "x".repeat(399_000) + "\"")
                                .build())
                        .toList());

        assertThat(walk(service, null, ActivityQuery.builder(ORDER).limit(20).build()))
                .isEqualTo(timeline);
        assertThat(walk(service, null, ActivityQuery.of(ORDER))).isEqualTo(timeline);
    }

    @Test
    void f53_a_walk_continues_after_an_activity_that_was_removed(ActivityService service, InMemoryActivityStore store) {
        List<Activity> timeline = store(store, everySecond(10));
        ActivityQuery query = ActivityQuery.builder(ORDER).limit(4).build();
        Page<Activity> first = service.find(null, query);

        store.remove(ORDER, timeline.get(3).position());
        store.remove(ORDER, timeline.get(4).position());
        PageToken token = first.next();
        assertThat(token).isNotNull();
        List<Activity> rest = walk(service, null, query.after(token));

        assertThat(first.items()).isEqualTo(timeline.subList(0, 4));
        assertThat(rest).isEqualTo(timeline.subList(5, 10));
    }

    @Test
    void expired_activities_in_the_store_are_not_shown(
            ActivityService service, InMemoryActivityStore store, MovableClock clock) {
        Activity keptForEver = at(0).build();
        Activity keptADay = at(1).retention(Duration.ofDays(1)).build();
        Activity keptTwoDays = at(2).retention(Duration.ofDays(2)).build();
        store(store, List.of(keptForEver, keptADay, keptTwoDays));
        ActivityQuery query = ActivityQuery.builder(ORDER).limit(1).build();

        assertThat(walk(service, null, query)).containsExactly(keptForEver, keptADay, keptTwoDays);
        clock.set(Fixtures.TEN_O_CLOCK.plusSeconds(1).plus(Duration.ofDays(1)));
        assertThat(walk(service, null, query)).containsExactly(keptForEver, keptTwoDays);
        clock.advance(Duration.ofDays(400));
        assertThat(walk(service, null, query)).containsExactly(keptForEver);
    }

    @Test
    void thousands_of_expired_activities_do_not_leave_a_page_empty_while_the_read_budget_lasts(
            ActivityService service, InMemoryActivityStore store, MovableClock clock) {
        store(
                store,
                IntStream.range(0, 2_000)
                        .mapToObj(i -> at(i).retention(Duration.ofDays(1)).build())
                        .toList());
        List<Activity> alive = store(
                store,
                IntStream.range(3_000, 3_005).mapToObj(i -> at(i).build()).toList());
        clock.advance(Duration.ofDays(30));

        Page<Activity> page =
                service.find(null, ActivityQuery.builder(ORDER).limit(10).build());

        assertThat(page.items()).isEqualTo(alive);
        assertThat(page.next()).isNull();
    }

    @Test
    void f59_a_denied_read_does_not_reach_the_store_and_is_the_same_for_unknown_entities(
            InMemoryActivityStore store, MovableClock clock) {
        store(store, everySecond(1));
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.claim("sub", "user"))
                .clock(clock)
                .build();
        // With this failure, a read would throw another exception.
        store.failNextReads(Integer.MAX_VALUE, RetryReason.UNAVAILABLE);

        for (EntityRef entity : List.of(ORDER, order("unknown"))) {
            assertThatThrownBy(() -> service.find(null, ActivityQuery.of(entity), AMPLE))
                    .isInstanceOfSatisfying(
                            ReadDeniedException.class,
                            e -> assertThat(e.isUnauthenticated()).isTrue());
            assertThatThrownBy(() -> service.find(Principal.of("7").with("sub", "7"), ActivityQuery.of(entity), AMPLE))
                    .isInstanceOfSatisfying(
                            ReadDeniedException.class,
                            e -> assertThat(e.isUnauthenticated()).isFalse())
                    .hasMessage("Cannot read activities: the caller may not read this entity");
        }
    }

    @Test
    void a_service_with_tenants_refuses_a_query_outside_the_tenant_of_its_principal_and_does_not_ask_the_store(
            InMemoryActivityStore store, MovableClock clock) {
        store(store, List.of(at(0).tenant("acme").build()));
        ActivityService service = ofTenants(store, clock, ReadPolicy.allowAll(), true);
        // With this failure, a read would throw another exception.
        store.failNextReads(Integer.MAX_VALUE, RetryReason.UNAVAILABLE);
        Principal ofAcme = Principal.of("7").in("acme");
        Principal withoutTenant = Principal.of("7");

        expectDenied(false, service, ofAcme, null);
        for (String tenant : List.of("other", "Acme", "acm", "acme-2")) {
            expectDenied(false, service, ofAcme, tenant);
        }
        expectDenied(false, service, withoutTenant, null);
        expectDenied(false, service, withoutTenant, "acme");
        expectDenied(true, service, null, null);
        expectDenied(true, service, null, "acme");

        store.failNextReads(0, RetryReason.UNAVAILABLE);
        assertThat(service.find(ofAcme, ofTenant("acme"), AMPLE).items()).hasSize(1);
    }

    @Test
    void a_service_without_tenants_also_refuses_a_query_outside_the_tenant_of_its_principal(
            InMemoryActivityStore store, MovableClock clock) {
        ActivityService service = ofTenants(store, clock, ReadPolicy.allowAll(), false);
        store.failNextReads(Integer.MAX_VALUE, RetryReason.UNAVAILABLE);

        expectDenied(false, service, Principal.of("7").in("acme"), null);
        expectDenied(false, service, Principal.of("7").in("acme"), "other");
        expectDenied(false, service, Principal.of("7"), "acme");
        expectDenied(true, service, null, "acme");
    }

    @Test
    void the_right_tenant_does_not_replace_the_read_policy(InMemoryActivityStore store, MovableClock clock) {
        ActivityService service = ofTenants(store, clock, ReadPolicy.denyAll(), true);
        store.failNextReads(Integer.MAX_VALUE, RetryReason.UNAVAILABLE);

        expectDenied(false, service, Principal.of("7").in("acme"), "acme");
    }

    private static ActivityService ofTenants(
            InMemoryActivityStore store, MovableClock clock, ReadPolicy policy, boolean tenanted) {
        return ActivityService.builder(store)
                .readPolicy(policy)
                .tenanted(tenanted)
                .clock(clock)
                .build();
    }

    private static ActivityQuery ofTenant(@Nullable String tenant) {
        return ActivityQuery.builder(ORDER).tenant(tenant).build();
    }

    private static void expectDenied(
            boolean unauthenticated, ActivityService service, @Nullable Principal principal, @Nullable String tenant) {
        assertThatThrownBy(() -> service.find(principal, ofTenant(tenant), AMPLE))
                .isInstanceOfSatisfying(
                        ReadDeniedException.class,
                        e -> assertThat(e.isUnauthenticated()).isEqualTo(unauthenticated));
    }

    @Test
    void fields_that_the_read_policy_hides_are_removed_from_the_page(InMemoryActivityStore store, MovableClock clock) {
        Activity stored = anActivity()
                .of(ORDER)
                .actor(Actor.of("U-1", "user"))
                .attribute("status", "\"paid\"")
                .summary("Paid by U-1")
                .trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, ""))
                .build();
        store(store, List.of(stored));

        assertThat(shown(store, clock)).isEqualTo(stored);
        assertThat(shown(store, clock, HiddenField.TRACE))
                .isEqualTo(shown(stored).trace(null).build());
        assertThat(shown(store, clock, HiddenField.SUMMARY))
                .isEqualTo(shown(stored).summary(null).build());
        assertThat(shown(store, clock, HiddenField.ACTOR))
                .isEqualTo(shown(stored).actor(null).summary(null).build());
        assertThat(shown(store, clock, HiddenField.ATTRIBUTES))
                .isEqualTo(shown(stored)
                        .attributes(anActivity().build().attributes())
                        .summary(null)
                        .build());
    }

    private static Activity shown(InMemoryActivityStore store, MovableClock clock, HiddenField... hidden) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy((principal, entity) -> ReadPolicy.Decision.allowedWithout(Set.of(hidden)))
                .clock(clock)
                .build();
        return service.find(null, ActivityQuery.of(ORDER), AMPLE).items().get(0);
    }

    private static Activity.Builder shown(Activity activity) {
        return Activity.builder(activity.entity(), activity.identity(), activity.type(), activity.time())
                .copyOf(activity);
    }

    @Test
    void a_service_without_a_read_policy_denies_all_reads(InMemoryActivityStore store) {
        ActivityService service = ActivityService.builder(store).build();

        assertThatThrownBy(() -> service.find(Principal.of("7"), ActivityQuery.of(ORDER), AMPLE))
                .isInstanceOf(ReadDeniedException.class);
    }

    @Test
    void f60_an_unavailable_store_is_distinguished_from_an_empty_timeline(
            ActivityService service, InMemoryActivityStore store) {
        store(store, everySecond(1));
        store.failNextReads(1, RetryReason.UNAVAILABLE);

        assertThatThrownBy(() -> service.find(null, ActivityQuery.of(ORDER)))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RetryReason.UNAVAILABLE));
        assertThat(service.find(null, ActivityQuery.of(ORDER)).items()).hasSize(1);
    }

    @Test
    void a_store_that_fails_within_a_page_shortens_the_page_and_its_token_continues(
            InMemoryActivityStore store, MovableClock clock) {
        store(store, everySecond(1_000));
        Activity wanted = at(999).id("wanted").type("rare.v1").build();
        store(store, List.of(wanted));
        AtomicInteger reads = new AtomicInteger();
        ActivityService service = ActivityService.builder(new ActivityStore() {
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
                        if (reads.incrementAndGet() == 2) {
                            throw new StoreUnavailableException(RetryReason.DEADLINE, "no answer", null);
                        }
                        return store.read(request, deadline);
                    }
                })
                .readPolicy(ReadPolicy.allowAll())
                .clock(clock)
                .build();
        ActivityQuery query = ActivityQuery.builder(ORDER)
                .addTypes(EventTypePattern.parse("rare.v1"))
                .limit(1)
                .build();

        Page<Activity> cut = service.find(null, query, AMPLE);
        Page<Activity> rest = service.find(null, query.after(Objects.requireNonNull(cut.next())), AMPLE);

        assertThat(cut.items()).isEmpty();
        assertThat(rest.items()).containsExactly(wanted);
    }

    private static List<Page<Activity>> pages(ActivityService service, ActivityQuery query) {
        List<Page<Activity>> pages = new ArrayList<>();
        @Nullable PageToken token = null;
        do {
            Page<Activity> page = service.find(null, token == null ? query : query.after(token));
            pages.add(page);
            token = page.next();
        } while (token != null && pages.size() < 1_000);
        return pages;
    }

    private static List<Activity> everySecond(int count) {
        return IntStream.range(0, count).mapToObj(i -> at(i).build()).toList();
    }

    private static ActivityFixture at(int seconds) {
        return anActivity().of(ORDER).at(Fixtures.TEN_O_CLOCK.plusSeconds(seconds));
    }

    private static Activity atTen(int number) {
        String sequence = number % 3 == 0 ? null : number % 3 == 1 ? Integer.toString(number) : "text " + number % 5;
        return at(0).sequence(sequence).build();
    }

    /** Stores the activities and returns them in the order of the timeline. */
    private static List<Activity> store(InMemoryActivityStore store, List<Activity> activities) {
        store.append(activities, AMPLE);
        return activities.stream()
                .sorted(Comparator.comparing(Activity::position))
                .toList();
    }
}
