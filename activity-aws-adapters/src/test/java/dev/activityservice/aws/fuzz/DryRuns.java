package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driving.ExplainEvent.Explanation;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.util.List;
import java.util.function.Supplier;

/** Checks that a dry run of a body has the outcome of recording it, with each kind of settings. */
final class DryRuns {

    /** Small, so that short inputs reach it. */
    static final int MAX_EVENT_BYTES = 400;

    /** Has sources, a maximum, readers, stored fields, a retention and a tenant. */
    static final ActivityCatalog CONFINED = ActivityCatalog.parse("""
            {
              "version": 1,
              "events": {
                "orders.orderCreated.v1": {
                  "sources": ["dev.orders", "http://dev.*"],
                  "entities": [
                    {"type": "order", "id": "/data/orderNumber"},
                    {"type": "user", "id": "/data/userIds", "optional": true, "max": 3}
                  ],
                  "readers": {"order": ["user"]},
                  "attributes": {"total": "/data/total"},
                  "summary": "Order {order} for {total}"
                },
                "orders.*": {
                  "entities": [{"type": "order", "id": "/subject", "optional": true}],
                  "retention": "P30D"
                },
                "tenants.*": {
                  "tenant": "/tenantid",
                  "entities": [{"type": "order", "id": "/data/id"}]
                }
              }
            }
            """);

    private DryRuns() {}

    /** Checks a body with an in-memory store. */
    static void check(String body, MessageMetadata metadata) {
        for (ActivityCatalog catalog : List.of(ActivityCatalog.reference(), CONFINED)) {
            for (boolean strict : List.of(false, true)) {
                check(List.of(new Message(body, metadata)), catalog, strict, InMemoryActivityStore::create);
            }
        }
    }

    /** As {@link #check(String, MessageMetadata)}, but with one of the settings, which depends on the body. */
    static void checkOne(String body, MessageMetadata metadata) {
        int choice = body.hashCode();
        check(
                List.of(new Message(body, metadata)),
                (choice & 1) == 0 ? CONFINED : ActivityCatalog.reference(),
                (choice & 2) == 0,
                InMemoryActivityStore::create);
    }

    /** Checks bodies one after the other, and returns their outcomes. */
    static List<Outcome> check(
            List<Message> messages, ActivityCatalog catalog, boolean strict, Supplier<ActivityStore> store) {
        ActivityService service = ActivityService.builder(store.get())
                .catalog(catalog)
                .rejectUnrecordable(strict)
                .maxEventBytes(MAX_EVENT_BYTES)
                .clock(() -> Fixtures.TEN_O_CLOCK)
                .build();
        return messages.stream()
                .map(message -> {
                    Explanation explained = service.explain(String.valueOf(message.body()), message.metadata());
                    Outcome recorded = service.record(List.of(message)).get(0);
                    assertThat(explained.outcome()).as(message.body()).isEqualTo(recorded);
                    return recorded;
                })
                .toList();
    }
}
