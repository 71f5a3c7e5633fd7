package dev.activityservice.aws.driving.sqs;

/**
 * Events of SQS. The fields are those of the example in the Lambda developer guide ("Using Lambda with Amazon
 * SQS") and of {@code events/testdata/sqs-event.json} in github.com/aws/aws-lambda-go; the values are invented.
 */
public final class SqsEvents {

    private SqsEvents() {}

    public static String event(String... records) {
        return "{\"Records\":[" + String.join(",", records) + "]}";
    }

    /**
     * Returns a record.
     *
     * @param body the body as JSON text: {@code null} or a quoted string
     */
    public static String record(String messageId, String body) {
        return """
                {"messageId":"%s","receiptHandle":"MessageReceiptHandle","body":%s,
                "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1767607200000","SenderId":"123456789012",
                "AWSTraceHeader":"Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
                "ApproximateFirstReceiveTimestamp":"1767607200001"},
                "messageAttributes":{"note":{"stringValue":"x","stringListValues":[],"binaryListValues":[],
                "dataType":"String"},"blob":{"binaryValue":"AAEC","dataType":"Binary"}},
                "md5OfBody":"7b270e59b47ff90a553787216d55d91d","eventSource":"aws:sqs",
                "eventSourceARN":"arn:aws:sqs:eu-west-1:123456789012:activity-queue","awsRegion":"eu-west-1"}""".formatted(messageId, body);
    }

    public static String orderCreated(String eventId, String orderId, String userId) {
        return quote("""
                {"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"orders.orderCreated.v1",\
                "source":"dev.orders","account":"123456789012","time":"2026-01-05T10:00:01Z","region":"eu-west-1",\
                "resources":[],"detail":{"specversion":"1.0","id":"%s","source":"http://dev.orders",\
                "type":"orders.orderCreated.v1","time":"2026-01-05T10:00:00.1234567Z",\
                "data":{"orderNumber":"%s","userId":"%s"}}}""".formatted(eventId, orderId, userId));
    }

    public static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
