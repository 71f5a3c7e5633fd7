package dev.activityservice.aws.lambda.priming;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One invocation of a handler before a snapshot.
 *
 * @param handler a handler that is wired like the one of the function, to a store that keeps nothing
 * @param event the JSON of the invocation
 */
record Priming(RequestStreamHandler handler, String event) {

    /** Two events: one with its own time, and one with the time of its envelope, which needs a pin. */
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

    /** Reads an entity that no real event uses. */
    static final String REQUEST = """
            {"resource":"/api/activity/{entity_type}/{entity_id}","path":"/api/activity/activity-service/priming",\
            "httpMethod":"GET","headers":{"Accept":"application/json"},\
            "queryStringParameters":{"limit":"1","order":"desc"},\
            "requestContext":{"stage":"priming","identity":{"userArn":"arn:aws:iam::123456789012:role/priming"}},\
            "body":null,"isBase64Encoded":false}""";

    /** The same read by a caller with a token. */
    static final String REQUEST_WITH_TOKEN = REQUEST.replace(
            "\"identity\":{\"userArn\":\"arn:aws:iam::123456789012:role/priming\"}",
            "\"authorizer\":{\"claims\":{\"sub\":\"priming\",\"groups\":[\"priming\"],\"exp\":0}}");

    /** Returns the response. It also reports failures of single messages and requests, which are not thrown. */
    String run() throws IOException {
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), response, new PrimingContext());
        return response.toString(StandardCharsets.UTF_8);
    }
}
