/** AssertJ assertions on timelines. Entry point: {@link dev.activityservice.testkit.assertion.ActivityAssertions#assertThatTimeline}. */
@NullMarked
package dev.activityservice.testkit.assertion;

import org.jspecify.annotations.NullMarked;
