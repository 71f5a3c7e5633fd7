package com.example.shop;

import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;

import com.example.shop.adapter.persistence.JdbcActivityStore;
import com.example.shop.config.Shop;
import dev.activityservice.ActivityService;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.PageToken;
import dev.activityservice.testkit.assertion.ActivityAssertions;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.simulation.History;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** Messages that arrive twice and in any order are in the timeline once, in order. {@link History} checks it. */
class DeliveryTest {

    private static final int EVENTS = 50;
    private static final EntityRef ORDER = order("ORD-1");

    @Test
    void each_event_appears_once_however_it_is_delivered() {
        ActivityService service = ActivityService.builder(
                        new JdbcActivityStore(JdbcConnectionPool.create("jdbc:h2:mem:delivery", "sa", "")))
                .catalog(Shop.catalog())
                .readPolicy(ReadPolicy.allowAll())
                .build();
        History history = History.create();
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            DomainEvent event = anEvent()
                    .type("shop.orderShipped.v1")
                    .data("{\"orderNumber\":\"ORD-1\"}")
                    .build();
            String body = Dialect.RUST.body(event);
            history.accepted(
                    "message " + i,
                    List.of(new History.Place(ORDER, event.identity(), event.type(), event.time(), false)));
            messages.addAll(List.of(body, body));
        }
        Collections.shuffle(messages, new Random(42));

        messages.forEach(body -> service.record(body, MessageMetadata.none()));

        history.shown(ORDER, ActivityAssertions.walk(service, null, ActivityQuery.of(ORDER)), pages(service));
        history.check();
    }

    private static List<List<Activity>> pages(ActivityService service) {
        List<List<Activity>> pages = new ArrayList<>();
        ActivityQuery query = ActivityQuery.builder(ORDER).limit(20).build();
        Page<Activity> page = service.find(null, query);
        pages.add(page.items());
        for (PageToken next = page.next(); next != null; next = page.next()) {
            page = service.find(null, query.after(next));
            pages.add(page.items());
        }
        return pages;
    }
}
