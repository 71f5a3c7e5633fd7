package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.http.CorsOrigins;
import dev.activityservice.model.Activity;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Invokes the handlers of the functions with an in-memory store. */
final class Invocations {

    /** Stands for the expected failure of an invocation that is not an event of the service. */
    static final String NO_EVENT = "no event";

    /** A sentence, and two values that are truncated to 64 characters, each escaped to at most six. */
    private static final int MAX_MESSAGE_CHARS = 1024;

    private static final String ORIGIN = "https://shop.example";

    private Invocations() {}

    /** Returns the response of the find function, or {@link #NO_EVENT}. */
    static String find(byte[] event, Activity... stored) {
        InMemoryActivityStore store = InMemoryActivityStore.create();
        if (stored.length > 0) {
            store.append(List.of(stored), () -> Duration.ofSeconds(1));
        }
        ActivityService service = ActivityService.builder(store)
                .readPolicy(ReadPolicy.allowAll())
                .clock(() -> Fixtures.TEN_O_CLOCK)
                .build();
        GatewayApi api = GatewayApi.builder(service)
                .tenantClaim("tenant")
                .cors(CorsOrigins.parse(ORIGIN))
                .telemetry(AwsTelemetry.none().showIds(true))
                .log(line -> {
                    throw new AssertionError("An internal error was logged: " + line);
                })
                .build();
        return invoke(new ApiStreamHandler(api, Duration.ofMillis(500)), event);
    }

    static String invoke(RequestStreamHandler handler, byte[] event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(event), out, LambdaContext.withAmpleTime());
        } catch (IllegalArgumentException e) {
            Rules.assertLine(String.valueOf(e.getMessage()), MAX_MESSAGE_CHARS);
            return NO_EVENT;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Checks that a response is not an internal error and has the headers for other origins, and returns its body if it is an object. */
    static JsonObject checkAnswer(String answer) {
        JsonObject response = SecondParser.parseObject(answer);
        int status = response.getInt("statusCode");
        JsonObject headers = response.getJsonObject("headers");
        assertThat(Set.of(200, 204, 304, 400, 404, 405, 406, 414)).as(answer).contains(status);
        headers.forEach((name, value) ->
                assertThat(value.toString().chars()).as("header %s", name).allMatch(c -> c >= ' ' && c < 0x7f));
        assertThat(headers.getString("Vary")).isEqualTo(status == 204 ? "Origin" : "Accept, Origin");
        assertThat(Set.of(ORIGIN, "")).contains(headers.getString("Access-Control-Allow-Origin", ""));
        String body = response.getString("body");
        if (status == 204 || status == 304) {
            assertThat(body).isEmpty();
            assertThat(headers.containsKey("ETag")).isEqualTo(status == 304);
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        String type = headers.getString("Content-Type");
        if (status != 200) {
            assertThat(type).isEqualTo("application/problem+json");
            JsonObject problem = SecondParser.parseObject(body);
            assertThat(problem.keySet()).containsExactly("type", "title", "status", "detail", "code");
            return problem;
        }
        if (type.equals("application/json")) {
            return SecondParser.parseObject(body);
        }
        Exports.check(type, body);
        return JsonValue.EMPTY_JSON_OBJECT;
    }
}
