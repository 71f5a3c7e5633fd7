package dev.activityservice.local;

import dev.activityservice.local.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The one stack of this module's tests, in memory on free ports; it ends with the JVM. Each test has entities of its own. */
final class SharedStack {

    /** Longer than the default, for the machine may be busy and a healthy message must not use up its receives. */
    private static final Duration VISIBILITY = Duration.ofSeconds(4);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    static final LocalStack STACK = LocalStack.start(
            LocalOptions.builder().visibilityTimeout(VISIBILITY).build());
    static final EventBridgeClient BUS = LocalClients.eventBridge(STACK.endpoint());
    static final SqsClient SQS = LocalClients.sqs(STACK.sqsEndpoint());
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private SharedStack() {}

    /** The variables of a function of our own, on the stack's table. */
    static Map<String, String> environment(URI dynamoDb) {
        return Map.of(
                "ACTIVITY_TABLE_NAME", STACK.tableName(),
                "AWS_REGION", LocalClients.REGION,
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString(),
                "AWS_ACCESS_KEY_ID", LocalClients.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", LocalClients.SECRET_KEY);
    }

    static PutEventsRequestEntry event(String type, String id, String time, String data) {
        return PutEventsRequestEntry.builder()
                .eventBusName(LocalStack.BUS)
                .source("dev.test")
                .detailType(type)
                .detail(Json.write(Json.object(
                        "specversion",
                        "1.0",
                        "id",
                        id,
                        "source",
                        "dev.test",
                        "type",
                        type,
                        "time",
                        time,
                        "data",
                        new Json.Verbatim(data))))
                .build();
    }

    /** Fails unless each is acknowledged. */
    static void publish(PutEventsRequestEntry... events) {
        if (BUS.putEvents(request -> request.entries(events)).failedEntryCount() != 0) {
            throw new AssertionError("The bus refused an event");
        }
    }

    static HttpResponse<String> get(String pathAndQuery) {
        return get(STACK.endpoint(), pathAndQuery);
    }

    static HttpResponse<String> get(URI endpoint, String pathAndQuery) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(endpoint + pathAndQuery)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** All of a timeline, oldest first, page by page. */
    static List<Map<String, @Nullable Object>> timeline(String entity, int pageSize) {
        return timeline(STACK.endpoint(), entity, pageSize);
    }

    static List<Map<String, @Nullable Object>> timeline(URI endpoint, String entity, int pageSize) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        Object cursor = "";
        while (cursor != null) {
            HttpResponse<String> response = get(
                    endpoint,
                    "/api/activity/" + entity + "?limit=" + pageSize + (cursor.equals("") ? "" : "&cursor=" + cursor));
            if (response.statusCode() != 200) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            Map<String, @Nullable Object> page = Json.asObject(Json.read(response.body()));
            Json.asList(page.get("activities")).forEach(each -> all.add(Json.asObject(each)));
            cursor = page.get("next_cursor");
        }
        return all;
    }

    static List<@Nullable Object> column(List<Map<String, @Nullable Object>> rows, String name) {
        List<@Nullable Object> column = new ArrayList<>();
        rows.forEach(row -> column.add(row.get(name)));
        return column;
    }

    /** Those that wait and those that are being worked on; 0 means that all is done. */
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

    /** Waits until the value is what is expected, or fails with what it was at last. */
    static <T> void await(String what, T expected, Callable<T> actual) {
        long end = System.nanoTime() + PATIENCE.toNanos();
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
