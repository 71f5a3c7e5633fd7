/** AssertJ assertions on timelines: {@link dev.activityservice.testkit.assertion.ActivityAssertions#assertThatTimeline}. */
@NullMarked
package dev.activityservice.testkit.assertion;

import org.jspecify.annotations.NullMarked;
