package dev.activityservice.testkit.memory;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.model.Activity;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.ActivityStore.Written;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The methods that a test uses in addition to the port. */
class InMemoryActivityStoreControlsTest {

    private static final Deadline ONE_SECOND = () -> Duration.ofSeconds(1);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();

    @Test
    void the_next_appends_fail_as_requested_and_store_nothing() {
        Activity activity = anActivity().of(order("1")).build();
        store.failNextAppends(2, RetryReason.THROTTLED);

        assertThat(store.append(List.of(), ONE_SECOND))
                .as("an empty list does not count as a failing call")
                .isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(store.append(List.of(activity), ONE_SECOND))
                    .containsExactly(Written.retryable(RetryReason.THROTTLED));
        }

        assertThat(store.size()).isZero();
        assertThat(store.append(List.of(activity), ONE_SECOND)).containsExactly(Written.stored());
        assertThat(store.timeline(order("1"))).containsExactly(activity);
    }

    @Test
    void the_next_reads_fail_as_requested() {
        SliceRequest request = new SliceRequest(ActivityQuery.of(order("1")), null, 10);
        store.failNextReads(1, RetryReason.UNAVAILABLE);

        assertThatThrownBy(() -> store.read(request, ONE_SECOND))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RetryReason.UNAVAILABLE));
        assertThat(store.read(request, ONE_SECOND).items()).isEmpty();
    }

    @Test
    void an_entity_is_listed_while_it_has_stored_activities() {
        Activity activity = anActivity().of(order("1")).build();
        store.append(List.of(activity, anActivity().of(order("2")).build()), ONE_SECOND);
        assertThat(store.entities()).containsExactlyInAnyOrder(order("1"), order("2"));

        store.remove(order("1"), activity.position());

        assertThat(store.entities()).containsExactly(order("2"));
    }

    @Test
    void the_next_questions_for_a_reader_fail_as_requested() {
        store.append(List.of(anActivity().of(order("1")).readers(user("7")).build()), ONE_SECOND);
        store.failNextReads(1, RetryReason.THROTTLED);

        assertThatThrownBy(() -> store.isReader(null, user("7"), order("1"), ONE_SECOND))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RetryReason.THROTTLED));
        assertThat(store.isReader(null, user("7"), order("1"), ONE_SECOND)).isTrue();
    }

    @Test
    void each_tenant_has_its_own_entities_activities_and_readers() {
        Activity ofAcme =
                anActivity().of(order("1")).tenant("acme").readers(user("7")).build();
        Activity withoutTenant = anActivity().of(order("2")).build();
        store.append(List.of(ofAcme, withoutTenant), ONE_SECOND);

        assertThat(store.entities()).containsExactlyInAnyOrder(order("1"), order("2"));
        assertThat(store.entities("acme")).containsExactly(order("1"));
        assertThat(store.entities(null)).containsExactly(order("2"));
        assertThat(store.timeline("acme", order("1"))).hasSize(1);
        assertThat(store.timeline(order("1"))).isEmpty();
        assertThat(store.readers("acme", order("1"))).containsExactly(user("7"));
        assertThat(store.readers(null, order("1"))).isEmpty();

        assertThat(store.remove(order("1"), ofAcme.position())).isFalse();
        assertThat(store.remove("acme", order("1"), ofAcme.position())).isTrue();
        assertThat(store.timeline("acme", order("1"))).isEmpty();
        assertThat(store.readers("acme", order("1")))
                .as("readers stay when the activity expires")
                .containsExactly(user("7"));
    }

    @Test
    void a_cleared_store_is_empty() {
        store.append(List.of(anActivity().of(order("1")).readers(user("7")).build()), ONE_SECOND);

        store.clear();

        assertThat(store.readers(null, order("1"))).isEmpty();

        assertThat(store.size()).isZero();
        assertThat(store.entities()).isEmpty();
        assertThat(store.timeline(order("1"))).isEmpty();
    }

    @Test
    void limits_below_1_are_rejected() {
        assertThatThrownBy(() -> InMemoryActivityStore.create(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid limits: both must be 1 or more, not 0 and 1");
    }
}
