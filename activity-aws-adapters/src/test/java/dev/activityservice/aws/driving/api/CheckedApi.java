package dev.activityservice.aws.driving.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.aws.driving.api.typed.HttpApiHandler;
import dev.activityservice.aws.driving.api.typed.RestApiHandler;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.http.OpenApi;
import dev.activityservice.port.Deadline;
import dev.activityservice.testbed.openapi.ApiContract;
import dev.activityservice.testbed.openapi.ApiResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls the API and its functions, and validates each response against the OpenAPI document. The tests of this module call them only
 * here, which AdaptersArchitectureTest checks.
 */
public final class CheckedApi {

    private static final ApiContract CONTRACT = ApiContract.of(OpenApi.json());
    private static final JsonMapper JSON = new JsonMapper();

    private CheckedApi() {}

    /** Invokes a function. Validates its answer if it is a response of the API, and not of a batch. */
    public static void invoke(RequestStreamHandler function, InputStream input, OutputStream output, Context context)
            throws IOException {
        byte[] event = input.readAllBytes();
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        function.handleRequest(
                new ByteArrayInputStream(event),
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        copy.write(octet);
                        output.write(octet);
                    }

                    @Override
                    public void write(byte[] octets, int offset, int length) throws IOException {
                        copy.write(octets, offset, length);
                        output.write(octets, offset, length);
                    }
                },
                context);
        check(event, copy.toByteArray());
    }

    /** Validates the answer of a function that runs in another process, if it is a response of the API. */
    public static void check(String event, String answer) throws IOException {
        check(event.getBytes(UTF_8), answer.getBytes(UTF_8));
    }

    /** Answers an event of a REST API and validates the response. */
    public static APIGatewayProxyResponseEvent handle(
            RestApiHandler handler, @Nullable APIGatewayProxyRequestEvent event, Context context) {
        APIGatewayProxyResponseEvent answer = handler.handleRequest(event, context);
        if (event != null) {
            CONTRACT.check(
                    event.getHttpMethod(),
                    event.getPath(),
                    ApiResponse.of(
                            answer.getStatusCode(),
                            answer.getHeaders(),
                            answer.getBody().getBytes(UTF_8)));
        }
        return answer;
    }

    /** Answers an event of an HTTP API and validates the response. */
    public static APIGatewayV2HTTPResponse handle(
            HttpApiHandler handler, @Nullable APIGatewayV2HTTPEvent event, Context context) {
        APIGatewayV2HTTPResponse answer = handler.handleRequest(event, context);
        if (event != null) {
            String stage = "/" + event.getRequestContext().getStage();
            String path = event.getRawPath();
            CONTRACT.check(
                    event.getRequestContext().getHttp().getMethod(),
                    path.startsWith(stage + "/") ? path.substring(stage.length()) : path,
                    ApiResponse.of(
                            answer.getStatusCode(),
                            answer.getHeaders(),
                            answer.getBody().getBytes(UTF_8)));
        }
        return answer;
    }

    static HttpResponse handle(ActivityHttp http, HttpRequest request, Deadline deadline) {
        HttpResponse response = http.handle(request, deadline);
        CONTRACT.check(
                request.method(),
                request.path(),
                ApiResponse.of(response.status(), response.headers(), response.body()));
        return response;
    }

    private static void check(byte[] event, byte[] answer) throws IOException {
        JsonNode response = JSON.readTree(answer);
        if (response.has("statusCode")) {
            HttpRequest request = GatewayEvent.of(EventTree.read(new ByteArrayInputStream(event)), null)
                    .request();
            Map<String, String> headers = new LinkedHashMap<>();
            response.path("headers")
                    .properties()
                    .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
            CONTRACT.check(
                    request.method(),
                    request.path(),
                    ApiResponse.of(
                            response.path("statusCode").asInt(),
                            headers,
                            response.path("body").asText().getBytes(UTF_8)));
        }
    }
}
