package dev.activityservice.local.gateway;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.local.json.InvalidJsonException;
import dev.activityservice.local.json.Json;
import dev.activityservice.testbed.lambda.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers HTTP requests by a function, as a REST API with Lambda proxy integration (payload 1.0) does: the path is handed on as it
 * came, percent-encoded; the parameters of the query are decoded. Nobody is authenticated. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">the formats</a>
 */
public final class Gateway implements HttpHandler {

    /** API Gateway's own limit for a request's body. */
    private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private static final String ROOT = "/api/activity/";
    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RequestStreamHandler function;
    private final Supplier<LambdaContext> contexts;
    private final InstantSource clock;
    private final Consumer<String> notices;

    /**
     * @param contexts a new one for each invocation
     * @param notices takes one line for each failure of the function
     */
    public Gateway(
            RequestStreamHandler function,
            Supplier<LambdaContext> contexts,
            InstantSource clock,
            Consumer<String> notices) {
        this.function = function;
        this.contexts = contexts;
        this.clock = clock;
        this.notices = notices;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            refuse(exchange, 413, "Request Too Long");
            return;
        }
        LambdaContext context = contexts.get();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        Map<String, @Nullable Object> response;
        try {
            byte[] event = Json.writeBytes(event(exchange, body, context.getAwsRequestId()));
            function.handleRequest(new ByteArrayInputStream(event), answer, context);
            response = Json.asObject(Json.read(answer.toByteArray()));
        } catch (IllegalUrlException e) {
            refuse(exchange, 400, "Bad Request");
            return;
        } catch (InvalidJsonException e) {
            response = Json.object();
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            // The message of an exception may quote data.
            notices.accept("The function failed with " + e.getClass().getName());
            response = Json.object();
        }
        if (response.get("statusCode") instanceof BigDecimal status) {
            answer(exchange, status.intValue(), response);
        } else {
            refuse(exchange, 502, "Internal server error");
        }
    }

    private Map<String, @Nullable Object> event(HttpExchange exchange, byte[] body, String requestId) {
        String path = exchange.getRequestURI().getRawPath();
        if (!isAscii(exchange.getRequestURI().toString())) {
            // The JDK's server has read other bytes as Latin-1, so the id would be another one.
            throw new IllegalUrlException(null);
        }
        Map<String, @Nullable Object> pathParameters = pathParameters(path);
        String resource = ROOT + "{entity_type}" + (pathParameters.containsKey("entity_id") ? "/{entity_id}" : "");
        Map<String, @Nullable Object> parameters =
                parameters(exchange.getRequestURI().getRawQuery());
        Map<String, @Nullable Object> headers = Json.object();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, new ArrayList<Object>(values)));
        Instant now = clock.instant();
        return Json.object(
                "resource",
                resource,
                "path",
                path,
                "httpMethod",
                exchange.getRequestMethod(),
                "headers",
                lastOfEach(headers),
                "multiValueHeaders",
                headers,
                "queryStringParameters",
                parameters.isEmpty() ? null : lastOfEach(parameters),
                "multiValueQueryStringParameters",
                parameters.isEmpty() ? null : parameters,
                "pathParameters",
                pathParameters,
                "stageVariables",
                null,
                "requestContext",
                Json.object(
                        "resourcePath",
                        resource,
                        "httpMethod",
                        exchange.getRequestMethod(),
                        "path",
                        "/local" + path,
                        "stage",
                        "local",
                        "accountId",
                        "000000000000",
                        "apiId",
                        "local",
                        "protocol",
                        exchange.getProtocol(),
                        "requestId",
                        requestId,
                        "requestTime",
                        REQUEST_TIME.format(now),
                        "requestTimeEpoch",
                        now.toEpochMilli(),
                        "identity",
                        Json.object(
                                "sourceIp",
                                "127.0.0.1",
                                "userAgent",
                                exchange.getRequestHeaders().getFirst("User-Agent"),
                                "userArn",
                                null)),
                "body",
                body.length == 0 ? null : Base64.getEncoder().encodeToString(body),
                "isBase64Encoded",
                body.length > 0);
    }

    private static Map<String, @Nullable Object> pathParameters(String path) {
        Map<String, @Nullable Object> parameters = Json.object();
        if (path.startsWith(ROOT)) {
            String[] segments = path.substring(ROOT.length()).split("/", -1);
            parameters.put("entity_type", segments[0]);
            if (segments.length > 1) {
                parameters.put("entity_id", segments[1]);
            }
        }
        return parameters;
    }

    private static Map<String, @Nullable Object> parameters(@Nullable String query) {
        Map<String, @Nullable Object> parameters = Json.object();
        if (query == null) {
            return parameters;
        }
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                List<@Nullable Object> values = Json.asList(parameters.get(name));
                List<@Nullable Object> more = new ArrayList<>(values);
                more.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
                parameters.put(name, more);
            }
        }
        return parameters;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalUrlException(e);
        }
    }

    private static Map<String, @Nullable Object> lastOfEach(Map<String, @Nullable Object> lists) {
        Map<String, @Nullable Object> last = Json.object();
        lists.forEach((name, list) -> {
            List<@Nullable Object> values = Json.asList(list);
            last.put(name, values.get(values.size() - 1));
        });
        return last;
    }

    private static void answer(HttpExchange exchange, int status, Map<String, @Nullable Object> response)
            throws IOException {
        Headers headers = exchange.getResponseHeaders();
        Json.asObject(response.get("headers")).forEach((name, value) -> headers.set(name, String.valueOf(value)));
        Json.asObject(response.get("multiValueHeaders")).forEach((name, values) -> {
            headers.remove(name);
            Json.asList(values).forEach(value -> headers.add(name, String.valueOf(value)));
        });
        String text = response.get("body") instanceof String body ? body : "";
        boolean base64 = Boolean.TRUE.equals(response.get("isBase64Encoded"));
        byte[] body = base64 ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
        send(exchange, status, body);
    }

    private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status, Json.writeBytes(Json.object("message", message)));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean isEmpty = body.length == 0 || exchange.getRequestMethod().equals("HEAD") || status == 204;
        exchange.sendResponseHeaders(status, isEmpty ? -1 : body.length);
        if (!isEmpty) {
            exchange.getResponseBody().write(body);
        }
    }

    /** A URL that is not ASCII, or whose query is not percent-encoded UTF-8. */
    private static final class IllegalUrlException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        IllegalUrlException(@Nullable Throwable cause) {
            super(cause);
        }
    }
}
