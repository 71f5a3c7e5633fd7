package dev.activityservice.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.local.queue.Queues;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Answers whether both queues and the table can be used: 200 if all can, otherwise 503. The body names each part. Thread-safe. */
record Health(SqsClient sqs, Queues queues, DynamoDbClient dynamoDb, String table) implements HttpHandler {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String UP = "up";
    private static final String DOWN = "down";

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        ObjectNode parts = JsonNodeFactory.instance.objectNode();
        parts.put("queue", state(() -> isQueue(queues.queueUrl())));
        parts.put("dead_letter_queue", state(() -> isQueue(queues.deadLettersUrl())));
        parts.put("table", state(this::isTable));
        boolean isUp = !parts.toString().contains("\"" + DOWN + "\"");
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", isUp ? UP : DOWN);
        body.set("parts", parts);
        FrontDoor.answer(exchange, isUp ? 200 : 503, body.toString());
    }

    private static String state(BooleanSupplier check) {
        try {
            return check.getAsBoolean() ? UP : DOWN;
        } catch (SdkException e) {
            return DOWN;
        }
    }

    private boolean isQueue(String url) {
        return sqs.getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNames(QueueAttributeName.QUEUE_ARN)
                        .overrideConfiguration(settings -> settings.apiCallTimeout(TIMEOUT)))
                .hasAttributes();
    }

    private boolean isTable() {
        return dynamoDb.describeTable(request -> request.tableName(table)
                                .overrideConfiguration(settings -> settings.apiCallTimeout(TIMEOUT)))
                        .table()
                        .tableStatus()
                == TableStatus.ACTIVE;
    }
}
