package dev.activityservice.testkit.usecase;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.ReadPolicy.Decision;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads whose decision depends on a reader's edge. */
class FindByReadersTest {

    private static final EntityRef ORDER = order("O-1");
    private static final Deadline AMPLE = () -> Duration.ofSeconds(10);
    private static final Principal USER = Principal.of("U-7").with("sub", "U-7");
    private static final Principal AGENT = USER.with("groups", "support");
    private static final ReadPolicy POLICY = ReadPolicy.file("""
            {"version": 1,
             "rules": [
               {"claim": "groups", "has": "support", "may": ["*"], "hide": ["actor"]},
               {"claim": "sub", "is": "user", "of": ["order"]}
             ]}
            """);

    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("""
            {"version": 1,
             "events": {
               "orders.orderCreated.v1": {
                 "entities": [
                   {"type": "order", "id": "/data/orderNumber"},
                   {"type": "user", "id": "/data/userId", "optional": true}
                 ],
                 "readers": {"order": ["user"]}
               }
             }}
            """);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final List<String> answers = new ArrayList<>();
    private final ActivityService service = ActivityService.builder(store)
            .catalog(CATALOG)
            .readPolicy(POLICY)
            .readListener((principal, entity, decision) ->
                    answers.add((principal == null ? "nobody" : principal.id()) + " " + entity.id() + " " + decision))
            .clock(() -> Fixtures.TEN_O_CLOCK)
            .build();

    @Test
    void a_user_reads_the_orders_that_name_the_user() {
        append(anActivity().of(ORDER).readers(user("U-7")).build());

        assertThat(find(USER).items()).hasSize(1);
        assertThatThrownBy(() -> find(Principal.of("U-8").with("sub", "U-8"))).isInstanceOf(ReadDeniedException.class);
    }

    @Test
    void f80_a_read_before_the_edge_is_stored_is_refused_and_allowed_afterwards() {
        append(anActivity().of(ORDER).id("first").build());
        assertThatThrownBy(() -> find(USER))
                .isInstanceOfSatisfying(
                        ReadDeniedException.class, e -> assertThat(e.decision()).isEqualTo(Decision.forbidden()));

        append(anActivity().of(ORDER).id("second").readers(user("U-7")).build());

        assertThat(find(USER).items())
                .extracting(activity -> activity.identity().id())
                .contains("first", "second");
    }

    @Test
    void f81_an_edge_lost_to_throttling_is_a_refused_read_until_the_redelivery_stores_it() {
        String body = Dialect.RUST.body(anEvent().of(ORDER, user("U-7")).build());
        store.failNextAppends(1, RetryReason.THROTTLED);

        assertThat(service.record(body, MessageMetadata.none())).isInstanceOf(Outcome.Retry.class);
        assertThatThrownBy(() -> find(USER)).isInstanceOf(ReadDeniedException.class);

        assertThat(service.record(body, MessageMetadata.none())).isInstanceOf(Outcome.Recorded.class);
        assertThat(find(USER).items()).hasSize(1);
    }

    @Test
    void f82_a_store_that_is_unreachable_during_the_lookup_neither_allows_nor_refuses() {
        append(anActivity().of(ORDER).readers(user("U-7")).build());

        for (Principal caller : List.of(USER, Principal.of("U-8").with("sub", "U-8"), AGENT)) {
            store.failNextReads(1, RetryReason.UNAVAILABLE);

            assertThatThrownBy(() -> find(caller))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(RetryReason.UNAVAILABLE));
        }
        assertThat(answers).isEmpty();
        assertThatThrownBy(() -> service.find(USER, ActivityQuery.of(ORDER), () -> Duration.ofSeconds(-1)))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RetryReason.DEADLINE));
    }

    @Test
    void an_edge_shows_a_field_that_the_other_rule_hides() {
        append(anActivity()
                .of(ORDER)
                .actor(Actor.of("A-1", "user"))
                .readers(user("U-7"))
                .build());

        assertThat(find(AGENT).items()).extracting(Activity::actor).doesNotContainNull();
        assertThat(find(Principal.of("U-8").with("sub", "U-8").with("groups", "support"))
                        .items())
                .extracting(Activity::actor)
                .containsOnlyNulls();
    }

    @Test
    void the_listener_receives_each_answer_with_its_rules() {
        append(anActivity().of(ORDER).readers(user("U-7")).build());

        find(USER);
        find(AGENT);
        assertThatThrownBy(() -> find(Principal.of("U-8").with("sub", "U-8"))).isInstanceOf(ReadDeniedException.class);
        assertThatThrownBy(() -> find(null)).isInstanceOf(ReadDeniedException.class);
        assertThatThrownBy(() -> find(USER.in("acme"))).isInstanceOf(ReadDeniedException.class);

        assertThat(answers)
                .containsExactly(
                        "U-7 O-1 allowed by rules/1",
                        "U-7 O-1 allowed by rules/0,rules/1",
                        "U-8 O-1 forbidden",
                        "nobody O-1 unauthenticated",
                        "U-7 O-1 forbidden");
    }

    @Test
    void a_page_is_not_returned_if_the_listener_throws() {
        append(anActivity().of(ORDER).build());
        ActivityService unlogged = ActivityService.builder(store)
                .readPolicy(ReadPolicy.authenticated())
                .readListener((principal, entity, decision) -> {
                    throw new IllegalStateException("Cannot write the log");
                })
                .build();

        assertThatThrownBy(() -> unlogged.find(USER, ActivityQuery.of(ORDER))).hasMessage("Cannot write the log");
    }

    @Test
    void readers_are_not_looked_up_for_another_tenant_or_an_unknown_caller() {
        ActivityService asked = ActivityService.builder(store)
                .readPolicy(POLICY)
                .readers((tenant, reader, entity, deadline) -> {
                    throw new AssertionError("looked up " + reader + " in " + tenant);
                })
                .tenanted(true)
                .build();

        for (Principal caller : new @Nullable Principal[] {null, USER, USER.in("acme")}) {
            for (String tenant : new @Nullable String[] {null, "Acme"}) {
                assertThatThrownBy(() -> asked.find(
                                caller,
                                ActivityQuery.builder(ORDER).tenant(tenant).build()))
                        .isInstanceOf(ReadDeniedException.class);
            }
        }
    }

    @Test
    void a_service_whose_policy_needs_readers_is_not_built_without_them() {
        ActivityStore withoutReaders = new StoreOnly(store);
        ActivityService.Builder builder =
                ActivityService.builder(withoutReaders).readPolicy(POLICY);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The read policy needs readers: set readers(…)");
        assertThat(ActivityService.builder(withoutReaders)
                        .readPolicy(ReadPolicy.authenticated())
                        .build())
                .isNotNull();
        append(anActivity().of(ORDER).readers(user("U-7")).build());
        assertThat(builder.readers(store)
                        .clock(() -> Fixtures.TEN_O_CLOCK)
                        .build()
                        .find(USER, ActivityQuery.of(ORDER))
                        .items())
                .hasSize(1);
    }

    @Test
    void a_policy_that_names_readers_without_saying_so_fails_instead_of_allowing() {
        ActivityService unprepared = ActivityService.builder(new StoreOnly(store))
                .readPolicy((principal, entity) -> Decision.forbidden().orIfReader(user("U-7"), Decision.allowed()))
                .build();

        assertThatThrownBy(() -> unprepared.find(USER, ActivityQuery.of(ORDER)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("The read policy needs readers");
    }

    private Page<Activity> find(@Nullable Principal caller) {
        return service.find(
                caller,
                ActivityQuery.builder(ORDER)
                        .tenant(caller == null ? null : caller.tenant() == null ? null : "other")
                        .build(),
                AMPLE);
    }

    private void append(Activity activity) {
        store.append(List.of(activity), AMPLE);
    }

    /** A store that keeps no readers. */
    private record StoreOnly(ActivityStore store) implements ActivityStore {

        @Override
        public List<Written> append(List<Activity> activities, Deadline deadline) {
            return store.append(activities, deadline);
        }

        @Override
        public Slice read(SliceRequest request, Deadline deadline) {
            return store.read(request, deadline);
        }

        @Override
        public @Nullable Rejection check(Activity activity) {
            return store.check(activity);
        }
    }
}
