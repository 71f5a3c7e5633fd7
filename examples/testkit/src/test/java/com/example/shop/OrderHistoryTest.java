package com.example.shop;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.adapter.queue.QueueConsumer;
import com.example.shop.application.TimelineOrderHistory;
import com.example.shop.config.Shop;
import com.example.shop.domain.OrderLine;
import dev.activityservice.ActivityService;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.RetryReason;
import dev.activityservice.testkit.assertion.TimelineAssert;
import dev.activityservice.testkit.fixture.ActivityFixture;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.fixture.EventFixture;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.junit.ActivityExtension;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A team's own test: own catalog, own events, a store in memory, and a clock that the test moves. */
class OrderHistoryTest {

    @RegisterExtension
    static final ActivityExtension ACTIVITIES =
            ActivityExtension.inMemory().catalog(Shop.catalog()).clockAt("2026-03-02T12:00:00Z");

    @Test
    void an_order_has_a_line_for_each_event_newest_first(ActivityService service, MovableClock clock) {
        QueueConsumer consumer = new QueueConsumer(service, clock::nanoTime);

        consumer.consume(body(placed("ORD-1", "2026-03-02T09:15:00Z").build()));
        consumer.consume(body(shipped("ORD-1", "2026-03-02T11:00:00Z").build()));

        assertThat(new TimelineOrderHistory(service, clock::nanoTime).of("ORD-1"))
                .containsExactly(
                        new OrderLine(Instant.parse("2026-03-02T11:00:00Z"), "Order ORD-1 shipped"),
                        new OrderLine(Instant.parse("2026-03-02T09:15:00Z"), "Order ORD-1 placed for 39.90"));
    }

    @Test
    void an_order_is_also_in_the_timeline_of_its_customer(ActivityService service, MovableClock clock) {
        new QueueConsumer(service, clock::nanoTime)
                .consume(body(placed("ORD-2", "2026-03-02T09:15:00Z").build()));

        assertThatCustomer(service, "C-7").hasTypes("shop.orderPlaced.v1").hasTimes("2026-03-02T09:15:00Z");
    }

    @Test
    void the_store_keeps_what_the_catalog_names(
            ActivityService service, InMemoryActivityStore store, MovableClock clock) {
        DomainEvent event = shipped("ORD-3", "2026-03-02T11:00:00Z").id("e-3").build();

        new QueueConsumer(service, clock::nanoTime).consume(body(event));

        assertThat(store.timeline(order("ORD-3")))
                .containsExactly(anActivityOf("ORD-3")
                        .identity(event.identity())
                        .type("shop.orderShipped.v1")
                        .at("2026-03-02T11:00:00Z")
                        .summary("Order ORD-3 shipped")
                        .build());
    }

    @Test
    void a_message_stays_in_the_queue_until_the_store_answers(
            ActivityService service, InMemoryActivityStore store, MovableClock clock) {
        QueueConsumer consumer = new QueueConsumer(service, clock::nanoTime);
        String body = body(placed("ORD-4", "2026-03-02T09:15:00Z").build());
        store.failNextAppends(1, RetryReason.THROTTLED);

        assertThat(consumer.consume(body)).isFalse();
        assertThat(consumer.consume(body)).isTrue();
        assertThatTimeline(service, order("ORD-4")).hasSize(1);
    }

    @Test
    void an_event_from_the_future_is_rejected_until_its_day(ActivityService service, MovableClock clock) {
        QueueConsumer consumer = new QueueConsumer(service, clock::nanoTime);
        String body = body(placed("ORD-5", "2026-03-08T09:15:00Z").build());

        assertThat(consumer.consume(body)).isFalse();
        clock.advance(Duration.ofDays(6));

        assertThat(consumer.consume(body)).isTrue();
    }

    private static TimelineAssert assertThatCustomer(ActivityService service, String id) {
        return assertThatTimeline(service, EntityRef.of("customer", id));
    }

    private static ActivityFixture anActivityOf(String orderNumber) {
        return anActivity().of(order(orderNumber));
    }

    private static EventFixture placed(String orderNumber, String time) {
        return anEvent()
                .type("shop.orderPlaced.v1")
                .data("{\"orderNumber\":\"" + orderNumber + "\",\"customer\":\"C-7\",\"total\":39.90}")
                .at(time);
    }

    private static EventFixture shipped(String orderNumber, String time) {
        return anEvent()
                .type("shop.orderShipped.v1")
                .data("{\"orderNumber\":\"" + orderNumber + "\"}")
                .at(time);
    }

    private static String body(DomainEvent event) {
        return Dialect.RUST.body(event);
    }
}
