package dev.activityservice.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.activityservice.local.command.LocalClients;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The stack that the tests of this module share, in memory and on free ports. Each test uses different entities. */
public final class SharedStack {

    /** Longer than the default: on a busy machine, a valid message must not use up its receives. */
    private static final Duration VISIBILITY_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    public static final LocalStack STACK = LocalStack.start(LocalOptions.onFreePorts(null, VISIBILITY_TIMEOUT));
    static final EventBridgeClient BUS = LocalClients.eventBridge(STACK.endpoint());
    public static final SqsClient SQS = LocalClients.sqs(STACK.sqsEndpoint());

    private SharedStack() {}

    /** Returns the environment of a function that uses the table of the stack. */
    static Map<String, String> environment(URI dynamoDb) {
        Map<String, String> environment = new HashMap<>(LocalClients.environment(dynamoDb));
        environment.put("ACTIVITY_TABLE_NAME", STACK.tableName());
        return environment;
    }

    public static PutEventsRequestEntry event(String type, String id, String time, String data) {
        return PutEventsRequestEntry.builder()
                .eventBusName(LocalStack.BUS)
                .source("dev.test")
                .detailType(type)
                .detail(JsonNodeFactory.instance
                        .objectNode()
                        .put("specversion", "1.0")
                        .put("id", id)
                        .put("source", "dev.test")
                        .put("type", type)
                        .put("time", time)
                        .putRawValue("data", new RawValue(data))
                        .toString())
                .build();
    }

    /** Publishes events. Fails if one is not acknowledged. */
    public static void publish(PutEventsRequestEntry... events) {
        if (BUS.putEvents(request -> request.entries(events)).failedEntryCount() != 0) {
            throw new AssertionError("The bus refused an event");
        }
    }

    static HttpResponse<String> get(String pathAndQuery) {
        return get(STACK.endpoint(), pathAndQuery);
    }

    static HttpResponse<String> get(URI endpoint, String pathAndQuery) {
        return CheckedClient.send(
                HttpRequest.newBuilder(URI.create(endpoint + pathAndQuery)).build());
    }

    /** Reads all pages of a timeline, oldest activity first. */
    public static List<JsonNode> timeline(String entity, int pageSize) {
        return timeline(STACK.endpoint(), entity, pageSize);
    }

    static List<JsonNode> timeline(URI endpoint, String entity, int pageSize) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            HttpResponse<String> response = get(
                    endpoint,
                    "/api/activity/" + entity + "?limit=" + pageSize + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            if (response.statusCode() != 200) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            JsonNode page = json(response.body());
            page.path("activities").forEach(all::add);
            cursor = page.path("next_cursor").textValue();
        }
        return all;
    }

    static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    public static List<String> column(List<JsonNode> rows, String name) {
        return rows.stream().map(row -> row.path(name).asText()).toList();
    }

    /** Returns the number of messages on the queue, waiting or in progress. */
    static int messagesOnTheQueue() {
        return messagesOn(SQS, STACK.queueUrl());
    }

    static int messagesOn(SqsClient sqs, String queueUrl) {
        return sqs
                .getQueueAttributes(request -> request.queueUrl(queueUrl)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    /** Waits for the expected value. Fails with the last value. */
    public static <T> void await(String what, T expected, Callable<T> actual) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        T last = null;
        while (System.nanoTime() < end) {
            try {
                last = actual.call();
            } catch (Exception e) {
                throw new AssertionError("Cannot look at " + what, e);
            }
            if (expected.equals(last)) {
                return;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(50).toNanos());
        }
        throw new AssertionError(what + ": expected " + expected + " but was " + last);
    }
}
