package dev.activityservice.lab.guards;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.Message;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.HttpFailureListener;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.http.HttpRoute;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the code of {@code docs/embedding.md}: recording, reading, the HTTP API on the server of the JDK, and health. */
class EmbeddingExamplesTest {

    private final InMemoryActivityStore memory = InMemoryActivityStore.create();
    private final ActivityService activities = service(memory, OpenTelemetry.noop());

    private static ActivityService service(ActivityStore store, OpenTelemetry openTelemetry) {
        // example: service
        ActivityService activities = ActivityService.builder(store)
                .readPolicy(ReadPolicy.claim("sub", "user"))
                .openTelemetry(openTelemetry)
                .build();
        // end
        return activities;
    }

    private static void consume(ActivityService activities, List<Message> messages, List<Message> failed) {
        // example: record
        List<RecordActivities.Outcome> outcomes = activities.record(messages);
        for (int i = 0; i < messages.size(); i++) {
            if (!outcomes.get(i).isDone()) {
                failed.add(messages.get(i)); // leave it in its queue
            }
        }
        // end
    }

    // example: principal
    static Principal principal(Map<String, Object> verifiedClaims) {
        Principal caller = Principal.of(String.valueOf(verifiedClaims.get("sub")));
        for (Map.Entry<String, Object> claim : verifiedClaims.entrySet()) {
            List<?> values =
                    claim.getValue() instanceof List<?> many ? many : Collections.singletonList(claim.getValue());
            // A claim can be null, and a principal cannot contain null. An object is not a text that a rule could
            // compare.
            Stream<String> texts = values.stream()
                    .filter(value -> value != null && !(value instanceof Map || value instanceof List))
                    .map(String::valueOf);
            caller = caller.with(claim.getKey(), texts.toArray(String[]::new));
        }
        return caller;
    }
    // end

    private static ActivityService audited(ActivityStore store, String policyFile, System.Logger audit) {
        // example: policyFile
        ActivityService activities = ActivityService.builder(store)
                .readPolicy(ReadPolicy.file(policyFile))
                .readListener((caller, entity, decision) -> audit.log(
                        System.Logger.Level.INFO,
                        "read allowed=" + decision.isAllowed() + " rule=" + decision.rule() + " type=" + entity.type()))
                .build();
        // end
        return activities;
    }

    private static ActivityService tenanted(ActivityStore store, ActivityCatalog catalog) {
        // example: tenanted
        ActivityService activities = ActivityService.builder(store)
                .catalog(catalog)
                .readPolicy(ReadPolicy.claim("sub", "user"))
                .tenanted(true)
                .build();
        // end
        return activities;
    }

    // example: tenant
    static Page<Activity> timeline(ActivityService activities, Principal caller, String tenant, EntityRef entity) {
        return activities.find(
                caller.in(tenant), ActivityQuery.builder(entity).tenant(tenant).build());
    }
    // end

    private static HttpHandler handler(ActivityHttp http, Authentication authentication) {
        // example: http
        HttpHandler handler = exchange -> {
            URI uri = exchange.getRequestURI();
            HttpRequest.Builder request = HttpRequest.builder(exchange.getRequestMethod(), uri.getRawPath())
                    .rawQuery(uri.getRawQuery())
                    .principal(authentication.callerOf(exchange));
            exchange.getRequestHeaders().forEach((name, values) -> request.header(name, String.join(",", values)));

            HttpResponse response =
                    http.handle(request.build(), Deadline.after(Duration.ofSeconds(5), System::nanoTime));

            response.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = response.body();
            exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        };
        // end
        return handler;
    }

    private static ActivityHttp http(ActivityService activities, System.Logger log) {
        // example: listener
        ActivityHttp http = ActivityHttp.builder(activities)
                .listener(new HttpFailureListener() {
                    @Override
                    public void storeUnavailable(StoreUnavailableException failure) { // status 503
                        log.log(System.Logger.Level.WARNING, "The store gave no response: " + failure.reason());
                    }

                    @Override
                    public void requestFailed(Throwable failure) { // status 500
                        log.log(System.Logger.Level.ERROR, "A read failed", failure);
                    }
                })
                .build();
        // end
        return http;
    }

    /** Only compiled. */
    static void describe(Span span, HttpRequest request) {
        // example: span
        HttpRoute route = request.route();
        span.setAttribute("url.path", route.redactedPath());
        if (route.template() != null) {
            span.setAttribute("http.route", route.template());
            span.updateName(request.method() + " " + route.template());
        }
        // end
    }

    // example: health
    static boolean isReadable(ActivityStore store) {
        ActivityQuery query = ActivityQuery.of(EntityRef.of("health", "check"));
        try {
            store.read(
                    new ActivityStore.SliceRequest(query, null, 1),
                    Deadline.after(Duration.ofSeconds(2), System::nanoTime));
            return true;
        } catch (StoreUnavailableException e) {
            return false; // e.reason() says why
        }
    }
    // end

    /** Stands for the security of the program. */
    private interface Authentication {
        Principal callerOf(com.sun.net.httpserver.HttpExchange exchange);
    }

    @Test
    void an_embedded_service_records_and_serves_a_timeline() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map<String, Object> claims = new HashMap<>(Map.of("sub", "U-7", "groups", List.of("a", "b")));
        claims.put("email", null);
        claims.put("address", Map.of("groups", "support"));
        Principal caller = principal(claims);
        server.createContext("/", handler(http(activities, System.getLogger("embedding")), exchange -> caller));
        server.start();
        try {
            List<Message> failed = new ArrayList<>();
            consume(activities, List.of(Message.of("""
                            {"specversion": "1.0", "id": "e-1", "source": "/orders", "type": "orders.orderCreated.v1",
                             "time": "2026-03-02T09:15:59Z", "data": {"orderNumber": "ORD-1", "userId": "U-7"}}"""), Message.of("{")), failed);

            assertThat(failed).containsExactly(Message.of("{"));
            assertThat(caller.claim("groups")).containsExactly("a", "b");
            assertThat(caller.claim("email")).isEmpty();
            assertThat(caller.claim("address")).isEmpty();
            assertThat(get(server, "GET", "/api/activity/user/U-7"))
                    .startsWith("200 {\"entity_id\":\"U-7\"")
                    .contains("\"event_id\":\"e-1\"");
            assertThat(get(server, "HEAD", "/api/activity/user/U-7")).isEqualTo("200 ");
            assertThat(get(server, "GET", "/api/activity/order/ORD-1")).startsWith("403 {\"type\":\"about:blank\"");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_tenanted_service_reads_only_the_timelines_of_the_caller_s_tenant() {
        ActivityService service = tenanted(memory, ActivityCatalog.parse("""
                {"version": 1, "tenant": "/tenantid", "events": {
                  "orders.orderCreated.v1": {"entities": [{"type": "user", "id": "/data/userId"}]}}}"""));
        Principal caller = principal(Map.of("sub", "U-7"));
        EntityRef user = EntityRef.of("user", "U-7");

        service.record("""
                {"specversion": "1.0", "id": "e-1", "source": "/orders", "type": "orders.orderCreated.v1",
                 "time": "2026-03-02T09:15:59Z", "tenantid": "acme", "data": {"userId": "U-7"}}""", MessageMetadata.none());

        assertThat(timeline(service, caller, "acme", user).items()).hasSize(1);
        assertThat(timeline(service, caller, "other", user).items()).isEmpty();
        assertThatThrownBy(() -> service.find(caller, ActivityQuery.of(user))).isInstanceOf(ReadDeniedException.class);
    }

    @Test
    void a_policy_file_allows_the_orders_that_name_the_caller() {
        ActivityService service = audited(memory, """
                {"version": 1, "rules": [{"claim": "sub", "is": "user", "of": ["order"]}]}""", System.getLogger("audit"));
        EntityRef order = EntityRef.of("order", "ORD-1");
        memory.append(
                List.of(anActivity()
                        .of(order)
                        .readers(EntityRef.of("user", "U-7"))
                        .build()),
                () -> Duration.ofSeconds(5));

        assertThat(service.find(principal(Map.of("sub", "U-7")), ActivityQuery.of(order))
                        .items())
                .hasSize(1);
        assertThatThrownBy(() -> service.find(principal(Map.of("sub", "U-8")), ActivityQuery.of(order)))
                .isInstanceOf(ReadDeniedException.class);
    }

    @Test
    void the_store_is_healthy_if_it_can_be_read() {
        memory.failNextReads(1, RetryReason.THROTTLED);

        assertThat(isReadable(memory)).isFalse();
        assertThat(isReadable(memory)).isTrue();
    }

    @Test
    void the_page_shows_the_code_of_this_test() throws IOException {
        Path module = Path.of("").toAbsolutePath();
        String page = Files.readString(module.resolve("../../docs/embedding.md"));
        String source = Files.readString(
                module.resolve("src/test/java/dev/activityservice/lab/guards/EmbeddingExamplesTest.java"));

        List<String> compiled = ReadmeExamplesTest.blocks(source, "(?s)// example: \\w+\n(.*?) *// end");

        assertThat(compiled).hasSize(10);
        assertThat(ReadmeExamplesTest.blocks(page, "(?s)```java\n(.*?)```"))
                .containsExactlyInAnyOrderElementsOf(compiled);
    }

    private static String get(HttpServer server, String method, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path)
                        .toURL()
                        .openConnection();
        connection.setRequestMethod(method);
        int status = connection.getResponseCode();
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
