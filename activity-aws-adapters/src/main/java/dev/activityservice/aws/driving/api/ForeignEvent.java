package dev.activityservice.aws.driving.api;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognises events of other services. Some of them have the fields of a request, but with another meaning: a load balancer does not
 * decode its query, and the answer to an authorizer is a policy. Texts of the event are not quoted, because they may be personal.
 */
final class ForeignEvent {

    /** The form of an event source, for example {@code aws:sqs}. */
    private static final Pattern EVENT_SOURCE = Pattern.compile("aws:[a-z0-9-]{1,32}");

    private ForeignEvent() {}

    /** Throws {@link IllegalArgumentException} if the event is not a request of an API or of a function URL. */
    static void refuse(Map<String, @Nullable Object> event) {
        String received = inWords(event);
        if (received != null) {
            throw unexpected(received);
        }
    }

    /** @param received the received input in words, with an article */
    static IllegalArgumentException unexpected(String received) {
        return new IllegalArgumentException(
                "Cannot read the API Gateway event: expected a request of a REST API, an HTTP"
                        + " API or a function URL, not " + received);
    }

    private static @Nullable String inWords(Map<String, @Nullable Object> event) {
        Map<?, ?> context = event.get("requestContext") instanceof Map<?, ?> map ? map : Map.of();
        if (context.containsKey("elb")) {
            return "a request of a load balancer, whose query is not decoded";
        }
        if (event.containsKey("methodArn") || event.containsKey("routeArn")) {
            return "a request to a Lambda authorizer";
        }
        if (context.get("connectionId") != null) {
            return "an event of a WebSocket API";
        }
        if (event.containsKey("Records")) {
            return records(event.get("Records"));
        }
        if (event.containsKey("detail-type")) {
            return "an EventBridge event";
        }
        if (event.containsKey("info") && event.containsKey("arguments")) {
            return "an AppSync event";
        }
        return isRequest(event, context) ? null : "a JSON object without the fields of a request";
    }

    private static String records(@Nullable Object records) {
        Map<?, ?> first = records instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?> map
                ? map
                : Map.of();
        if (first.containsKey("cf")) {
            return "a CloudFront event";
        }
        // SNS begins the name with an upper-case letter.
        Object source = first.get(first.containsKey("EventSource") ? "EventSource" : "eventSource");
        return source instanceof String text && EVENT_SOURCE.matcher(text).matches()
                ? "a batch of records of " + text
                : "a batch of records";
    }

    /** Other services also have versions, for example {@code 0} in an EventBridge event. */
    private static boolean isRequest(Map<String, @Nullable Object> event, Map<?, ?> context) {
        Object version = event.get("version");
        if ("2.0".equals(version)) {
            return event.get("rawPath") instanceof String
                    && context.get("http") instanceof Map<?, ?> http
                    && http.get("method") instanceof String;
        }
        return (version == null || version.equals("1.0"))
                && event.get("path") instanceof String
                && event.get("httpMethod") instanceof String;
    }
}
