package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.await;
import static dev.activityservice.local.SharedStack.column;
import static dev.activityservice.local.SharedStack.event;
import static dev.activityservice.local.SharedStack.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.local.LocalOptions.Access;
import dev.activityservice.local.command.LocalClients;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Reads with real tokens: two tenants, customers that see their own orders, and support that sees all orders of its tenant. */
class AccessTest {

    private static final String ALICE = "{\"sub\":\"U-1\",\"tenant\":\"acme\"}";
    private static final String BOB = "{\"sub\":\"U-2\",\"tenant\":\"globex\"}";
    private static final String SUPPORT = "{\"sub\":\"S-1\",\"tenant\":\"acme\",\"groups\":[\"staff\",\"support\"]}";

    @TempDir
    static Path folder;

    // start sets these fields before each test.
    @SuppressWarnings("NullAway.Init")
    private static Path policy;

    @SuppressWarnings("NullAway.Init")
    private static Path catalog;

    @SuppressWarnings("NullAway.Init")
    private static LocalStack stack;

    @BeforeAll
    static void start() throws IOException {
        catalog = Files.writeString(folder.resolve("catalog.json"), """
                {"version": 1, "tenant": "/data/tenant", "events": {
                  "shop.orderPlaced.v1": {
                    "entities": [{"type": "order", "id": "/data/order"}, {"type": "user", "id": "/data/user"}],
                    "readers": {"order": ["user"]},
                    "actor": {"id": "/data/user", "type": "user"}, "attributes": {"total": "/data/total"},
                    "summary": "Placed by {user}"},
                  "shop.orderShipped.v1": {
                    "entities": [{"type": "order", "id": "/data/order"}], "summary": "Shipped"}}}
                """);
        policy = Files.writeString(folder.resolve("policy.json"), """
                {"version": 1, "rules": [
                  {"claim": "groups", "has": "support", "may": ["*"]},
                  {"claim": "sub", "is": "user"},
                  {"claim": "sub", "is": "user", "of": ["order"], "hide": ["trace", "actor"]}]}
                """);
        stack = LocalStack.start(options(catalog, policy, "tenant"));
        publish(
                placed("acme", "ORD-1", "U-1", 10),
                placed("acme", "ORD-2", "U-3", 20),
                placed("globex", "ORD-1", "U-2", 30));
        for (String tenant : List.of("acme", "globex")) {
            await("the order of " + tenant, 200, () -> status(supportOf(tenant), "order/ORD-1"));
            await(
                    "the order of " + tenant,
                    1,
                    () -> activities(supportOf(tenant), "order/ORD-1").size());
        }
        await("the other order", 1, () -> activities(SUPPORT, "order/ORD-2").size());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void each_caller_reads_exactly_its_own_timelines_and_those_of_no_other_tenant() {
        Map<String, List<Integer>> statuses = new TreeMap<>();
        for (String entity : List.of("order/ORD-1", "order/ORD-2", "order/NONE", "user/U-1", "user/U-2", "user/U-3")) {
            statuses.put(entity, List.of(status(ALICE, entity), status(BOB, entity), status(SUPPORT, entity)));
        }

        assertThat(statuses)
                .isEqualTo(new TreeMap<>(Map.of(
                        "order/ORD-1", List.of(200, 200, 200),
                        "order/ORD-2", List.of(403, 403, 200),
                        "order/NONE", List.of(403, 403, 200),
                        "user/U-1", List.of(200, 403, 200),
                        "user/U-2", List.of(403, 200, 200),
                        "user/U-3", List.of(403, 403, 200))));
        assertThat(column(activities(ALICE, "order/ORD-1"), "event_id")).containsExactly("acme-ORD-1");
        assertThat(column(activities(BOB, "order/ORD-1"), "event_id")).containsExactly("globex-ORD-1");
        assertThat(column(activities(SUPPORT, "order/ORD-1"), "event_id")).containsExactly("acme-ORD-1");
        assertThat(activities(SUPPORT, "user/U-2")).isEmpty();
        assertThat(get("order/ORD-2", "Bearer " + token(ALICE)).body())
                .isEqualTo(get("order/NONE", "Bearer " + token(ALICE)).body());
    }

    @Test
    void fields_are_hidden_from_the_reader_of_an_order_but_not_from_support() {
        JsonNode reader = activities(ALICE, "order/ORD-1").get(0);
        JsonNode support = activities(SUPPORT, "order/ORD-1").get(0);
        JsonNode own = activities(ALICE, "user/U-1").get(0);

        assertThat(reader.has("actor") || reader.has("summary"))
                .as("%s", reader)
                .isFalse();
        assertThat(reader.path("attributes").toString()).isEqualTo("{\"total\":10}");
        for (JsonNode all : List.of(support, own)) {
            assertThat(all.path("actor").path("id").asText()).isEqualTo("U-1");
            assertThat(all.path("summary").asText()).isEqualTo("Placed by U-1");
        }
        // Alice is also in support: a rule that shows more is enough.
        String both = ALICE.replace("}", ",\"groups\":[\"support\"]}");
        assertThat(activities(both, "order/ORD-1").get(0)).isEqualTo(support);
    }

    @Test
    void a_customer_reads_an_order_when_the_event_that_names_the_customer_arrives_late() {
        publish(PutEventsRequestEntry.builder()
                .eventBusName(LocalStack.BUS)
                .source("dev.test")
                .detailType("shop.orderShipped.v1")
                .detail(event(
                                "shop.orderShipped.v1",
                                "late-shipped",
                                "2026-03-02T10:00:00Z",
                                "{\"tenant\":\"acme\",\"order\":\"LATE\"}")
                        .detail())
                .build());
        await("the order", 1, () -> activities(SUPPORT, "order/LATE").size());
        assertThat(status(ALICE, "order/LATE")).isEqualTo(403);

        publish(placed("acme", "LATE", "U-1", 40));

        await("the edge", 200, () -> status(ALICE, "order/LATE"));
        await(
                "the order",
                List.of("acme-LATE", "late-shipped"),
                () -> column(activities(ALICE, "order/LATE"), "event_id"));
        assertThat(status(BOB, "order/LATE")).isEqualTo(403);
    }

    @Test
    void a_caller_without_exactly_one_tenant_is_refused_for_each_entity() {
        for (String claims : List.of(
                "{\"sub\":\"U-1\"}",
                "{\"sub\":\"U-1\",\"tenant\":[\"acme\",\"globex\"]}",
                "{\"sub\":\"U-1\",\"tenant\":[]}",
                "{\"sub\":\"U-1\",\"tenant\":\"\"}",
                "{\"sub\":\"U-1\",\"tenant\":{\"id\":\"acme\"}}",
                "{\"sub\":\"U-1\",\"Tenant\":\"acme\"}",
                "{\"sub\":\"U-1\",\"tenant\":\"acme~\"}",
                "{\"groups\":[\"support\"]}")) {
            for (String entity : List.of("order/ORD-1", "user/U-1")) {
                assertThat(status(claims, entity)).as(claims).isEqualTo(403);
            }
        }
        assertThat(status("{\"sub\":\"U-1\",\"tenant\":[\"acme\"]}", "user/U-1"))
                .isEqualTo(200);
    }

    @Test
    void the_reason_of_a_dead_letter_is_that_of_the_catalog_of_the_stack() {
        publish(event("shop.orderShipped.v1", "no-tenant", "2026-03-02T09:00:00Z", "{\"order\":\"ORD-9\"}"));

        await(
                "the dead letter",
                true,
                () -> CommandResult.run(
                                "dead-letters",
                                "--port=" + stack.endpoint().getPort(),
                                "--sqs-port=" + stack.sqsEndpoint().getPort(),
                                "--reason=missing_field")
                        .output()
                        .contains("missing_field at /data/tenant"));
    }

    @Test
    void may_answers_like_the_stack_or_says_that_its_tenants_differ() {
        String[] may = {
            "may",
            "--running",
            "--read-policy=" + policy,
            "--port=" + stack.endpoint().getPort(),
            "--dynamodb-port=" + stack.dynamoDbEndpoint().getPort(),
            "--claims=" + ALICE,
            "order/ORD-1",
            "--tenant-claim=tenant"
        };

        assertThat(CommandResult.run(may))
                .isEqualTo(new CommandResult(0, "allowed by rules/2, hidden: trace, actor, summary\n", ""));
        may[5] = "--claims=" + BOB.replace("globex", "acme");
        assertThat(CommandResult.run(may))
                .isEqualTo(new CommandResult(3, "refused (403): no rule allows the read\n", ""));
        assertThat(CommandResult.run(Arrays.copyOf(may, 7)))
                .isEqualTo(new CommandResult(
                        1,
                        "",
                        "Cannot answer for the running stack: its catalog has tenants, so the option --tenant-claim must be"
                                + " set as in \"make run\"\n"));
        assertThat(CommandResult.run(
                        "may",
                        "--running",
                        "--read-policy=" + policy,
                        "--port=" + SharedStack.STACK.endpoint().getPort(),
                        "--tenant-claim=tenant",
                        "--claims=" + ALICE,
                        "order/ORD-1"))
                .isEqualTo(new CommandResult(
                        1,
                        "",
                        "Cannot answer for the running stack: its catalog has no tenants, so the option --tenant-claim must be"
                                + " absent\n"));
    }

    @Test
    void groups_are_compared_as_whole_values() {
        for (String groups : List.of(
                "\"support readonly\"",
                "[\"support readonly\"]",
                "[\"Support\"]",
                "\"[support]\"",
                "[[\"support\"]]")) {
            assertThat(status("{\"sub\":\"X\",\"tenant\":\"acme\",\"groups\":" + groups + "}", "order/ORD-1"))
                    .as(groups)
                    .isEqualTo(403);
        }
        assertThat(status("{\"sub\":\"X\",\"tenant\":\"acme\",\"groups\":\"support\"}", "order/ORD-1"))
                .isEqualTo(200);
    }

    @Test
    void f59_the_gateway_refuses_a_request_without_a_valid_token_and_says_why() {
        String token = token(ALICE);

        HttpResponse<String> missing = get("user/U-1");
        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(missing.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(missing.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"ActivityService-api-local\"");
        assertThat(get("user/U-1", "Basic " + token).headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"ActivityService-api-local\"");
        for (String authorization : List.of(
                "Bearer",
                "Bearer  ",
                "Bearer a b",
                "Bearer " + token + "x",
                "bearer x.y.z",
                "Bearer \"" + token + "\"")) {
            HttpResponse<String> response = get("user/U-1", authorization);
            assertThat(response.statusCode()).as(authorization).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith(
                            "Bearer realm=\"ActivityService-api-local\", error=\"invalid_token\", error_description=\"The ");
        }
        assertThat(get("user/U-1", "Bearer " + token, "Bearer " + token).statusCode())
                .isEqualTo(401);
        assertThat(get("user/U-1", "bearer   " + token).statusCode()).isEqualTo(200);
        assertThat(get("user/U-1?access_token=" + token).statusCode()).isEqualTo(401);
    }

    @Test
    void a_web_page_can_send_a_preflight_without_a_token_and_can_read_a_refusal() {
        URI url = URI.create(stack.endpoint() + "/api/activity/user/U-1");
        HttpResponse<String> preflight = CheckedClient.send(HttpRequest.newBuilder(url)
                .method("OPTIONS", BodyPublishers.noBody())
                .headers(
                        "Origin",
                        "https://shop.example",
                        "Access-Control-Request-Method",
                        "GET",
                        "Access-Control-Request-Headers",
                        "authorization")
                .build());
        HttpResponse<String> refused = CheckedClient.send(HttpRequest.newBuilder(url)
                .header("Origin", "https://shop.example")
                .build());

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("https://shop.example");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElse(""))
                .contains("Authorization");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://shop.example");
        assertThat(refused.headers().firstValue("Access-Control-Expose-Headers"))
                .hasValue("WWW-Authenticate");
        assertThat(refused.headers().firstValue("Vary")).hasValue("Origin");
        assertThat(get("user/U-1").headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void a_web_page_can_read_every_error_of_the_gateway_itself() {
        String token = token(ALICE);
        assertReadable(400, "user/%FF", token);
        assertReadable(401, "user/U-1", token + "x");
        assertReadable(403, "user/U-2", token);
        assertReadable(404, "user/U-1/x", token);
        HttpResponse<String> tooLarge =
                CheckedClient.send(HttpRequest.newBuilder(URI.create(stack.endpoint() + "/api/activity/user/U-1"))
                        .header("Origin", "https://shop.example")
                        .method("GET", BodyPublishers.ofByteArray(new byte[11 * 1024 * 1024]))
                        .build());
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(tooLarge.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://shop.example");
    }

    private static void assertReadable(int status, String path, String token) {
        String answer;
        try {
            answer = CheckedClient.send(
                    stack.endpoint(),
                    "GET /api/activity/" + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://shop.example\r\n"
                            + "Authorization: Bearer " + token + "\r\nConnection: close\r\n\r\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("\r\nAccess-Control-Allow-Origin: https://shop.example\r\n");
    }

    @Test
    void f75_a_page_gets_no_token_and_the_key_set_verifies_those_of_the_command() {
        URI tokens = URI.create(stack.endpoint() + "/token");
        HttpRequest.Builder request = HttpRequest.newBuilder(tokens)
                .POST(BodyPublishers.ofString("{\"claims\":{\"sub\":\"U-1\"},\"expires_in\":60}"));

        HttpResponse<String> program = CheckedClient.send(request.build());
        HttpResponse<String> page = CheckedClient.send(
                request.header("Origin", "https://shop.example").build());

        assertThat(program.statusCode()).isEqualTo(200);
        assertThat(program.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(json(program.body()).path("token_type").asText()).isEqualTo("Bearer");
        assertThat(page.statusCode()).isEqualTo(403);
        JsonNode metadata = json(SharedStack.get(stack.endpoint(), "/.well-known/openid-configuration")
                .body());
        assertThat(metadata.path("issuer").asText()).isEqualTo(stack.endpoint().toString());
        String path = URI.create(metadata.path("jwks_uri").asText()).getPath();
        assertThat(json(SharedStack.get(stack.endpoint(), path).body()).path("keys"))
                .hasSize(1);
    }

    private static LocalOptions options(Path catalog, Path policy, String tenantClaim) {
        return new LocalOptions(
                0,
                0,
                0,
                null,
                catalog.toString(),
                3,
                Duration.ofSeconds(3),
                new Access(Set.of(), "https://shop.example"),
                new LocalOptions.Reads(policy.toString(), tenantClaim, null),
                OpenTelemetry.noop());
    }

    private static PutEventsRequestEntry placed(String tenant, String order, String user, int total) {
        return event(
                "shop.orderPlaced.v1",
                tenant + "-" + order,
                "2026-03-02T09:00:00Z",
                "{\"tenant\":\"%s\",\"order\":\"%s\",\"user\":\"%s\",\"total\":%d}"
                        .formatted(tenant, order, user, total));
    }

    private static void publish(PutEventsRequestEntry... events) {
        try (EventBridgeClient bus = LocalClients.eventBridge(stack.endpoint())) {
            assertThat(bus.putEvents(request -> request.entries(events)).failedEntryCount())
                    .isZero();
        }
    }

    private static String supportOf(String tenant) {
        return SUPPORT.replace("acme", tenant);
    }

    /** Returns what {@code make token} prints. */
    private static String token(String claims) {
        CommandResult result = CommandResult.run(
                "token", "--port", String.valueOf(stack.endpoint().getPort()), "--claims", claims);
        assertThat(result.error()).isEmpty();
        return result.output().strip();
    }

    private static int status(String claims, String entity) {
        return get(entity, "Bearer " + token(claims)).statusCode();
    }

    private static List<JsonNode> activities(String claims, String entity) {
        List<JsonNode> activities = new ArrayList<>();
        json(get(entity, "Bearer " + token(claims)).body()).path("activities").forEach(activities::add);
        return activities;
    }

    private static HttpResponse<String> get(String entity, String... authorizations) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.endpoint() + "/api/activity/" + entity));
        for (String authorization : authorizations) {
            request.header("Authorization", authorization);
        }
        return CheckedClient.send(request.build());
    }
}
