package dev.activityservice.viewer;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;

import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.testkit.fixture.ActivityFixture;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Activities of the order ORD-1. */
final class Shop {

    /** The time of the newest activity of {@link #history}. */
    static final Instant NEWEST = Instant.parse("2026-03-02T09:00:00Z");

    private static final List<String> TYPES =
            List.of("orders.orderCreated.v1", "orders.orderConfirmed.v1", "inventory.stockReserved.v1");

    private Shop() {}

    /** Returns a builder of an activity. */
    static ActivityFixture one(String id, String time) {
        return anActivity().of(order("ORD-1")).id(id).at(time).summary("Activity " + id);
    }

    /**
     * Returns activities, the newest first, one each minute. Their ids are {@code h0}, {@code h1} and so on. Three types and two actors
     * take turns.
     */
    static List<Activity> history(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> one("h" + i, NEWEST.minusSeconds(60L * i).toString())
                        .type(TYPES.get(i % TYPES.size()))
                        .actor(Actor.of(i % 2 == 0 ? "alice" : "bob", "user"))
                        .build())
                .toList();
    }

    /** Returns the summaries of {@link #history} from one activity to another, the newest first. */
    static List<String> summaries(int from, int until) {
        return IntStream.range(from, until).mapToObj(i -> "Activity h" + i).toList();
    }
}
