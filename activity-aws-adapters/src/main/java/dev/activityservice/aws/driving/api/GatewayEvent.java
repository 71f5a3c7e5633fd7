package dev.activityservice.aws.driving.api;

import dev.activityservice.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event of API Gateway or of a function URL, converted to a request.
 *
 * <p>Formats: <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">REST
 * APIs</a> (payload 1.0) and <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">HTTP APIs</a>
 * (payload 1.0 and 2.0). AWS does not document which gateways decode the path. Recordings from live gateways show that HTTP APIs
 * decode it, and that REST APIs and function URLs do not (<a
 * href="https://github.com/middleapi/standard-server/pull/93">standard-server #93</a>, <a
 * href="https://github.com/honojs/hono/issues/2156">hono #2156</a>).
 *
 * @param request the request, whose path does not contain the stage
 * @param serverAddress the domain name of the request; null if the gateway does not report it
 * @param requestId the id that the gateway gave the request; null without one
 */
record GatewayEvent(
        HttpRequest request,
        @Nullable String serverAddress,
        @Nullable String requestId) {

    private static final String PREFIX = "/api/activity/";
    /** A REST API's id is a UUID of 36 characters, an HTTP API's id is Base64 of about 16. */
    private static final int MAX_REQUEST_ID_CHARS = 64;

    /**
     * Returns the event. Throws {@link IllegalArgumentException} with the kind of the event if it is not a request.
     *
     * @param event the maps and lists of its JSON
     * @param tenantClaim the claim whose value is the tenant of the caller; null without tenants
     */
    static GatewayEvent of(Map<String, @Nullable Object> event, @Nullable String tenantClaim) {
        ForeignEvent.refuse(event);
        return "2.0".equals(event.get("version")) ? fromPayload2(event, tenantClaim) : fromPayload1(event, tenantClaim);
    }

    private static GatewayEvent fromPayload1(Map<String, @Nullable Object> event, @Nullable String tenantClaim) {
        Map<String, @Nullable Object> context = map(event.get("requestContext"));
        // In payload 1.0, only HTTP APIs send a version.
        boolean rest = event.get("version") == null;
        String path = required(event, "path");
        HttpRequest.Builder request = HttpRequest.builder(
                        required(event, "httpMethod"),
                        withRoutedType(rest ? path : withoutStage(path, text(context.get("stage"))), event))
                .pathIsEncoded(rest)
                .principal(new VerifiedCaller(rest, tenantClaim).fromPayload1(context));
        Map<String, @Nullable Object> many = map(event.get("multiValueQueryStringParameters"));
        if (many.isEmpty()) {
            map(event.get("queryStringParameters")).forEach((name, value) -> addParameter(request, name, value));
        } else {
            many.forEach((name, values) -> {
                if (values instanceof List<?> list) {
                    list.forEach(value -> addParameter(request, name, value));
                }
            });
        }
        return of(request, event, context);
    }

    private static GatewayEvent fromPayload2(Map<String, @Nullable Object> event, @Nullable String tenantClaim) {
        Map<String, @Nullable Object> context = map(event.get("requestContext"));
        String domain = text(context.get("domainName"));
        boolean functionUrl = domain != null && domain.contains(".lambda-url.");
        HttpRequest.Builder request = HttpRequest.builder(
                        required(map(context.get("http")), "method"),
                        withRoutedType(withoutStage(required(event, "rawPath"), text(context.get("stage"))), event))
                .pathIsEncoded(functionUrl)
                // Not from the map of parameters, because it joins repeated values with a comma.
                .rawQuery(text(event.get("rawQueryString")))
                .principal(new VerifiedCaller(false, tenantClaim).fromPayload2(context));
        return of(request, event, context);
    }

    private static GatewayEvent of(
            HttpRequest.Builder request, Map<String, @Nullable Object> event, Map<String, @Nullable Object> context) {
        map(event.get("headers")).forEach((name, value) -> {
            if (value instanceof String text) {
                request.header(name, text);
            }
        });
        // In payload 2.0, the values are already in one text.
        map(event.get("multiValueHeaders")).forEach((name, values) -> {
            if (isListHeader(name) && values instanceof List<?> list && list.size() > 1) {
                request.header(name, joined(list));
            }
        });
        return new GatewayEvent(request.build(), text(context.get("domainName")), requestId(context.get("requestId")));
    }

    /** Returns whether a header is a list, so that a repeated header has the meaning of one with all values (RFC 9110, section 5.3). */
    static boolean isListHeader(String name) {
        return name.equalsIgnoreCase("Accept") || name.equalsIgnoreCase("If-None-Match");
    }

    private static String joined(List<?> values) {
        StringBuilder joined = new StringBuilder();
        for (Object value : values) {
            if (value instanceof String text) {
                joined.append(joined.length() == 0 ? "" : ", ").append(text);
            }
        }
        return joined.toString();
    }

    /**
     * Returns the id; null if the value has another form than the ids of gateways. Clients can override the id of a REST API
     * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html), and a log line must not
     * contain other texts of theirs.
     */
    private static @Nullable String requestId(@Nullable Object value) {
        if (!(value instanceof String id) || id.isEmpty() || id.length() > MAX_REQUEST_ID_CHARS) {
            return null;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isAlphanumeric && "-_=+/".indexOf(c) < 0) {
                return null;
            }
        }
        return id;
    }

    /** Removes the stage from the path. HTTP APIs include the stage unless it is {@code $default}. */
    private static String withoutStage(String path, @Nullable String stage) {
        if (stage == null || stage.equals("$default") || !path.startsWith("/" + stage + "/")) {
            return path;
        }
        return path.substring(stage.length() + 1);
    }

    /**
     * Returns the path; with a percent sign in front of the entity type if the gateway has routed the request by another text, for
     * example by the encoded one. A type with a percent sign is never valid, because IAM policies compare the text of the path.
     */
    private static String withRoutedType(String path, Map<String, @Nullable Object> event) {
        String routed = text(map(event.get("pathParameters")).get("entity_type"));
        if (routed == null || !path.startsWith(PREFIX)) {
            return path;
        }
        int end = path.indexOf('/', PREFIX.length());
        String type = path.substring(PREFIX.length(), end < 0 ? path.length() : end);
        return routed.equals(type) ? path : PREFIX + '%' + path.substring(PREFIX.length());
    }

    private static void addParameter(HttpRequest.Builder request, String name, @Nullable Object value) {
        if (value instanceof String text) {
            request.parameter(name, text);
        }
    }

    private static String required(Map<String, @Nullable Object> map, String name) {
        if (map.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                "Cannot read the API Gateway event: the field \"" + name + "\" must be a string");
    }

    /** Returns the string; null if the value is not a string or is blank. */
    static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isBlank() ? text : null;
    }

    /** Returns a copy of the map; empty if the value is not a map. */
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> given) {
            given.forEach((name, each) -> map.put(String.valueOf(name), each));
        }
        return map;
    }
}
