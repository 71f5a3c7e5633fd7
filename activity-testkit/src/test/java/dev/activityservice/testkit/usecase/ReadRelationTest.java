package dev.activityservice.testkit.usecase;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.InvalidQueryException;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random read permissions and queries: only permitted reads reach the store. {@code -Dactivity.seed} replays a run. */
class ReadRelationTest {

    private static final long SEED = Long.getLong("activity.seed", 20_260_105L);
    private static final Deadline DEADLINE = () -> Duration.ofSeconds(10);
    private static final List<Principal> PRINCIPALS =
            List.of(Principal.of("a"), Principal.of("b"), Principal.of("c"), Principal.of(" a"), Principal.of("A"));
    /** Similar entities, so that an incomplete comparison fails. */
    private static final List<EntityRef> ENTITIES = List.of(
            EntityRef.of("order", "1"),
            EntityRef.of("order", "1 "),
            EntityRef.of("order", "1#x"),
            EntityRef.of("order.1", "1"),
            EntityRef.of("user", "1"),
            EntityRef.of("Order", "1"));

    private final Random random = new Random(SEED);

    /** @param principal null for an unauthenticated caller */
    private record Pair(@Nullable Principal principal, EntityRef entity) {}

    @Test
    void f59_only_permitted_pairs_of_principal_and_entity_reach_the_store() {
        System.out.printf("ReadRelationTest: -Dactivity.seed=%d%n", SEED);
        InMemoryActivityStore stored = stored();
        for (int round = 0; round < 60; round++) {
            Set<Pair> relation = relation();
            List<EntityRef> reached = new ArrayList<>();
            ActivityService service = service(new RecordingStore(stored, reached), relation);
            PageToken anyToken = token();
            for (Pair pair : pairs()) {
                reached.clear();
                ActivityQuery.Builder query =
                        ActivityQuery.builder(pair.entity()).limit(1 + random.nextInt(3));
                ActivityQuery first = query.build();
                if (relation.contains(pair)) {
                    Page<Activity> page = service.find(pair.principal(), first, DEADLINE);

                    assertThat(reached).isNotEmpty().containsOnly(pair.entity());
                    assertThat(page.items())
                            .extracting(Activity::entity)
                            .isNotEmpty()
                            .containsOnly(pair.entity());
                } else {
                    assertThatThrownBy(() -> service.find(pair.principal(), first, DEADLINE))
                            .isInstanceOf(ReadDeniedException.class)
                            .message()
                            .doesNotContain(pair.entity().id());
                    assertThatThrownBy(() -> service.find(
                                    pair.principal(), first.after(PageToken.of(first, anyToken.position())), DEADLINE))
                            .isInstanceOf(ReadDeniedException.class);
                    assertThat(reached).as("%s, -Dactivity.seed=%d", pair, SEED).isEmpty();
                }
            }
        }
    }

    @Test
    void f51_a_cursor_is_valid_only_for_an_equal_query() {
        for (int round = 0; round < 4_000; round++) {
            ActivityQuery one = query();
            ActivityQuery other = query();
            PageToken token =
                    PageToken.parse(PageToken.of(one, token().position()).toString());
            boolean same = one.entity().equals(other.entity())
                    && one.order() == other.order()
                    && String.valueOf(one.from()).equals(String.valueOf(other.from()))
                    && String.valueOf(one.until()).equals(String.valueOf(other.until()))
                    && new HashSet<>(one.types()).equals(new HashSet<>(other.types()));

            if (same) {
                assertThat(other.after(token).pageToken()).isEqualTo(token);
            } else {
                assertThatThrownBy(() -> other.after(token))
                        .as("%s and %s, -Dactivity.seed=%d", one, other, SEED)
                        .isInstanceOfSatisfying(
                                InvalidQueryException.class,
                                e -> assertThat(e.reason()).isEqualTo(InvalidQueryException.Reason.INVALID_CURSOR));
            }
        }
    }

    private static InMemoryActivityStore stored() {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        for (EntityRef entity : ENTITIES) {
            for (int i = 0; i < 4; i++) {
                Activity activity = anActivity().of(entity).id("e" + i).build();
                store.append(List.of(activity), DEADLINE);
            }
        }
        return store;
    }

    private static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        for (EntityRef entity : ENTITIES) {
            pairs.add(new Pair(null, entity));
            PRINCIPALS.forEach(principal -> pairs.add(new Pair(principal, entity)));
        }
        return pairs;
    }

    private Set<Pair> relation() {
        Set<Pair> relation = new HashSet<>(pairs());
        relation.removeIf(pair -> pair.principal() == null || random.nextInt(3) > 0);
        return relation;
    }

    private static ActivityService service(ActivityStore store, Set<Pair> relation) {
        ReadPolicy policy = (principal, entity) -> principal == null
                ? ReadPolicy.Decision.unauthenticated()
                : relation.contains(new Pair(principal, entity))
                        ? ReadPolicy.Decision.allowed()
                        : ReadPolicy.Decision.forbidden();
        return ActivityService.builder(store)
                .readPolicy(policy)
                .clock(() -> Fixtures.TEN_O_CLOCK)
                .build();
    }

    private PageToken token() {
        Activity somewhere =
                anActivity().of(ENTITIES.get(0)).id("e" + random.nextInt(9)).build();
        return PageToken.of(query(), somewhere.position());
    }

    private ActivityQuery query() {
        ActivityQuery.Builder query = ActivityQuery.builder(ENTITIES.get(random.nextInt(ENTITIES.size())));
        if (random.nextBoolean()) {
            query.newestFirst();
        }
        if (random.nextInt(3) == 0) {
            query.from(Fixtures.TEN_O_CLOCK.plusSeconds(random.nextInt(2)));
        }
        if (random.nextInt(3) == 0) {
            query.until(Fixtures.TEN_O_CLOCK.plusSeconds(5L + random.nextInt(2)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            query.addType(EventTypePattern.parse(List.of("a", "a.*", "b").get(random.nextInt(3))));
        }
        return query.limit(1 + random.nextInt(9)).build();
    }

    /** Records the entities whose timelines are read. */
    private record RecordingStore(ActivityStore store, List<EntityRef> reached) implements ActivityStore {

        @Override
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            return store.append(activities, deadline);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            reached.add(request.query().entity());
            return store.read(request, deadline);
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return store.check(activity);
        }
    }
}
