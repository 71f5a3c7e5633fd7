package dev.activityservice.lab.campaigns;

import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.testkit.simulation.History;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/**
 * Computes the n-th event from the number and the seed, so that published events need no memory. Most events concern a product, some an
 * order and its user. In each twenty, one repeats an earlier event, and one has only the time of its envelope.
 */
record SoakPlan(String bus, long seed) {

    private static final Instant FIRST = Instant.parse("2026-01-05T10:00:00Z");
    private static final String SOURCE = "https://soak.example";
    /** Events until other entities are used, so that a timeline stays short. */
    static final int GENERATION = 8_000;

    private static final int ENTITIES = 20;
    private static final int CYCLE = 20;
    private static final int BACK = 10;

    /** Returns whether the event was published before, under an earlier number. */
    static boolean isAgain(int number) {
        return number % CYCLE == CYCLE - 1;
    }

    PutEventsRequestEntry entry(int number) {
        int event = isAgain(number) ? number - BACK : number;
        Instant time = time(event);
        String own = hasOwnTime(event) ? ",\"time\":\"" + time + "\"" : "";
        String type = type(event);
        String data = isOrder(event)
                ? "{\"orderNumber\":\"" + id("O", event) + "\",\"userId\":\"" + id("U", event) + "\"}"
                : "{\"productId\":\"" + id("P", event) + "\",\"newStockLevel\":" + event % 100 + "}";
        return PutEventsRequestEntry.builder()
                .eventBusName(bus)
                .source("dev.soak")
                .detailType(type)
                .time(time)
                .detail("{\"specversion\":\"1.0\",\"id\":\"e-" + event + "\",\"source\":\"" + SOURCE + "\",\"type\":\""
                        + type + "\"" + own + ",\"data\":" + data + "}")
                .build();
    }

    /** Returns where the event must be shown. */
    List<History.Place> places(int number) {
        int event = isAgain(number) ? number - BACK : number;
        return isOrder(event)
                ? List.of(place(event, "order", "O"), place(event, "user", "U"))
                : List.of(place(event, "product", "P"));
    }

    private History.Place place(int event, String entityType, String prefix) {
        EntityRef entity = EntityRef.of(entityType, id(prefix, event));
        return new History.Place(
                entity, EventIdentity.of(SOURCE, "e-" + event), type(event), time(event), !hasOwnTime(event));
    }

    private static String type(int event) {
        return isOrder(event) ? "orders.orderCreated.v1" : "inventory.stockUpdated.v1";
    }

    private String id(String prefix, int event) {
        int one = new SplittableRandom(seed + event).nextInt(ENTITIES);
        return prefix + event / GENERATION + "-" + one;
    }

    private static boolean isOrder(int event) {
        return event % 5 == 0;
    }

    private static boolean hasOwnTime(int event) {
        return event % CYCLE != 7;
    }

    /** Four events per second. The time of an envelope has whole seconds. */
    private static Instant time(int event) {
        Instant time = FIRST.plusMillis(event * 250L);
        return hasOwnTime(event) ? time : time.truncatedTo(ChronoUnit.SECONDS);
    }
}
