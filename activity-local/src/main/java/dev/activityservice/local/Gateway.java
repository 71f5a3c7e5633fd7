package dev.activityservice.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers HTTP requests with a function, as a REST API with Lambda proxy integration (payload 1.0) does. The function gets the path
 * without changes (percent-encoded), decoded query parameters, and the claims of the caller's token with their JSON types. A preflight
 * of CORS has no token, so {@code OPTIONS} needs none. The answers of the gateway itself have CORS headers, because otherwise a web page
 * could not read them. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">the formats</a>
 * @param contexts supplies a new context for each invocation
 * @param notices takes one line for each failure of the function
 * @param authorizer verifies callers; null if requests need no token
 * @param access the origins whose pages may read the answers of the gateway itself
 */
record Gateway(
        RequestStreamHandler function,
        Supplier<LambdaContext> contexts,
        InstantSource clock,
        Consumer<String> notices,
        @Nullable BearerAuthorizer authorizer,
        LocalOptions.Access access)
        implements HttpHandler {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Maximum size of a request's body (Amazon API Gateway quotas). */
    private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private static final String ROOT = "/api/activity/";
    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            refuse(exchange, 413, "Request Too Long");
            return;
        }
        JsonNode claims = null;
        if (authorizer != null && !exchange.getRequestMethod().equals("OPTIONS")) {
            BearerAuthorizer.Verdict verdict = authorizer.verify(exchange.getRequestHeaders());
            claims = verdict.claims();
            if (claims == null) {
                exchange.getResponseHeaders().set("WWW-Authenticate", verdict.challenge());
                refuse(exchange, 401, "Unauthorized");
                return;
            }
        }
        LambdaContext context = contexts.get();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        JsonNode response;
        byte[] event;
        try {
            event = event(exchange, body, context.getAwsRequestId(), claims)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            access.addCorsHeaders(exchange);
            FrontDoor.refuse(exchange, 400, "Bad Request", "malformed_url", "The URL must be percent-encoded UTF-8");
            return;
        }
        try {
            function.handleRequest(new ByteArrayInputStream(event), answer, context);
            response = JSON.readTree(answer.toString(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            response = JSON.createObjectNode();
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // An exception's message may contain data.
            notices.accept("The function failed with " + e.getClass().getName());
            response = JSON.createObjectNode();
        }
        if (response.path("statusCode").isNumber()) {
            answer(exchange, response.path("statusCode").intValue(), response);
        } else {
            refuse(exchange, 502, "Internal server error");
        }
    }

    /** Throws {@link IllegalArgumentException} for a URL that is not ASCII, and for a query that is not percent-encoded UTF-8. */
    private ObjectNode event(HttpExchange exchange, byte[] body, String requestId, @Nullable JsonNode claims) {
        String path = exchange.getRequestURI().getRawPath();
        String method = exchange.getRequestMethod();
        if (exchange.getRequestURI().toString().chars().anyMatch(c -> c >= 0x80)) {
            // The JDK's server decodes other bytes as Latin-1, which would change the id.
            throw new IllegalArgumentException("The URL must be ASCII");
        }
        ObjectNode pathParameters = pathParameters(path);
        String resource = ROOT + "{entity_type}" + (pathParameters.has("entity_id") ? "/{entity_id}" : "");
        ObjectNode event = JSON.createObjectNode()
                .put("resource", resource)
                .put("path", path)
                .put("httpMethod", method);
        putAll(event, "headers", "multiValueHeaders", exchange.getRequestHeaders());
        Map<String, List<String>> parameters =
                parameters(exchange.getRequestURI().getRawQuery());
        if (parameters.isEmpty()) {
            event.putNull("queryStringParameters").putNull("multiValueQueryStringParameters");
        } else {
            putAll(event, "queryStringParameters", "multiValueQueryStringParameters", parameters);
        }
        event.set("pathParameters", pathParameters);
        event.putNull("stageVariables");
        Instant now = clock.instant();
        ObjectNode requestContext = event.putObject("requestContext");
        if (claims != null) {
            requestContext.putObject("authorizer").set("claims", claims);
        }
        requestContext
                .put("resourcePath", resource)
                .put("httpMethod", method)
                .put("path", "/local" + path)
                .put("stage", "local")
                .put("accountId", "000000000000")
                .put("apiId", "local")
                .put("protocol", exchange.getProtocol())
                .put("requestId", requestId)
                .put("requestTime", REQUEST_TIME.format(now))
                .put("requestTimeEpoch", now.toEpochMilli())
                .putObject("identity")
                .put("sourceIp", "127.0.0.1")
                .put("userAgent", exchange.getRequestHeaders().getFirst("User-Agent"))
                .putNull("userArn");
        return event.put("body", body.length == 0 ? null : Base64.getEncoder().encodeToString(body))
                .put("isBase64Encoded", body.length > 0);
    }

    /** Puts the last value of each name into one member, and all values into the other member. */
    private static void putAll(ObjectNode event, String last, String all, Map<String, List<String>> values) {
        ObjectNode lastOfEach = event.putObject(last);
        ObjectNode allOfEach = event.putObject(all);
        values.forEach((name, each) -> {
            lastOfEach.put(name, each.get(each.size() - 1));
            each.forEach(allOfEach.putArray(name)::add);
        });
    }

    /** Returns the entity type in a path, as it is in the path; empty without one. */
    static String entityType(String path) {
        return pathParameters(path).path("entity_type").asText();
    }

    private static ObjectNode pathParameters(String path) {
        ObjectNode parameters = JSON.createObjectNode();
        if (path.startsWith(ROOT)) {
            String[] segments = path.substring(ROOT.length()).split("/", -1);
            parameters.put("entity_type", segments[0]);
            if (segments.length > 1) {
                parameters.put("entity_id", segments[1]);
            }
        }
        return parameters;
    }

    private static Map<String, List<String>> parameters(@Nullable String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                parameters
                        .computeIfAbsent(decode(parts[0]), name -> new ArrayList<>())
                        .add(parts.length == 1 ? "" : decode(parts[1]));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, JsonNode response) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        response.path("headers")
                .properties()
                .forEach(each -> headers.set(each.getKey(), each.getValue().asText()));
        response.path("multiValueHeaders").properties().forEach(each -> {
            headers.remove(each.getKey());
            each.getValue().forEach(value -> headers.add(each.getKey(), value.asText()));
        });
        String text = response.path("body").asText("");
        boolean base64 = response.path("isBase64Encoded").asBoolean();
        byte[] body = base64 ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
        FrontDoor.send(exchange, status, body);
    }

    private void refuse(HttpExchange exchange, int status, String message) throws IOException {
        access.addCorsHeaders(exchange);
        FrontDoor.answer(
                exchange,
                status,
                JSON.createObjectNode().put("message", message).toString());
    }
}
