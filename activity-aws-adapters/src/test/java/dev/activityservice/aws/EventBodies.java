package dev.activityservice.aws;

/** Bodies of events of the default catalog, as a queue delivers them. */
public final class EventBodies {

    private EventBodies() {}

    /**
     * A CloudEvent about an order and its user, whose id is {@code U-} and the order's id. It has no CloudEvent time.
     *
     * @param fields more fields, each followed by a comma
     */
    public static String cloudEvent(String id, String fields, String orderId) {
        return """
                {"specversion":"1.0","id":"%s","source":"dev.orders","type":"orders.orderCreated.v1",%s\
                "data":{"orderNumber":"%s","userId":"U-%s"}}""".formatted(id, fields, orderId, orderId);
    }

    /** An EventBridge event at a time, with the event as its detail. */
    public static String enveloped(String time, String event) {
        return """
                {"version":"0","id":"envelope-%s","detail-type":"orders.orderCreated.v1","source":"dev.orders",\
                "time":"%s","detail":%s}""".formatted(time, time, event);
    }
}
