package dev.activityservice.testkit.memory;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.model.Activity;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore.Outcome;
import dev.activityservice.port.driven.ActivityStore.SliceRequest;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.ActivityQuery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a test can make the fake do, beside keeping the contract. */
class StoreTroubleTest {

    private static final Deadline AMPLE = () -> Duration.ofSeconds(1);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();

    @Test
    void the_next_appends_fail_as_told_and_store_nothing() {
        Activity activity = anActivity().of(order("1")).build();
        store.failNextAppends(2, RetryReason.THROTTLED);

        assertThat(store.append(List.of(), AMPLE))
                .as("an empty list is no call to the store")
                .isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(store.append(List.of(activity), AMPLE))
                    .containsExactly(Outcome.retryable(RetryReason.THROTTLED));
        }

        assertThat(store.size()).isZero();
        assertThat(store.append(List.of(activity), AMPLE)).containsExactly(Outcome.stored());
        assertThat(store.timeline(order("1"))).containsExactly(activity);
    }

    @Test
    void the_next_reads_fail_as_told() {
        SliceRequest request = new SliceRequest(ActivityQuery.of(order("1")), null, 10);
        store.failNextReads(1, RetryReason.UNAVAILABLE);

        assertThatThrownBy(() -> store.read(request, AMPLE))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo(RetryReason.UNAVAILABLE));
        assertThat(store.read(request, AMPLE).items()).isEmpty();
    }

    @Test
    void an_entity_is_listed_as_long_as_something_is_stored_of_it() {
        Activity activity = anActivity().of(order("1")).build();
        store.append(List.of(activity, anActivity().of(order("2")).build()), AMPLE);
        assertThat(store.entities()).containsExactlyInAnyOrder(order("1"), order("2"));

        store.remove(order("1"), activity.position());

        assertThat(store.entities()).containsExactly(order("2"));
    }

    @Test
    void a_cleared_store_knows_nothing_any_more() {
        store.append(List.of(anActivity().of(order("1")).build()), AMPLE);

        store.clear();

        assertThat(store.size()).isZero();
        assertThat(store.entities()).isEmpty();
        assertThat(store.timeline(order("1"))).isEmpty();
    }

    @Test
    void limits_that_are_none_are_refused() {
        assertThatThrownBy(() -> InMemoryActivityStore.create(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid limits: 0 and 1 must both be 1 or more");
    }
}
