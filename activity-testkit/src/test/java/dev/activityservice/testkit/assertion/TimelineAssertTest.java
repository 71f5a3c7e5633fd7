package dev.activityservice.testkit.assertion;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.testkit.junit.ActivityExtension;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TimelineAssertTest {

    @RegisterExtension
    static final ActivityExtension activities = ActivityExtension.inMemory();

    @Test
    void an_expected_timeline_passes_and_another_fails_with_the_name_of_the_entity(
            ActivityService service, InMemoryActivityStore store) {
        Activity first = anActivity()
                .of(order("42"))
                .at("2026-01-05T10:00:00Z")
                .id("1")
                .type("a.v1")
                .build();
        Activity second = anActivity()
                .of(order("42"))
                .at("2026-01-05T10:00:01Z")
                .id("2")
                .type("b.v1")
                .build();
        store.append(List.of(second, first), () -> Duration.ofSeconds(1));

        assertThatTimeline(service, order("42"))
                .hasTypes("a.v1", "b.v1")
                .hasEventIds("1", "2")
                .hasTimes("2026-01-05T10:00:00Z", "2026-01-05T10:00:01Z")
                .isExactly(first, second)
                .hasSize(2);
        assertThatTimeline(service, order("43")).isEmpty();

        for (ThrowingCallable wrong : List.<ThrowingCallable>of(
                () -> assertThatTimeline(service, order("42")).hasTypes("b.v1", "a.v1"),
                () -> assertThatTimeline(service, order("42")).hasEventIds("1"),
                () -> assertThatTimeline(service, order("42")).hasTimes("2026-01-05T10:00:00Z"),
                () -> assertThatTimeline(service, order("42")).isExactly(second, first),
                () -> assertThatTimeline(service, order("42")).hasSize(1),
                () -> assertThatTimeline(service, order("42")).isEmpty())) {
            assertThatThrownBy(wrong).isInstanceOf(AssertionError.class).hasMessageContaining("[timeline of order 42]");
        }
    }
}
