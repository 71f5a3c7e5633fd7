package com.example.shop;

import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.activityservice.ActivityService;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.junit.ActivityExtension;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShopServerTest {

    @RegisterExtension
    static final ActivityExtension ACTIVITIES =
            ActivityExtension.inMemory().readPolicy(ReadPolicy.claim("sub", "user"));

    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start(ActivityService service) throws IOException {
        server = ShopServer.create(service, new InetSocketAddress("127.0.0.1", 0));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_recorded_message_is_in_the_timeline_of_its_user() throws Exception {
        assertThat(post("/messages", created("ORD-1")).statusCode()).isEqualTo(200);

        HttpResponse<String> page = get("/api/activity/user/U-7?limit=10", "U-7:secret");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("orders.orderCreated.v1");
        assertThat(page.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void a_timeline_needs_its_user() throws Exception {
        assertThat(get("/api/activity/user/U-7", "U-7:wrong").statusCode()).isEqualTo(401);
        assertThat(get("/api/activity/user/U-7", "U-8:secret").statusCode()).isEqualTo(403);
    }

    @Test
    void the_history_has_pages() throws Exception {
        for (String orderNumber : new String[] {"ORD-1", "ORD-2", "ORD-3"}) {
            post("/messages", created(orderNumber));
        }

        String first = get("/history/U-7", "U-7:secret").body();
        String more = first.substring(first.indexOf("?after="), first.length() - 1);
        String second = get("/history/U-7" + more, "U-7:secret").body();

        assertThat(first).startsWith("3 activities\n");
        assertThat(first.lines()).hasSize(4);
        assertThat(second.lines()).hasSize(1);
        assertThat(get("/history/U-7?after=nonsense", "U-7:secret").statusCode())
                .isEqualTo(400);
        assertThat(get("/history/U-8", "U-7:secret").statusCode()).isEqualTo(403);
    }

    @Test
    void a_bad_message_is_refused_with_a_reason_and_a_failed_store_asks_for_a_retry(InMemoryActivityStore store)
            throws Exception {
        store.failNextAppends(1, RetryReason.UNAVAILABLE);

        assertThat(post("/messages", created("ORD-1")).statusCode()).isEqualTo(503);
        assertThat(post("/messages", "not an event").statusCode()).isEqualTo(422);
    }

    @Test
    void a_dry_run_names_the_outcome_and_the_warnings(InMemoryActivityStore store) throws Exception {
        String body = created("ORD-1").replace("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"");

        assertThat(post("/explain", body).body()).contains("would be RECORDED", "SPEC_VERSION");
        assertThat(store.size()).isZero();
    }

    private static String created(String orderNumber) {
        return Dialect.RUST.body(anEvent().of(order(orderNumber), user("U-7")).build());
    }

    private HttpResponse<String> get(String path, String credentials) throws Exception {
        String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return client.send(
                request(path).header("Authorization", "Basic " + basic).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }
}
