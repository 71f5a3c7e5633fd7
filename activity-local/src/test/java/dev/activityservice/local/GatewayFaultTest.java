package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.await;
import static dev.activityservice.local.SharedStack.column;
import static dev.activityservice.local.SharedStack.event;
import static dev.activityservice.local.SharedStack.publish;
import static dev.activityservice.local.SharedStack.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.aws.lambda.FindActivitiesFunction;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sends requests that HTTP libraries do not send, through a socket, to the gateway, the find function and the table. */
class GatewayFaultTest {

    /** @param code of the problem document; empty without one */
    private record Answer(int status, String code, String text) {}

    @Test
    void f57_every_path_and_query_that_names_an_entity_is_decoded_exactly_once() throws IOException {
        Map<String, String> pathsByIds = new LinkedHashMap<>();
        pathsByIds.put("F57/a", "/F57%2Fa");
        pathsByIds.put("F57%2Fa", "/F57%252Fa");
        pathsByIds.put("F57%252Fa", "/F57%25252Fa");
        pathsByIds.put("F57+b", "/F57+b");
        pathsByIds.put("F57 b", "/F57%20b");
        pathsByIds.put("F57;c=1", "/F57;c=1");
        pathsByIds.put("F57..", "/F57..");
        pathsByIds.put("..", "?id=..");
        pathsByIds.put("../F57", "?id=..%2FF57");
        pathsByIds.put("F57+c", "?id=F57%2Bc");
        pathsByIds.put("F57 c", "?id=F57+c");
        pathsByIds.put("F57?#&=", "?id=F57%3F%23%26%3D");
        pathsByIds.put("F57\u00fc\ud83d\ude00", "/F57%C3%BC%F0%9F%98%80");
        pathsByIds.forEach((id, path) -> publish(event(
                "users.userCreated.v1",
                "f57 " + id,
                "2026-03-02T09:00:00Z",
                JsonNodeFactory.instance.objectNode().put("userId", id).toString())));
        for (Map.Entry<String, String> each : pathsByIds.entrySet()) {
            await(each.getKey(), "f57 " + each.getKey(), () -> eventId(get("/api/activity/user" + each.getValue())));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/activity/user/%00, 400, invalid_entity",
        "/api/activity/user/a%0Ab, 400, invalid_entity",
        "/api/activity/user/.., 400, invalid_entity",
        "/api/activity/user/%2e%2e, 400, invalid_entity",
        "/api/activity/user/, 400, invalid_entity",
        "/api/activity//a, 400, invalid_entity",
        "/api/activity/user, 400, invalid_entity",
        "/api/activity/user/%FF, 400, malformed_url",
        "/api/activity/user/%C0%AF, 400, malformed_url",
        "/api/activity/user/%ED%A0%80, 400, malformed_url",
        "/api/activity/user/a/b, 404, not_found",
        "/api/activity/user/../../admin, 404, not_found",
        "/api/activity/user/a?limit=1&limit=2, 400, repeated_parameter",
        "/api/activity/user/a?cursor=..%2F, 400, invalid_cursor",
        // These never reach the function.
        "/api/activity/user/%zz, 400, malformed_url",
        "/api/activity/user/%, 400, malformed_url",
        "/api/activity/user/a?limit=%FF%zz, 400, malformed_url"
    })
    void f57_a_path_or_query_without_a_valid_entity_is_a_client_error(String path, int status, String code)
            throws IOException {
        Answer answer = get(path);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void f57_a_segment_of_8_kb_and_bytes_that_are_not_text_are_client_errors() throws IOException {
        assertThat(get("/api/activity/user/" + "x".repeat(8192)).code()).isEqualTo("invalid_entity");
        assertThat(get("/api/activity/user/\u00ff\u00fe").status()).isEqualTo(400);
        assertThat(get("/api/activity/user/a?id=\u00c3\u00bc").status()).isEqualTo(400);
    }

    @Test
    void f57_characters_that_browsers_do_not_encode_are_in_the_id() throws IOException {
        String id = "F57r|^{}`\"<>[]\\~'*!$&()+,;=:@";
        publish(event(
                "users.userCreated.v1",
                "f57 raw",
                "2026-03-02T09:00:00Z",
                JsonNodeFactory.instance.objectNode().put("userId", id).toString()));

        await("the path", "f57 raw", () -> eventId(get("/api/activity/user/" + id)));
        await(
                "the query",
                "f57 raw",
                () -> eventId(
                        get("/api/activity/user?id=" + id.replace("&", "%26").replace("+", "%2B"))));
    }

    @Test
    void f57_each_character_of_a_path_or_query_is_answered_as_json() throws IOException {
        for (char c = 0x21; c <= 0xff; c++) {
            // "/?" is the start page, which is HTML.
            String other = c == '?' ? "/x?" : "/" + c;
            for (String target : List.of("/api/activity/user/a" + c, "/api/activity/user/a?x=" + c, other)) {
                assertThat(get(target).text().toLowerCase(Locale.ROOT))
                        .as(target)
                        .startsWith("http/1.1 ")
                        .containsPattern("content-type: application/(problem\\+)?json")
                        .doesNotContain("<html", "<h1>");
            }
        }
        for (String target :
                List.of("*", "http://127.0.0.1/api/activity/user/a", "x", "//api/activity", "/api/activity/user/a b")) {
            assertThat(get(target).text().toLowerCase(Locale.ROOT))
                    .as(target)
                    .containsPattern("content-type: application/(problem\\+)?json");
        }
        assertThat(get("/" + "x".repeat(70_000)).code()).isEqualTo("url_too_long");
    }

    @Test
    void f58_a_head_request_has_the_headers_of_a_get_request_and_no_body() throws IOException {
        String rest = " /api/activity/user/F58-head HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        Answer get = request("GET" + rest);
        Answer head = request("HEAD" + rest);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).endsWith("\r\n\r\n").containsIgnoringCase("\r\nContent-Type: application/json\r\n");
        assertThat(get.text()).containsIgnoringCase("\r\nContent-Type: application/json\r\n");
    }

    @Test
    void f58_headers_and_parameters_may_be_repeated_empty_or_missing() throws IOException {
        publish(event("users.userCreated.v1", "f58", "2026-03-02T09:00:00Z", "{\"userId\":\"F58\"}"));
        await("the user", List.of("f58"), () -> column(timeline("user/F58", 10), "event_id"));
        String path = "/api/activity/user/F58";

        assertThat(eventId(get(path))).isEqualTo("f58");
        assertThat(eventId(get(path + "?"))).isEqualTo("f58");
        assertThat(eventId(get(path + "?&&=&x&x=1&x=2"))).isEqualTo("f58");
        assertThat(eventId(request("GET " + path + " HTTP/1.0\r\n\r\n"))).isEqualTo("f58");
        assertThat(eventId(request("GET " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nX-Many: 1\r\nX-Many: 2\r\nx-many:\r\nX-Empty:\r\n"
                        + "Connection: close\r\n\r\n")))
                .isEqualTo("f58");
    }

    @Test
    void f59_an_unauthenticated_caller_gets_the_same_refusal_for_every_entity_before_any_read() throws IOException {
        publish(event("users.userCreated.v1", "f59", "2026-03-02T09:00:00Z", "{\"userId\":\"F59\"}"));
        await("the user", List.of("f59"), () -> column(timeline("user/F59", 10), "event_id"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (FaultProxy table = FaultProxy.recording(SharedStack.STACK.dynamoDbEndpoint(), AwsJsonCall::pass)) {
            Gateway gateway = new Gateway(
                    new FindActivitiesFunction(SharedStack.environment(table.endpoint())),
                    () -> new LambdaContext("find", "request", "eu-west-1", Duration.ofSeconds(10), System::nanoTime),
                    Instant::now,
                    notice -> {},
                    null,
                    LocalOptions.Access.local());
            server.createContext("/", exchange -> {
                try (exchange) {
                    gateway.handle(exchange);
                }
            });
            server.start();
            URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());

            String there = SharedStack.get(endpoint, "/api/activity/user/F59").body();
            int status = SharedStack.get(endpoint, "/api/activity/user/F59").statusCode();
            String notThere =
                    SharedStack.get(endpoint, "/api/activity/user/F59-unknown").body();

            assertThat(status).isEqualTo(401);
            assertThat(there).contains("\"code\":\"unauthenticated\"").isEqualTo(notThere);
            assertThat(table.calls()).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_page_can_read_that_the_function_failed() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Gateway gateway = new Gateway(
                (input, output, context) -> {
                    throw new IllegalStateException("The function fails");
                },
                () -> new LambdaContext("find", "request", "eu-west-1", Duration.ofSeconds(10), System::nanoTime),
                Instant::now,
                notice -> {},
                null,
                new LocalOptions.Access(Set.of(), "https://shop.example"));
        server.createContext("/", exchange -> {
            try (exchange) {
                gateway.handle(exchange);
            }
        });
        server.start();
        try {
            HttpResponse<String> failed = CheckedClient.send(HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/activity/user/a"))
                    .header("Origin", "https://shop.example")
                    .build());

            assertThat(failed.statusCode()).isEqualTo(502);
            assertThat(failed.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("https://shop.example");
        } finally {
            server.stop(0);
        }
    }

    private static Answer get(String target) throws IOException {
        return request("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static Answer request(String text) throws IOException {
        String answer = CheckedClient.send(SharedStack.STACK.endpoint(), text);
        String[] statusLine = answer.split(" ", 3);
        int code = answer.indexOf("\"code\":\"");
        return new Answer(
                Integer.parseInt(statusLine[1]),
                code < 0 ? "" : answer.substring(code + 8, answer.indexOf('"', code + 8)),
                answer);
    }

    /** Returns the event id of the only activity, or the whole answer if it has no activities. */
    private static String eventId(Answer answer) {
        int body = answer.text().indexOf("{\"entity_id\"");
        if (body < 0) {
            return answer.text();
        }
        String json = answer.text().substring(body, answer.text().lastIndexOf('}') + 1);
        return SharedStack.json(json)
                .path("activities")
                .path(0)
                .path("event_id")
                .asText("no activity");
    }
}
