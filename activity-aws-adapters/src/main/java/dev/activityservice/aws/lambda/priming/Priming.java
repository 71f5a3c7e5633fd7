package dev.activityservice.aws.lambda.priming;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One invocation before the snapshot, on the whole way that an invocation takes.
 *
 * @param handler wired as the function's own, to a store that keeps nothing
 */
record Priming(RequestStreamHandler handler, String event) {

    /** An event with a time of its own, and one whose time is its envelope's, which takes the way of the pins. */
    static final String BATCH = """
            {"Records":[{"messageId":"priming-1","receiptHandle":"none","body":"{\\"version\\":\\"0\\",\\"id\\":\\"priming-1\\",\
            \\"detail-type\\":\\"orders.orderCreated.v1\\",\\"source\\":\\"activity-service\\",\\"time\\":\\"2026-01-05T10:00:01Z\\",\
            \\"detail\\":{\\"specversion\\":\\"1.0\\",\\"id\\":\\"priming-1\\",\\"source\\":\\"activity-service\\",\
            \\"type\\":\\"orders.orderCreated.v1\\",\\"time\\":\\"2026-01-05T10:00:00.123Z\\",\
            \\"traceparent\\":\\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\\",\
            \\"data\\":{\\"orderNumber\\":\\"priming\\"}}}",\
            "attributes":{"SentTimestamp":"1767607200000"},"messageAttributes":{},"eventSource":"aws:sqs",\
            "eventSourceARN":"arn:aws:sqs:eu-west-1:123456789012:priming","awsRegion":"eu-west-1"},\
            {"messageId":"priming-2","body":"{\\"id\\":\\"priming-2\\",\\"detail-type\\":\\"orders.orderCreated.v1\\",\
            \\"source\\":\\"activity-service\\",\\"time\\":\\"2026-01-05T10:00:01Z\\",\
            \\"detail\\":{\\"specversion\\":\\"1.0\\",\\"id\\":\\"priming-2\\",\\"source\\":\\"activity-service\\",\
            \\"type\\":\\"orders.orderCreated.v1\\",\\"data\\":{\\"orderNumber\\":\\"priming\\"}}}",\
            "attributes":{"SentTimestamp":"1767607200000"},"messageAttributes":{}}]}""";

    /** No event is recorded under this entity's key but by who means to. */
    static final String REQUEST = """
            {"resource":"/api/activity/{entity_type}/{entity_id}","path":"/api/activity/activity-service/priming",\
            "httpMethod":"GET","headers":{"Accept":"application/json"},\
            "queryStringParameters":{"limit":"1","order":"desc"},\
            "requestContext":{"stage":"priming","identity":{"userArn":"arn:aws:iam::123456789012:role/priming"}},\
            "body":null,"isBase64Encoded":false}""";

    /** The answer, in which trouble with single messages is told and not thrown. */
    String run() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), answer, new PrimingContext());
        return answer.toString(StandardCharsets.UTF_8);
    }
}
