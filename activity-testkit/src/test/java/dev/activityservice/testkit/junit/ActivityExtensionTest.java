package dev.activityservice.testkit.junit;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.FindActivities;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class ActivityExtensionTest {

    @RegisterExtension
    static final ActivityExtension activities = ActivityExtension.inMemory();

    @Test
    void an_order_appears_on_its_user(ActivityService service) {
        service.recordEvents(List.of(anEvent().of(order("42"), user("7")).build()));

        assertThatTimeline(service, user("7")).hasTypes("orders.orderCreated.v1");
    }

    @RepeatedTest(2)
    void each_test_has_a_new_store(ActivityService service, InMemoryActivityStore store) {
        assertThat(store.size()).isZero();

        service.recordEvents(List.of(anEvent().build()));

        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void all_parameters_of_one_test_belong_together(
            ActivityService service,
            RecordActivities recording,
            FindActivities finding,
            InMemoryActivityStore store,
            ActivityStore port,
            MovableClock clock,
            InstantSource time) {
        assertThat(recording).isSameAs(service);
        assertThat(finding).isSameAs(service);
        assertThat(port).isSameAs(store);
        assertThat(time).isSameAs(clock);
        assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-05T12:00:00Z"));

        clock.set(Instant.parse("2025-01-01T00:00:00Z"));

        assertThat(service.recordEvents(List.of(anEvent().build())))
                .extracting(Outcome::kind)
                .containsExactly(Kind.REJECTED);
    }

    @Nested
    class Prepared {

        @BeforeEach
        void record(ActivityService service) {
            service.recordEvents(List.of(anEvent().of(order("42")).build()));
        }

        @Test
        void an_event_recorded_before_a_test_is_in_the_timeline_of_the_test(ActivityService service) {
            assertThatTimeline(service, order("42")).hasSize(1);
        }
    }

    @Nested
    class Configured {

        @RegisterExtension
        final ActivityExtension configured = ActivityExtension.inMemory()
                .catalog(ActivityCatalog.parse("""
                                {"version": 1, "events": {"x.y": {"entities": [{"type": "thing", "id": "/data/id"}]}}}
                                """))
                .readPolicy(ReadPolicy.denyAll())
                .clockAt("2030-06-01T00:00:00Z")
                .with(service -> service.rejectUnrecordable(true));

        @Test
        void settings_reach_the_service() {
            SettingsProbe.extension = configured;

            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(SettingsProbe.class))
                                    .build(),
                            listener);

            assertThat(listener.getSummary().getFailures()).isEmpty();
            assertThat(listener.getSummary().getTestsSucceededCount()).isEqualTo(1);
        }
    }

    @Test
    void a_constructor_gets_no_parameters_because_tests_would_share_them() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(ConstructorProbe.class))
                                .build(),
                        listener);

        assertThat(listener.getSummary().getFailures())
                .hasSize(1)
                .first()
                .satisfies(failure ->
                        assertThat(failure.getException()).hasMessageContaining("No ParameterResolver registered"));
    }

    /** Run by a test of this file, not by the build. */
    static final class SettingsProbe {

        @RegisterExtension
        static ActivityExtension extension = ActivityExtension.inMemory();

        @Test
        void settings_are_applied(ActivityService service, MovableClock clock) {
            assertThat(clock.instant()).isEqualTo(Instant.parse("2030-06-01T00:00:00Z"));
            assertThat(service.recordEvents(List.of(
                            anEvent().type("x.y").data("{\"id\":\"1\"}").build(),
                            anEvent().of(order("1")).build())))
                    .extracting(Outcome::kind)
                    .containsExactly(Kind.RECORDED, Kind.REJECTED);
            assertThatThrownBy(() -> service.find(null, ActivityQuery.of(order("1"))))
                    .isInstanceOf(ReadDeniedException.class);
        }
    }

    /** Run by a test of this file, not by the build. */
    static final class ConstructorProbe {

        @RegisterExtension
        static final ActivityExtension activities = ActivityExtension.inMemory();

        private final ActivityService service;

        ConstructorProbe(ActivityService service) {
            this.service = service;
        }

        @Test
        void never_runs() {
            assertThat(service).isNull();
        }
    }
}
