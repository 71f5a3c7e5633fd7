package dev.activityservice.lab.benchmarks.cpu;

/** The input of the benchmarks. */
final class Samples {

    private static final int BODY_LENGTH = 1024;

    private Samples() {}

    /** Returns an event of an order and its user, in EventBridge's envelope, with 1,024 bytes. */
    static String body(int id) {
        String body = """
                {"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"orders.orderCreated.v1",\
                "source":"dev.orders","account":"123456789012","time":"2026-03-02T09:16:00Z","region":"eu-west-1",\
                "resources":[],"detail":{"specversion":"1.0","id":"0e8d2c4a-7b61-4f0f-9b1c-%012d",\
                "source":"http://dev.orders","type":"orders.orderCreated.v1","time":"2026-03-02T09:15:59.8731245+00:00",\
                "datacontenttype":"application/json","publishdatetime":"2026-03-02T09:15:59",\
                "eventid":"8f14e45f-ceea-467f-a0e6-0a1b2c3d4e14",\
                "traceparent":"00-00000000000000005f1d2c3b4a596877-6b5a493827160504-01",\
                "data":{"orderNumber":"ORD-2001","userId":"U-77","note":"NOTE","products":["P-1001"]}}}""".formatted(id);
        return body.replace("NOTE", "x".repeat(BODY_LENGTH - body.length() + "NOTE".length()));
    }
}
