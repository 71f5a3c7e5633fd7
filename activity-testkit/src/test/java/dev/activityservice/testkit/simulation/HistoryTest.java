package dev.activityservice.testkit.simulation;

import static dev.activityservice.testkit.fixture.Fixtures.TEN_O_CLOCK;
import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.testkit.simulation.History.Place;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final EntityRef ORDER = order("1");

    private final Activity first = anActivity().of(ORDER).build();
    private final Activity second =
            anActivity().of(ORDER).at(TEN_O_CLOCK.plusSeconds(1)).build();
    private final History history = History.create();

    @BeforeEach
    void two_messages_are_accepted() {
        history.accepted("m1", List.of(place(first, false)));
        history.accepted("m2", List.of(place(second, false)));
    }

    @Test
    void a_history_in_which_all_is_shown_keeps_the_promise() {
        history.shown(ORDER, List.of(first, second), List.of(List.of(first), List.of(second)));

        history.check();

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void an_accepted_activity_that_is_not_shown_is_lost() {
        shown(first);

        assertThat(history.violations()).containsExactly("Lost: m2, " + place(second, false));
        assertThatThrownBy(history::check)
                .isInstanceOf(AssertionError.class)
                .hasMessage("The promise is broken:\n  Lost: m2, " + place(second, false));
    }

    @Test
    void a_timeline_that_nobody_looked_at_counts_as_empty() {
        assertThat(history.violations())
                .containsExactly("Lost: m1, " + place(first, false), "Lost: m2, " + place(second, false));
    }

    @Test
    void a_dead_letter_with_a_reason_is_not_lost() {
        shown(first);
        history.deadLettered("m2", Rejection.of(Rejection.Code.BAD_TIME, "/time", "no time"));

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void a_dead_letter_without_a_reason_breaks_the_promise() {
        shown(first);
        history.deadLettered("m2", null);

        assertThat(history.violations()).containsExactly("Dead-lettered without a reason: m2");
    }

    @Test
    void an_activity_that_nobody_published_breaks_the_promise() {
        Activity invented =
                anActivity().of(ORDER).at(second.time().plusSeconds(1)).build();
        shown(first, second, invented);

        assertThat(history.violations()).containsExactly("Never published: " + place(invented, false));
    }

    @Test
    void an_activity_at_a_time_of_its_own_is_lost_at_the_right_one() {
        Activity moved = second.at(second.time().plusNanos(1));
        shown(first, moved);

        assertThat(history.violations())
                .containsExactly("Never published: " + place(moved, false), "Lost: m2, " + place(second, false));
    }

    @Test
    void an_activity_in_the_timeline_of_another_entity_breaks_the_promise() {
        shown(first, second);
        history.shown(user("1"), List.of(first), List.of(List.of(first)));

        assertThat(history.violations())
                .containsExactly("Never published: "
                        + new Place(user("1"), first.identity(), first.type(), first.time(), false));
    }

    @Test
    void an_activity_that_is_shown_twice_is_doubled() {
        shown(first, first, second);

        assertThat(history.violations()).containsExactly("Doubled: " + place(first, false));
    }

    @Test
    void an_activity_of_another_type_than_its_event_breaks_the_promise() {
        Activity other = anActivity()
                .of(ORDER)
                .id(second.identity().id())
                .type("orders.orderConfirmed.v1")
                .at(second.time())
                .build();
        shown(first, other);

        assertThat(history.violations())
                .containsExactly("Never published: " + place(other, false), "Lost: m2, " + place(second, false));
    }

    @Test
    void two_activities_of_one_instant_in_the_wrong_order_break_the_promise() {
        Activity one = anActivity().of(order("2")).id("one").build();
        Activity two = anActivity().of(order("2")).id("two").build();
        history.accepted("m3", List.of(place(one, false)));
        history.accepted("m4", List.of(place(two, false)));
        shown(first, second);
        List<Activity> right = Stream.of(one, two)
                .sorted(Comparator.comparing(Activity::position))
                .toList();
        List<Activity> wrong = List.of(right.get(1), right.get(0));

        history.shown(order("2"), right, List.of(right));
        assertThat(history.violations()).isEmpty();

        history.shown(order("2"), wrong, List.of(wrong));
        assertThat(history.violations())
                .containsExactly(
                        "Out of order: " + order("2") + ", " + right.get(1).position() + " stands before "
                                + right.get(0).position());
    }

    @Test
    void a_timeline_out_of_order_breaks_the_promise() {
        shown(second, first);

        assertThat(history.violations())
                .containsExactly(
                        "Out of order: " + ORDER + ", " + second.position() + " stands before " + first.position());
    }

    @Test
    void pages_that_skip_or_repeat_break_the_promise() {
        history.shown(ORDER, List.of(first, second), List.of(List.of(first), List.of(first, second)));

        assertThat(history.violations())
                .containsExactly("The pages are not the whole: " + ORDER + ", 3 activities on 2 pages, 2 in one piece");
    }

    @Test
    void what_is_stored_of_an_entity_that_nothing_was_published_to_breaks_the_promise() {
        shown(first, second);

        history.stored(Map.of(ORDER, 2));
        assertThat(history.violations()).isEmpty();

        history.stored(Map.of(ORDER, 2, user("1"), 1));
        assertThat(history.violations())
                .containsExactly("Stored, but nothing was published to: " + user("1") + ", 1 activities");
    }

    @Test
    void a_store_that_holds_more_or_less_than_is_shown_breaks_the_promise() {
        shown(first, second);

        history.stored(Map.of(ORDER, 3));
        assertThat(history.violations())
                .containsExactly("What is stored is not what is shown: " + ORDER + ", 3 activities stored, 2 shown");

        history.stored(Map.of());
        assertThat(history.violations())
                .containsExactly("What is stored is not what is shown: " + ORDER + ", 0 activities stored, 2 shown");
    }

    @Test
    void an_event_timed_by_envelopes_may_be_shown_at_any_of_its_times_but_at_one_only() {
        Activity early = anActivity().of(order("2")).id("pinned").build();
        Activity late = early.at(early.time().plusSeconds(5));
        history.accepted("m3", List.of(place(early, true)));
        history.accepted("m4", List.of(place(late, true)));
        shown(first, second);

        history.shown(order("2"), List.of(late), List.of(List.of(late)));
        assertThat(history.violations()).isEmpty();

        history.shown(order("2"), List.of(early, late), List.of(List.of(early, late)));
        assertThat(history.violations())
                .containsExactly("Doubled: one event at two times, " + early.time() + " and " + place(late, true));
    }

    @Test
    void a_place_that_may_appear_need_not() {
        Activity possible = anActivity().of(order("2")).build();
        history.mayAppear(place(possible, false));
        shown(first, second);
        assertThat(history.violations()).isEmpty();

        history.shown(order("2"), List.of(possible), List.of(List.of(possible)));
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void a_message_has_one_name() {
        assertThatThrownBy(() -> history.accepted("m1", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid message: \"m1\" was accepted before");
    }

    private void shown(Activity... activities) {
        history.shown(ORDER, List.of(activities), List.of(List.of(activities)));
    }

    private static Place place(Activity activity, boolean envelopeTimed) {
        return new Place(activity.entity(), activity.identity(), activity.type(), activity.time(), envelopeTimed);
    }
}
