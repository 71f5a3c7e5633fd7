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
import dev.activityservice.testkit.simulation.History.Edge;
import dev.activityservice.testkit.simulation.History.Place;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void a_history_that_shows_all_accepted_activities_keeps_the_promise() {
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
                .hasMessage("The promise must be kept, but it is violated:\n  Lost: m2, " + place(second, false));
    }

    @Test
    void a_timeline_that_is_not_set_counts_as_empty() {
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

        assertThat(history.violations()).containsExactly("Dead letter without a reason: m2");
    }

    @Test
    void an_activity_that_was_not_published_breaks_the_promise() {
        Activity invented =
                anActivity().of(ORDER).at(second.time().plusSeconds(1)).build();
        shown(first, second, invented);

        assertThat(history.violations()).containsExactly("Never published: " + place(invented, false));
    }

    @Test
    void an_activity_at_a_wrong_time_is_lost_at_the_right_time() {
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
    void an_activity_that_is_shown_twice_is_a_duplicate() {
        shown(first, first, second);

        assertThat(history.violations()).containsExactly("Duplicate: " + place(first, false));
    }

    @Test
    void an_activity_with_another_type_than_its_event_breaks_the_promise() {
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
    void two_activities_at_one_instant_in_the_wrong_order_break_the_promise() {
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
                .containsExactly("Out of order: " + order("2") + ", "
                        + right.get(1).position() + " is before " + right.get(0).position());
    }

    @Test
    void a_timeline_out_of_order_breaks_the_promise() {
        shown(second, first);

        assertThat(history.violations())
                .containsExactly(
                        "Out of order: " + ORDER + ", " + second.position() + " is before " + first.position());
    }

    @Test
    void pages_that_skip_or_repeat_break_the_promise() {
        history.shown(ORDER, List.of(first, second), List.of(List.of(first), List.of(first, second)));

        assertThat(history.violations())
                .containsExactly("Pages differ from the timeline: " + ORDER + ", 2 activities, but 3 on 2 pages");
    }

    @Test
    void an_activity_stored_for_an_entity_without_a_published_event_breaks_the_promise() {
        shown(first, second);

        history.stored(Map.of(ORDER, 2));
        assertThat(history.violations()).isEmpty();

        history.stored(Map.of(ORDER, 2, user("1"), 1));
        assertThat(history.violations())
                .containsExactly("Stored, but never published: " + user("1") + " must have 0 activities, not 1");
    }

    @Test
    void a_store_with_more_or_fewer_activities_than_shown_breaks_the_promise() {
        shown(first, second);

        history.stored(Map.of(ORDER, 3));
        assertThat(history.violations())
                .containsExactly("Stored and shown differ: " + ORDER + " must have 2 stored activities, not 3");

        history.stored(Map.of());
        assertThat(history.violations())
                .containsExactly("Stored and shown differ: " + ORDER + " must have 2 stored activities, not 0");
    }

    @Test
    void an_event_timed_by_envelopes_is_shown_at_exactly_one_of_its_times() {
        Activity early = anActivity().of(order("2")).id("pinned").build();
        Activity late = early.at(early.time().plusSeconds(5));
        history.accepted("m3", List.of(place(early, true)));
        history.accepted("m4", List.of(place(late, true)));
        shown(first, second);

        history.shown(order("2"), List.of(late), List.of(List.of(late)));
        assertThat(history.violations()).isEmpty();

        history.shown(order("2"), List.of(early, late), List.of(List.of(early, late)));
        assertThat(history.violations())
                .containsExactly("Duplicate: one event at two times, " + early.time() + " and " + place(late, true));
    }

    @Test
    void an_optional_place_may_be_shown_or_not() {
        Activity possible = anActivity().of(order("2")).build();
        history.mayAppear(place(possible, false));
        shown(first, second);
        assertThat(history.violations()).isEmpty();

        history.shown(order("2"), List.of(possible), List.of(List.of(possible)));
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void an_activity_of_one_tenant_in_the_timeline_of_another_tenant_breaks_the_promise() {
        Activity ofAcme = anActivity().of(ORDER).tenant("acme").build();
        history.accepted("m3", List.of(place(ofAcme, false)));
        shown(first, second);

        history.shown("acme", ORDER, List.of(ofAcme), List.of(List.of(ofAcme)));
        assertThat(history.violations()).isEmpty();

        history.shown("other", ORDER, List.of(ofAcme), List.of(List.of(ofAcme)));
        assertThat(history.violations())
                .containsExactly("Never published: "
                        + new Place("other", ORDER, ofAcme.identity(), ofAcme.type(), ofAcme.time(), null, false));
    }

    @Test
    void an_activity_with_another_sequence_than_its_event_breaks_the_promise() {
        Activity published = anActivity().of(order("2")).sequence("007").build();
        history.accepted("m3", List.of(place(published, false)));
        shown(first, second);
        history.shown(order("2"), List.of(published), List.of(List.of(published)));
        assertThat(history.violations()).isEmpty();

        Activity other = published.at(published.time(), "8");
        history.shown(order("2"), List.of(other), List.of(List.of(other)));
        assertThat(history.violations())
                .containsExactly("Never published: " + place(other, false), "Lost: m3, " + place(published, false));
    }

    @Test
    void an_event_timed_by_envelopes_keeps_the_sequence_of_its_time() {
        Activity early = anActivity().of(order("2")).sequence("1").build();
        Activity late = early.at(early.time().plusSeconds(5), "2");
        history.accepted("m3", List.of(place(early, true)));
        history.accepted("m4", List.of(place(late, true)));
        shown(first, second);
        history.shown(order("2"), List.of(late), List.of(List.of(late)));
        assertThat(history.violations()).isEmpty();

        Activity mixed = early.at(early.time(), "2");
        history.shown(order("2"), List.of(mixed), List.of(List.of(mixed)));
        assertThat(history.violations())
                .containsExactly(
                        "Never published: " + place(mixed, true),
                        "Lost: m3, " + place(early, true),
                        "Lost: m4, " + place(late, true));
    }

    @Test
    void a_reader_that_is_lost_or_was_never_named_or_is_of_another_tenant_breaks_the_promise() {
        Edge named = new Edge("acme", ORDER, user("7"));
        Edge ofOther = new Edge("other", ORDER, user("7"));
        history.names("m1", List.of(named));
        shown(first, second);
        assertThat(history.violations()).containsExactly("Reader lost: m1, " + named);

        history.readers(Set.of(named));
        assertThat(history.violations()).isEmpty();

        history.readers(Set.of(named, ofOther));
        assertThat(history.violations()).containsExactly("Reader never named: " + ofOther);
    }

    @Test
    void a_reader_of_a_dead_letter_is_not_lost() {
        history.names("m2", List.of(new Edge(null, ORDER, user("7"))));
        history.deadLettered("m2", Rejection.of(Rejection.Code.BAD_TIME, "/time", "no time"));
        shown(first);

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void an_activity_stored_for_another_tenant_breaks_the_promise() {
        shown(first, second);
        history.stored(Map.of(ORDER, 2));
        history.stored("acme", Map.of(ORDER, 1));

        assertThat(history.violations())
                .containsExactly(
                        "Stored, but never published: " + ORDER + " of tenant acme must have 0 activities, not 1");
    }

    @Test
    void the_name_of_a_message_is_unique() {
        assertThatThrownBy(() -> history.accepted("m1", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid message: the name must be unique, but \"m1\" was accepted before");
    }

    private void shown(Activity... activities) {
        history.shown(ORDER, List.of(activities), List.of(List.of(activities)));
    }

    private static Place place(Activity activity, boolean envelopeTimed) {
        return new Place(
                activity.tenant(),
                activity.entity(),
                activity.identity(),
                activity.type(),
                activity.time(),
                activity.sequence(),
                envelopeTimed);
    }
}
