package dev.activityservice.testkit.assertion;

import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.query.ActivityQuery;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;

/** Assertions on a timeline. Entry point: {@link ActivityAssertions#assertThatTimeline}. Not thread-safe. */
public final class TimelineAssert extends AbstractAssert<TimelineAssert, List<Activity>> {

    TimelineAssert(List<Activity> timeline, ActivityQuery query) {
        super(timeline, TimelineAssert.class);
        EntityRef entity = query.entity();
        String tenant = query.tenant();
        as("timeline of %s %s%s", entity.type(), entity.id(), tenant == null ? "" : " of tenant " + tenant);
    }

    /** Asserts that the activities have exactly these event types, in this order. */
    public TimelineAssert hasTypes(String... types) {
        activities().extracting(Activity::type).containsExactly(types);
        return this;
    }

    /** Asserts that the activities have exactly these event ids, in this order. */
    public TimelineAssert hasEventIds(String... ids) {
        activities().extracting(activity -> activity.identity().id()).containsExactly(ids);
        return this;
    }

    /** Asserts that the activities have exactly these times, in this order. Each is in the format of {@link Instant#parse}. */
    public TimelineAssert hasTimes(String... times) {
        activities()
                .extracting(Activity::time)
                .containsExactlyElementsOf(
                        Arrays.stream(times).map(Instant::parse).toList());
        return this;
    }

    /** Asserts that the timeline contains exactly these activities, in this order. */
    public TimelineAssert isExactly(Activity... activities) {
        activities().containsExactly(activities);
        return this;
    }

    /** Asserts that the timeline has {@code size} activities. */
    public TimelineAssert hasSize(int size) {
        activities().hasSize(size);
        return this;
    }

    /** Asserts that the timeline is empty. */
    public TimelineAssert isEmpty() {
        activities().isEmpty();
        return this;
    }

    /** Returns AssertJ assertions on the list of activities. */
    public ListAssert<Activity> activities() {
        return Assertions.assertThat(actual).as(descriptionText());
    }
}
