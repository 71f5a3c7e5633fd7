package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.await;
import static dev.activityservice.local.SharedStack.column;
import static dev.activityservice.local.SharedStack.event;
import static dev.activityservice.local.SharedStack.get;
import static dev.activityservice.local.SharedStack.publish;
import static dev.activityservice.local.SharedStack.timeline;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.http.OpenApi;
import dev.activityservice.local.command.ExplanationText;
import dev.activityservice.local.deadletters.DeadLetterQueue;
import dev.activityservice.local.deadletters.DryRun;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Follows events from their publication to a timeline, with SDK clients and plain HTTP. Includes the scenarios of the reference system. */
class EndToEndTest {

    @Test
    void three_product_events_are_the_product_s_timeline() {
        publish(event(
                "product.productCreated.v1",
                "p1",
                "2026-03-02T09:00:00Z",
                "{\"productId\":\"E2E-P1\",\"name\":\"Kettle\"}"));
        publish(event("product.productUpdated.v1", "p2", "2026-03-02T09:00:01Z", "{\"productId\":\"E2E-P1\"}"));
        publish(event("product.productDeleted.v1", "p3", "2026-03-02T09:00:02Z", "{\"productId\":\"E2E-P1\"}"));

        await(
                "the product",
                List.of("product.productCreated.v1", "product.productUpdated.v1", "product.productDeleted.v1"),
                () -> column(timeline("product/E2E-P1", 100), "type"));
    }

    @Test
    void three_order_events_are_on_the_order_and_on_its_user() {
        publish(
                order("orders.orderCreated.v1", "o1", "2026-03-02T09:00:00.1Z"),
                order("orders.orderConfirmed.v1", "o2", "2026-03-02T09:00:00.2Z"),
                order("orders.orderCompleted.v1", "o3", "2026-03-02T09:00:00.3Z"));

        List<String> types = List.of("orders.orderCreated.v1", "orders.orderConfirmed.v1", "orders.orderCompleted.v1");
        await("the order", types, () -> column(timeline("order/E2E-O1", 100), "type"));
        await("the user", types, () -> column(timeline("user/E2E-U1", 100), "type"));
    }

    @Test
    void a_registration_is_the_user_s_first_activity() {
        publish(event("users.userCreated.v1", "u1", "1772442905123", "{\"userId\":\"E2E-U2\"}"));

        await("the user", List.of("1772442905123"), () -> column(timeline("user/E2E-U2", 100), "activity_time"));
    }

    @Test
    void stock_events_are_on_the_product_and_on_the_order() {
        publish(
                event(
                        "inventory.stockUpdated.v1",
                        "s1",
                        "2026-03-02T09:00:00Z",
                        "{\"productId\":\"E2E-P2\",\"newStockLevel\":9}"),
                event("inventory.stockReserved.v1", "s2", "2026-03-02T09:00:01Z", "{\"orderNumber\":\"E2E-O2\"}"),
                event(
                        "inventory.stockReservationFailed.v1",
                        "s3",
                        "2026-03-02T09:00:02Z",
                        "{\"orderNumber\":\"E2E-O2\"}"));

        await(
                "the product",
                List.of("inventory.stockUpdated.v1"),
                () -> column(timeline("product/E2E-P2", 100), "type"));
        await(
                "the order",
                List.of("inventory.stockReserved.v1", "inventory.stockReservationFailed.v1"),
                () -> column(timeline("order/E2E-O2", 100), "type"));
    }

    @Test
    void f38_two_events_of_one_entity_in_the_same_second_are_both_there() {
        publish(
                event("product.productCreated.v1", "same-1", "2026-03-02T09:00:00Z", "{\"productId\":\"E2E-P3\"}"),
                event("product.productUpdated.v1", "same-2", "2026-03-02T09:00:00Z", "{\"productId\":\"E2E-P3\"}"));

        await(
                "the product",
                List.of("same-1", "same-2"),
                () -> column(timeline("product/E2E-P3", 100), "event_id").stream()
                        .sorted()
                        .toList());
    }

    @Test
    void a_summary_counts_the_timeline_of_both_forms_of_the_path() {
        publish(
                event("users.userCreated.v1", "sum-1", "2026-03-02T09:00:00Z", "{\"userId\":\"E2E/U6\"}"),
                event(
                        "orders.orderCreated.v1",
                        "sum-2",
                        "2026-03-02T09:00:01Z",
                        "{\"orderNumber\":\"O\",\"userId\":\"E2E/U6\"}"),
                event(
                        "orders.orderCreated.v1",
                        "sum-3",
                        "2026-03-02T09:00:02Z",
                        "{\"orderNumber\":\"O\",\"userId\":\"E2E/U6\"}"));

        await(
                "the user",
                "3 exact sum-1 sum-3 {\"orders.orderCreated.v1\":2,\"users.userCreated.v1\":1}",
                () -> summary("user?id=E2E%2FU6&view=summary"));
        assertThat(summary("user/E2E%2FU6?view=summary")).isEqualTo(summary("user?id=E2E%2FU6&view=summary"));
    }

    @Test
    void a_timeline_is_exported_page_by_page_in_each_format() {
        for (int i = 0; i < 3; i++) {
            publish(event(
                    "users.userCreated.v1", "export-" + i, "2026-03-02T09:00:0" + i + "Z", "{\"userId\":\"E2E-U7\"}"));
        }
        await("the user", 3, () -> timeline("user/E2E-U7", 100).size());

        HttpResponse<String> first = export("?limit=2", "text/csv");
        HttpResponse<String> last = export(next(first), "text/csv");

        // The server of the local stack may change the order of the parameters.
        assertThat(first.headers().firstValue("Content-Type").orElseThrow().toLowerCase(Locale.ROOT))
                .startsWith("text/csv;")
                .contains("charset=utf-8", "header=present");
        assertThat(first.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"user-E2E-U7.csv\"");
        assertThat((first.body() + last.body()).split("\r\n", -1)).hasSize(5);
        assertThat(export("", "application/x-ndjson").body().lines()).hasSize(3);
        assertThat(SharedStack.json(
                        export("", "application/cloudevents-batch+json").body()))
                .hasSize(3);
        assertThat(export("", "text/html").statusCode()).isEqualTo(406);
    }

    private static HttpResponse<String> export(String query, String accept) {
        return CheckedClient.send(
                HttpRequest.newBuilder(URI.create(SharedStack.STACK.endpoint() + "/api/activity/user/E2E-U7" + query))
                        .header("Accept", accept)
                        .build());
    }

    private static String next(HttpResponse<String> page) {
        return page.headers().firstValue("Link").orElseThrow().replaceFirst("^<(.*)>; rel=\"next\"$", "$1");
    }

    private static String summary(String entity) {
        JsonNode summary = SharedStack.json(get("/api/activity/" + entity).body());
        return String.join(
                " ",
                summary.path("count").asText(),
                summary.path("count_precision").asText(),
                summary.at("/first/event_id").asText(),
                summary.at("/last/event_id").asText(),
                summary.path("count_by_type").toString());
    }

    @Test
    void f57_an_entity_whose_id_is_unsafe_in_a_path_is_read_by_its_encoded_path() {
        publish(event("users.userCreated.v1", "u3", "2026-03-02T09:00:00Z", "{\"userId\":\"E2E/U 3%\"}"));

        await("the user", List.of("u3"), () -> column(timeline("user/E2E%2FU%203%25", 100), "event_id"));
    }

    @Test
    void f40_a_poison_message_becomes_a_dead_letter_after_three_receives_and_its_neighbours_are_recorded() {
        publish(
                event("users.userCreated.v1", "good-1", "2026-03-02T09:00:00Z", "{\"userId\":\"E2E-U4\"}"),
                event("orders.orderCreated.v1", "poison-1", "2026-03-02T09:00:00Z", "{\"userId\":\"E2E-U4\"}"),
                event("users.userCreated.v1", "good-2", "2026-03-02T09:00:01Z", "{\"userId\":\"E2E-U4\"}"));

        await("the user", List.of("good-1", "good-2"), () -> column(timeline("user/E2E-U4", 100), "event_id"));
        await("the dead letters", 1, () -> poison().size());
        Message message = poison().get(0);
        assertThat(ExplanationText.of(new DryRun(ActivityCatalog.reference()).explain(message)))
                .startsWith("rejected: MISSING_FIELD at /data/orderNumber");
        assertThat(message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .satisfies(count -> assertThat(Integer.parseInt(count)).isGreaterThan(3));
        assertThat(SharedStack.SQS
                        .getQueueAttributes(request -> request.queueUrl(SharedStack.STACK.queueUrl())
                                .attributeNamesWithStrings("RedrivePolicy"))
                        .attributesAsStrings()
                        .get("RedrivePolicy"))
                .contains("\"maxReceiveCount\":3");
    }

    @Test
    void f04_f05_an_id_that_is_published_again_is_one_event_per_own_time_or_one_event_without_own_time() {
        String data = "{\"userId\":\"E2E-U5\"}";
        String type = "users.userCreated.v1";
        for (int i = 0; i < 3; i++) {
            publish(event(type, "again-1", "2026-03-02T09:00:00Z", data));
        }
        publish(event(type, "again-2", "2026-03-02T09:00:00Z", data));
        publish(event(type, "again-2", "2026-03-02T09:00:01Z", data));
        publish(event(type, "again-3", "", data).toBuilder()
                .time(Instant.parse("2026-03-02T09:00:05Z"))
                .build());
        await("the first time of again-3", 1L, () -> timesOf("again-3").stream().count());
        publish(event(type, "again-3", "", data).toBuilder()
                .time(Instant.parse("2026-03-02T09:00:03Z"))
                .build());

        await("the queue", 0, SharedStack::messagesOnTheQueue);

        assertThat(timesOf("again-1")).containsExactly("2026-03-02T09:00:00Z");
        assertThat(timesOf("again-2")).containsExactly("2026-03-02T09:00:00Z", "2026-03-02T09:00:01Z");
        assertThat(timesOf("again-3")).containsExactly("2026-03-02T09:00:05Z");
    }

    @Test
    void f08_two_thousand_events_in_random_order_with_duplicates_appear_once_and_in_order() throws Exception {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        System.out.println("EndToEndTest: -Dactivity.seed=" + seed);
        Random random = new Random(seed);
        Map<String, TreeMap<String, String>> expected = new TreeMap<>();
        List<PutEventsRequestEntry> events = new ArrayList<>();
        for (int i = 0; i < 1_800; i++) {
            String product = "BULK-" + random.nextInt(20);
            String time = String.format("2026-03-02T09:%02d:%02d.%06dZ", i / 60, i % 60, random.nextInt(1_000_000));
            expected.computeIfAbsent(product, key -> new TreeMap<>()).put(time, "bulk-" + i);
            events.add(event("inventory.stockUpdated.v1", "bulk-" + i, time, "{\"productId\":\"" + product + "\"}"));
        }
        for (int i = 0; i < 200; i++) {
            events.add(events.get(random.nextInt(1_800)));
        }
        Collections.shuffle(events, random);

        ExecutorService publishers = Executors.newFixedThreadPool(4);
        List<Future<?>> puts = new ArrayList<>();
        for (int from = 0; from < events.size(); from += 10) {
            PutEventsRequestEntry[] ten = events.subList(from, from + 10).toArray(new PutEventsRequestEntry[0]);
            puts.add(publishers.submit(() -> publish(ten)));
        }
        for (Future<?> put : puts) {
            put.get();
        }
        publishers.shutdown();

        for (Map.Entry<String, TreeMap<String, String>> each : expected.entrySet()) {
            await(
                    each.getKey() + " (-Dactivity.seed=" + seed + ")",
                    List.copyOf(each.getValue().values()),
                    () -> column(timeline("product/" + each.getKey(), 37), "event_id"));
        }
    }

    @Test
    void health_is_up_and_other_paths_are_not_found() {
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void the_documents_for_producers_are_those_of_the_catalog() throws Exception {
        HttpResponse<String> asyncApi = get("/asyncapi.json");
        HttpResponse<String> schema = get("/schemas/orders.orderCreated.v1.schema.json");
        HttpResponse<String> format = get("/schemas/catalog.schema.json");

        assertThat(asyncApi.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(asyncApi.body()).isEqualTo(Files.readString(Path.of("..", "docs", "asyncapi.json")));
        assertThat(schema.body()).contains("\"title\" : \"orders.orderCreated.v1\"");
        assertThat(format.body()).isEqualTo(Files.readString(Path.of("..", "docs", "schemas", "catalog.schema.json")));
        assertThat(get("/schemas/none.schema.json").statusCode()).isEqualTo(404);
    }

    @Test
    void the_stack_serves_the_description_of_its_api_with_itself_as_the_server() {
        HttpResponse<String> response = get("/openapi.json");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body()).isEqualTo(OpenApi.json("/")).contains("\"servers\":[{\"url\":\"/\"}]");
        HttpRequest delete = HttpRequest.newBuilder(URI.create(SharedStack.STACK.endpoint() + "/openapi.json"))
                .DELETE()
                .build();
        assertThat(CheckedClient.send(delete).statusCode()).isEqualTo(405);
    }

    private static PutEventsRequestEntry order(String type, String id, String time) {
        return event(type, id, time, "{\"orderNumber\":\"E2E-O1\",\"userId\":\"E2E-U1\"}");
    }

    private static List<String> timesOf(String eventId) {
        return timeline("user/E2E-U5", 100).stream()
                .filter(activity -> eventId.equals(activity.path("event_id").asText()))
                .map(activity -> activity.path("occurred_at").asText())
                .toList();
    }

    private static List<Message> poison() {
        List<Message> seen = new ArrayList<>();
        new DeadLetterQueue(SharedStack.SQS, SharedStack.STACK.deadLettersUrl(), Duration.ofSeconds(20), Duration.ZERO)
                .visit(() -> false, seen::addAll);
        return seen.stream()
                .filter(message -> message.body().contains("poison-1"))
                .toList();
    }
}
