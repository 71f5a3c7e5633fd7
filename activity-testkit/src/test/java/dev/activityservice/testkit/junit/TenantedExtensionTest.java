package dev.activityservice.testkit.junit;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.port.driven.Readers;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A service with tenants for tests. */
class TenantedExtensionTest {

    @RegisterExtension
    static final ActivityExtension activities =
            ActivityExtension.inMemory().catalog(ActivityCatalog.parse("""
                    {"version": 1, "tenant": "/tenantid", "events": {"orders.*": {
                      "entities": [{"type": "order", "id": "/data/orderNumber"}, {"type": "user", "id": "/data/userId"}],
                      "readers": {"order": ["user"]}}}}
                    """)).tenanted();

    @Test
    void a_principal_reads_the_timelines_and_readers_of_its_tenant_only(
            ActivityService service, Readers readers, InMemoryActivityStore store) {
        service.recordEvents(List.of(anEvent()
                .of(order("42"), user("7"))
                .id("e-1")
                .extension("tenantid", "acme")
                .build()));
        Principal ofAcme = Principal.of("7").in("acme");
        Principal ofOther = Principal.of("7").in("other");

        assertThatTimeline(service, ofAcme, order("42")).hasEventIds("e-1");
        assertThatTimeline(service, ofOther, order("42")).isEmpty();
        assertThatThrownBy(
                        () -> assertThatTimeline(service, ofAcme, order("42")).isEmpty())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[timeline of order 42 of tenant acme]");
        assertThatThrownBy(() -> assertThatTimeline(service, order("42"))).isInstanceOf(ReadDeniedException.class);
        assertThat(readers).isSameAs(store);
        assertThat(readers.isReader("acme", user("7"), order("42"), () -> Duration.ofSeconds(1)))
                .isTrue();
        assertThat(readers.isReader("other", user("7"), order("42"), () -> Duration.ofSeconds(1)))
                .isFalse();
    }
}
