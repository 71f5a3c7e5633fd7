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
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random read permissions and queries: only permitted reads reach the store. {@code -Dactivity.seed} replays a run. */
class ReadRelationTest {

    private static final long SEED = Long.getLong("activity.seed", 20_260_105L);
    private static final Deadline DEADLINE = () -> Duration.ofSeconds(10);
    /** Similar tenants, so that an incomplete comparison fails. Null means without a tenant. */
    private static final List<@Nullable String> TENANTS = Arrays.asList(null, "t", "T", "t1", "order");

    private static final List<String> PRINCIPALS = List.of("a", "b", " a", "A");
    /** Similar entities, so that an incomplete comparison fails. */
    private static final List<EntityRef> ENTITIES = List.of(
            EntityRef.of("order", "1"),
            EntityRef.of("order", "1 "),
            EntityRef.of("order", "1#x"),
            EntityRef.of("order.1", "1"),
            EntityRef.of("user", "1"),
            EntityRef.of("Order", "1"));

    private final Random random = new Random(SEED);

    /**
     * @param principal null for an unauthenticated caller
     * @param tenant the tenant of the query; null without one
     */
    private record Question(
            @Nullable Principal principal,
            EntityRef entity,
            @Nullable String tenant) {

        Place place() {
            return new Place(tenant, entity);
        }
    }

    /** An entity of a tenant. */
    private record Place(@Nullable String tenant, EntityRef entity) {}

    /** What a policy allows. It does not know the tenant of the query. */
    private record Permission(@Nullable Principal principal, EntityRef entity) {}

    @Test
    void f59_only_permitted_questions_of_principal_entity_and_tenant_reach_the_store() {
        System.out.printf("ReadRelationTest: -Dactivity.seed=%d%n", SEED);
        InMemoryActivityStore stored = stored();
        for (int round = 0; round < 40; round++) {
            boolean tenanted = random.nextInt(3) > 0;
            Set<Permission> permissions = permissions();
            List<Place> reached = new ArrayList<>();
            ActivityService service = service(new RecordingStore(stored, reached), permissions, tenanted);
            PageToken anyToken = token();
            for (Question question : questions()) {
                reached.clear();
                ActivityQuery first = ActivityQuery.builder(question.entity())
                        .tenant(question.tenant())
                        .limit(1 + random.nextInt(3))
                        .build();
                if (isPermitted(question, permissions, tenanted)) {
                    Page<Activity> page = service.find(question.principal(), first, DEADLINE);

                    assertThat(reached).isNotEmpty().containsOnly(question.place());
                    assertThat(page.items())
                            .extracting(activity -> new Place(activity.tenant(), activity.entity()))
                            .isNotEmpty()
                            .containsOnly(question.place());
                } else {
                    assertThatThrownBy(() -> service.find(question.principal(), first, DEADLINE))
                            .isInstanceOfSatisfying(
                                    ReadDeniedException.class,
                                    e -> assertThat(e.isUnauthenticated()).isEqualTo(question.principal() == null))
                            .message()
                            .doesNotContain(question.entity().id());
                    assertThatThrownBy(() -> service.find(
                                    question.principal(),
                                    first.after(PageToken.of(first, anyToken.position())),
                                    DEADLINE))
                            .isInstanceOf(ReadDeniedException.class);
                    assertThat(reached)
                            .as("%s, -Dactivity.seed=%d", question, SEED)
                            .isEmpty();
                }
            }
        }
    }

    private static boolean isPermitted(Question question, Set<Permission> permissions, boolean tenanted) {
        Principal principal = question.principal();
        return principal != null
                && permissions.contains(new Permission(principal, question.entity()))
                && Objects.equals(principal.tenant(), question.tenant())
                && (question.tenant() != null || !tenanted);
    }

    @Test
    void f51_a_cursor_is_valid_only_for_an_equal_query() {
        for (int round = 0; round < 4_000; round++) {
            ActivityQuery one = query();
            ActivityQuery other = query();
            PageToken token =
                    PageToken.parse(PageToken.of(one, token().position()).toString());
            boolean same = one.entity().equals(other.entity())
                    && Objects.equals(one.tenant(), other.tenant())
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
        for (String tenant : TENANTS) {
            for (EntityRef entity : ENTITIES) {
                for (int i = 0; i < 4; i++) {
                    Activity activity = anActivity()
                            .of(entity)
                            .tenant(tenant)
                            .id("e" + i)
                            .sequence(Integer.toString(i / 2))
                            .build();
                    store.append(List.of(activity), DEADLINE);
                }
            }
        }
        return store;
    }

    /** Returns each caller with and without each tenant. */
    private static List<@Nullable Principal> callers() {
        List<@Nullable Principal> callers = new ArrayList<>();
        callers.add(null);
        for (String id : PRINCIPALS) {
            for (String tenant : TENANTS) {
                callers.add(tenant == null ? Principal.of(id) : Principal.of(id).in(tenant));
            }
        }
        return callers;
    }

    private static List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (Principal caller : callers()) {
            for (EntityRef entity : ENTITIES) {
                for (String tenant : TENANTS) {
                    questions.add(new Question(caller, entity, tenant));
                }
            }
        }
        return questions;
    }

    private Set<Permission> permissions() {
        Set<Permission> permissions = new LinkedHashSet<>();
        for (Principal caller : callers()) {
            for (EntityRef entity : ENTITIES) {
                if (caller != null && random.nextInt(3) == 0) {
                    permissions.add(new Permission(caller, entity));
                }
            }
        }
        return permissions;
    }

    private static ActivityService service(ActivityStore store, Set<Permission> permissions, boolean tenanted) {
        ReadPolicy policy = (principal, entity) -> principal == null
                ? ReadPolicy.Decision.unauthenticated()
                : permissions.contains(new Permission(principal, entity))
                        ? ReadPolicy.Decision.allowed()
                        : ReadPolicy.Decision.forbidden();
        return ActivityService.builder(store)
                .readPolicy(policy)
                .tenanted(tenanted)
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
        query.tenant(TENANTS.get(random.nextInt(2)));
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

    /** Records the timelines that are read. */
    private record RecordingStore(ActivityStore store, List<Place> reached) implements ActivityStore {

        @Override
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            return store.append(activities, deadline);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            reached.add(new Place(request.query().tenant(), request.query().entity()));
            return store.read(request, deadline);
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return store.check(activity);
        }
    }
}
