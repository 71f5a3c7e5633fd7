package dev.activityservice.local;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** The events of a small shop day, in the order of their publication. Ids and times are fixed, so that a second demo adds nothing. */
final class DemoEvents {

    /** The id of the event that cannot be recorded. */
    static final String POISON_ID = "shop-day-13";

    /** Number of activities of each timeline at the end. */
    static final Map<String, Integer> TIMELINE_SIZES =
            Map.of("product/P-1001", 4, "user/U-77", 5, "order/ORD-2001", 4, "order/ORD-2002", 2);

    private DemoEvents() {}

    static List<PutEventsRequestEntry> events() {
        PutEventsRequestEntry created =
                orders("orders.orderCreated.v1", 4, "2026-03-02T09:15:59.8731245+00:00", "ORD-2001");
        return List.of(
                products("product.productCreated.v1", 1, "2026-03-02T09:15:04Z", "\"name\":\"Kettle\",\"price\":39.95"),
                products(
                        "product.productUpdated.v1",
                        2,
                        "2026-03-02T09:15:04Z",
                        "\"new\":{\"price\":34.95},\"previous\":{\"price\":39.95}"),
                users(3, "1772442905123", "U-77"),
                created,
                created,
                inventory(
                        "inventory.stockUpdated.v1",
                        5,
                        "2026-03-02T09:16:01.004512Z",
                        "\"productId\":\"P-1001\",\"previousStockLevel\":10,\"newStockLevel\":9"),
                inventory(
                        "inventory.stockReserved.v1", 6, "2026-03-02T09:16:01.104512Z", "\"orderNumber\":\"ORD-2001\""),
                orders("orders.orderCompleted.v1", 7, "2026-03-02T09:20:00.0000001+00:00", "ORD-2001"),
                // Out of order: published after an event with a later time.
                orders("orders.orderConfirmed.v1", 8, "2026-03-02T09:16:02.4829130+00:00", "ORD-2001"),
                orders("orders.orderCreated.v1", 9, "2026-03-02T10:02:11.5000000+00:00", "ORD-2002"),
                inventory(
                        "inventory.stockReservationFailed.v1",
                        10,
                        "2026-03-02T10:02:12.250Z",
                        "\"orderNumber\":\"ORD-2002\""),
                entry(
                        "dev.orders",
                        "orders.orderCreated.v1",
                        "{\"specversion\":\"1.0\",\"id\":\"" + POISON_ID
                                + "\",\"source\":\"http://dev.orders\",\"type\":\"orders.orderCreated.v1\","
                                + "\"time\":\"2026-03-02T10:30:00.0000000+00:00\",\"data\":{\"userId\":\"U-77\"}}"),
                products("product.productDeleted.v1", 11, "2026-03-02T17:30:00Z", ""));
    }

    /** An event as the Go producer writes it: an empty traceparent, and keys of its tracer. */
    private static PutEventsRequestEntry products(String type, int number, String time, String data) {
        return entry(
                "dev.products",
                type,
                "{\"data\":{\"productId\":\"P-1001\"" + (data.isEmpty() ? "" : "," + data) + "},"
                        + start(type, "dev.products", number, time)
                        + ",\"traceparent\":\"\",\"dd-pathway-ctx-base64\":\"AAECAwQFBgc=\"}");
    }

    /** An event as the Rust producer writes it: milliseconds since 1970 in a string, and a null. */
    private static PutEventsRequestEntry users(int number, String time, String user) {
        return entry(
                "dev.users",
                "users.userCreated.v1",
                "{" + start("users.userCreated.v1", "dev.users", number, time)
                        + ",\"traceparent\":null,\"data\":{\"userId\":\"" + user + "\"}}");
    }

    /** An event as the .NET producer writes it: 100-nanosecond ticks, and a 64-bit trace id in a 128-bit field. */
    private static PutEventsRequestEntry orders(String type, int number, String time, String order) {
        return entry(
                "dev.orders",
                type,
                "{" + start(type, "http://dev.orders", number, time)
                        + ",\"eventid\":\"8f14e45f-ceea-467f-a0e6-0a1b2c3d4e14\",\"publishdatetime\":\"2026-03-02T09:15:59\","
                        + "\"traceparent\":\"00-00000000000000005f1d2c3b4a596877-6b5a493827160504-01\","
                        + "\"data\":{\"orderNumber\":\"" + order + "\",\"userId\":\"U-77\"}}");
    }

    /** An event as the Java producer writes it: the trace in an object of its tracer, and a conversation id. */
    private static PutEventsRequestEntry inventory(String type, int number, String time, String data) {
        return entry(
                "dev.inventory",
                type,
                "{" + start(type, "https://dev.inventory", number, time)
                        + ",\"_datadog\":{\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"},"
                        + "\"conversationId\":\"b7e23ec2-9af0-4c2d-9d3c-5d6e7f8a9b17\",\"data\":{" + data + "}}");
    }

    private static String start(String type, String source, int number, String time) {
        return "\"specversion\":\"1.0\",\"id\":\"shop-day-" + number + "\",\"source\":\"" + source + "\",\"type\":\""
                + type + "\",\"time\":\"" + time + "\"";
    }

    private static PutEventsRequestEntry entry(String source, String type, String detail) {
        return PutEventsRequestEntry.builder()
                .eventBusName(LocalStack.BUS)
                .source(source)
                .detailType(type)
                .detail(detail)
                .build();
    }
}
