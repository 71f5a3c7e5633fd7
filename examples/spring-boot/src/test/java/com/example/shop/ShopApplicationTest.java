package com.example.shop;

import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.RetryReason;
import dev.activityservice.telemetry.CoreTelemetryNames;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import dev.activityservice.viewer.ViewerScript;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Starts the whole program with a real queue, and sends it messages and requests. */
class ShopApplicationTest {

    private static final long MAX_WAIT_NANOS = Duration.ofSeconds(20).toNanos();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static SQSRestServer queues;
    private static ConfigurableApplicationContext shop;

    @BeforeAll
    static void start() throws Exception {
        queues = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .start();
        int port = queues.waitUntilStarted().localAddress().getPort();
        createQueue(URI.create("http://127.0.0.1:" + port));
        shop = new SpringApplicationBuilder(ShopApplication.class, TestParts.class)
                .properties(
                        "server.port=0",
                        "spring.main.allow-bean-definition-overriding=true",
                        "spring.cloud.aws.region.static=eu-west-1",
                        "spring.cloud.aws.credentials.access-key=test",
                        "spring.cloud.aws.credentials.secret-key=test",
                        "spring.cloud.aws.sqs.endpoint=http://127.0.0.1:" + port,
                        "spring.cloud.aws.sqs.listener.poll-timeout=1s")
                .run();
    }

    @AfterAll
    static void stop() {
        shop.close();
        queues.stopAndWait();
    }

    @Test
    void a_message_from_the_queue_is_in_the_timeline_of_its_user() throws Exception {
        send(orderCreated("ORD-1", "U-7", "acme"));

        HttpResponse<String> page = awaitActivity("U-7");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(page.body()).contains("\"orders.orderCreated.v1\"");
        assertThat(shop.getBean(InMemoryMetricReader.class).collectAllMetrics())
                .extracting(MetricData::getName)
                .contains(CoreTelemetryNames.EVENTS);
        assertThat(shop.getBean(InMemorySpanExporter.class).getFinishedSpanItems())
                .extracting(SpanData::getName)
                .contains("http get /api/activity/{entity_type}/{entity_id}");
    }

    @Test
    void a_message_that_the_store_did_not_take_comes_again() throws Exception {
        shop.getBean(InMemoryActivityStore.class).failNextAppends(1, RetryReason.THROTTLED);

        send(orderCreated("ORD-2", "U-8", "acme"));

        assertThat(awaitActivity("U-8").body()).contains("\"orders.orderCreated.v1\"");
    }

    @Test
    void a_timeline_needs_its_user() throws Exception {
        assertThat(get("/api/activity/user/U-7", null).statusCode()).isEqualTo(401);
        assertThat(get("/api/activity/user/U-7", TestParts.token("U-9", "acme")).statusCode())
                .isEqualTo(403);
        assertThat(get("/api/activity/user/U-7?limit=0", TestParts.token("U-7", "acme"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_user_reads_the_orders_that_name_the_user_and_support_reads_all() throws Exception {
        send(orderCreated("ORD-3", "U-10", "acme"));
        awaitActivity("U-10");
        String order = "/api/activity/order/ORD-3";

        HttpResponse<String> asUser = get(order, TestParts.token("U-10", "acme"));
        HttpResponse<String> asSupport =
                get(order, TestParts.token("A-1", Map.of("shop", "acme", "groups", List.of("sales", "support"))));

        assertThat(asUser.statusCode()).isEqualTo(200);
        assertThat(asUser.body()).contains("\"orders.orderCreated.v1\"").doesNotContain("U-10");
        assertThat(asSupport.statusCode()).isEqualTo(200);
        assertThat(asSupport.body()).contains("U-10");
        for (Object notSupport : List.of("support readonly", "[support]", Map.of("support", true), 7)) {
            assertThat(get(order, TestParts.token("A-2", Map.of("shop", "acme", "groups", notSupport)))
                            .statusCode())
                    .as("%s", notSupport)
                    .isEqualTo(403);
        }
    }

    @Test
    void a_client_that_polls_gets_a_body_only_if_the_page_has_changed() throws Exception {
        send(orderCreated("ORD-5", "U-12", "acme"));
        HttpResponse<String> page = awaitActivity("U-12");
        String tag = page.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = get(
                "/api/activity/user/U-12",
                TestParts.token("U-12", "acme"),
                "If-None-Match",
                "\"a\"",
                "If-None-Match",
                tag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).contains(tag);
        assertThat(again.headers().firstValue("Content-Type")).isEmpty();
    }

    @Test
    void a_timeline_is_exported_as_the_client_asks() throws Exception {
        send(orderCreated("ORD-6", "U-13", "acme"));
        awaitActivity("U-13");
        String path = "/api/activity/user/U-13";
        String token = TestParts.token("U-13", "acme");

        HttpResponse<String> csv = get(path, token, "Accept", "text/csv");
        HttpResponse<String> lines = get(path, token, "Accept", "application/x-ndjson");
        HttpResponse<String> summary = get(path + "?view=summary", token, "Accept", "*/*");
        HttpResponse<String> refused = get(path, token, "Accept", "text/html");

        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.body()).startsWith("entity_type,entity_id,").contains("orders.orderCreated.v1");
        assertThat(lines.body().lines()).hasSize(1);
        assertThat(summary.body()).contains("\"count\":1,");
        assertThat(refused.statusCode()).isEqualTo(406);
    }

    @Test
    void a_shop_reads_nothing_of_another_shop() throws Exception {
        send(orderCreated("ORD-4", "U-11", "acme"));
        awaitActivity("U-11");

        HttpResponse<String> other = get("/api/activity/user/U-11", TestParts.token("U-11", "other"));
        HttpResponse<String> none = get("/api/activity/user/U-11?shop=acme", TestParts.token("U-11", Map.of()));
        HttpResponse<String> two =
                get("/api/activity/user/U-11", TestParts.token("U-11", Map.of("shop", List.of("acme", "other"))));
        HttpResponse<String> oneAndNull =
                get("/api/activity/user/U-11", TestParts.token("U-11", Map.of("shop", Arrays.asList("acme", null))));
        HttpResponse<String> invalid =
                get("/api/activity/user/U-11", TestParts.token("U-11", Map.of("shop", "~acme~")));

        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).doesNotContain("orders.orderCreated.v1");
        assertThat(none.statusCode()).isEqualTo(403);
        assertThat(two.statusCode()).isEqualTo(403);
        assertThat(oneAndNull.statusCode()).isEqualTo(403);
        assertThat(invalid.statusCode()).isEqualTo(403);
    }

    @Test
    void the_page_with_the_viewer_finds_its_script() throws Exception {
        String page = get("/timeline.html", null).body();

        HttpResponse<String> script = get("/webjars/activity-timeline/activity-timeline.js", null);

        assertThat(page).contains("src=\"/webjars/activity-timeline/activity-timeline.js\"", "<activity-timeline ");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        assertThat(script.body()).isEqualTo(new String(ViewerScript.bytes(), StandardCharsets.UTF_8));
        assertThat(get(ViewerScript.path(), null).body()).isEqualTo(script.body());
        assertThat(get("/timeline.js", null).statusCode()).isEqualTo(200);
    }

    @Test
    void everybody_reads_the_description_of_the_API() throws Exception {
        HttpResponse<String> description = get("/openapi.json", null);

        assertThat(description.statusCode()).isEqualTo(200);
        assertThat(description.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(description.body()).contains("\"/api/activity/{entity_type}/{entity_id}\"", "\"url\":\"/\"");
    }

    @Test
    void health_reports_the_store_and_the_queue() throws Exception {
        InMemoryActivityStore store = shop.getBean(InMemoryActivityStore.class);

        assertThat(get("/actuator/health/readiness", null).statusCode()).isEqualTo(200);
        store.failNextReads(1, RetryReason.UNAVAILABLE);
        assertThat(get("/actuator/health/readiness", null).statusCode()).isEqualTo(503);
        assertThat(get("/actuator/health/liveness", null).statusCode()).isEqualTo(200);
    }

    /** A message that is not acknowledged comes again after one second. */
    private static void createQueue(URI endpoint) throws Exception {
        try (SqsAsyncClient sqs = SqsAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            sqs.createQueue(request -> request.queueName("order-events")
                            .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1")))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private static HttpResponse<String> awaitActivity(String user) throws Exception {
        long start = System.nanoTime();
        HttpResponse<String> page = get("/api/activity/user/" + user, TestParts.token(user, "acme"));
        while (!page.body().contains("orders.orderCreated.v1") && System.nanoTime() - start < MAX_WAIT_NANOS) {
            page = get("/api/activity/user/" + user, TestParts.token(user, "acme"));
        }
        return page;
    }

    private static String orderCreated(String order, String user, String shop) {
        return Dialect.RUST.body(anEvent()
                .of(order(order), user(user))
                .data("{\"orderNumber\":\"" + order + "\",\"userId\":\"" + user + "\",\"shop\":\"" + shop + "\"}")
                .build());
    }

    private static void send(String body) throws Exception {
        SqsAsyncClient sqs = shop.getBean(SqsAsyncClient.class);
        String url = sqs.getQueueUrl(request -> request.queueName("order-events"))
                .get(10, TimeUnit.SECONDS)
                .queueUrl();
        sqs.sendMessage(request -> request.queueUrl(url).messageBody(body)).get(10, TimeUnit.SECONDS);
    }

    private static HttpResponse<String> get(String path, String token, String... headers) throws Exception {
        String port = shop.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
