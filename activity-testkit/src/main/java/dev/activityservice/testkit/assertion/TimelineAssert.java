package dev.activityservice.testkit.assertion;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;

/** Says what a timeline should be; begin with {@link ActivityAssertions#assertThatTimeline}. Not thread-safe. */
public final class TimelineAssert extends AbstractAssert<TimelineAssert, List<Activity>> {

    TimelineAssert(List<Activity> timeline, EntityRef entity) {
        super(timeline, TimelineAssert.class);
        as("the timeline of %s %s", entity.type(), entity.id());
    }

    /** It has activities of exactly these event types, in this order. */
    public TimelineAssert hasTypes(String... types) {
        activities().extracting(Activity::type).containsExactly(types);
        return this;
    }

    /** It has activities of exactly the events with these ids, in this order. */
    public TimelineAssert hasEventIds(String... ids) {
        activities().extracting(activity -> activity.identity().id()).containsExactly(ids);
        return this;
    }

    /** It has activities at exactly these times, in ISO 8601 as {@link Instant#parse} reads them, in this order. */
    public TimelineAssert hasTimes(String... times) {
        activities()
                .extracting(Activity::time)
                .containsExactlyElementsOf(
                        Arrays.stream(times).map(Instant::parse).toList());
        return this;
    }

    /** It is exactly these activities, in this order. */
    public TimelineAssert isExactly(Activity... activities) {
        activities().containsExactly(activities);
        return this;
    }

    public TimelineAssert hasSize(int size) {
        activities().hasSize(size);
        return this;
    }

    public TimelineAssert isEmpty() {
        activities().isEmpty();
        return this;
    }

    /** All of AssertJ for the list of activities. */
    public ListAssert<Activity> activities() {
        return Assertions.assertThat(actual).as(descriptionText());
    }
}
