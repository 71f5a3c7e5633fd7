package dev.activityservice.http;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.port.driving.ReadDeniedException;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityHttpTest {

    private static final Deadline SOON = () -> Duration.ofSeconds(5);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final List<String> failures = new ArrayList<>();
    private final HttpFailureListener listener = new HttpFailureListener() {
        @Override
        public void storeUnavailable(StoreUnavailableException failure) {
            failures.add("unavailable: " + failure.reason());
        }

        @Override
        public void requestFailed(Throwable failure) {
            failures.add("failed: " + failure.getClass());
        }

        @Override
        public void rowsUnreadable(EntityRef entity, int rows) {
            failures.add("unreadable: " + entity.type() + " " + entity.id() + " " + rows);
        }
    };

    @Test
    void a_timeline_has_the_fields_of_the_reference_and_more() {
        append(anActivity()
                .of(order("ORD-1"))
                .type("orders.orderCreated.v1")
                .source("http://dev.orders")
                .id("e1")
                .at("2026-01-05T10:00:00.123456789Z")
                .timedBy(TimeSource.SQS)
                .actor(Actor.of("U-1", "user"))
                .correlationId("c1")
                .causationId("c0")
                .sequence("7")
                .attribute("total", "1.50e3")
                .attribute("tags", "[ \"a\", {\"b\": null} ]")
                .summary("Order \"ORD-1\"\n")
                .trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, ""))
                .build());

        HttpResponse response = encoded("GET", "/api/activity/order/ORD-1", null);

        assertThat(response)
                .isEqualTo(new HttpResponse(
                        200,
                        Map.of(
                                "Content-Type", "application/json",
                                "Cache-Control", "no-store",
                                "X-Content-Type-Options", "nosniff",
                                "Vary", "Accept",
                                "ETag", "\"gHtM0Ajd7uHxwjT3OZS1qYqABo1-Tj5pq9k2K3MZdX8\""),
                        ("{\"entity_id\":\"ORD-1\",\"entity_type\":\"order\",\"activities\":[{\"type\":\"orders.orderCreated.v1\","
                                        + "\"activity_time\":1767607200123,\"event_id\":\"e1\",\"source\":\"http://dev.orders\","
                                        + "\"occurred_at\":\"2026-01-05T10:00:00.123456789Z\",\"time_source\":\"sqs\","
                                        + "\"actor\":{\"id\":\"U-1\",\"type\":\"user\"},\"correlation_id\":\"c1\",\"causation_id\":\"c0\","
                                        + "\"sequence\":\"7\",\"attributes\":{\"total\":1.50e3,\"tags\":[ \"a\", {\"b\": null} ]},"
                                        + "\"summary\":\"Order \\\"ORD-1\\\"\\n\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\","
                                        + "\"span_id\":\"b7ad6b7169203331\"}]}")
                                .getBytes(UTF_8)));
    }

    @Test
    void an_unknown_entity_is_an_empty_list() {
        HttpResponse response = encoded("GET", "/api/activity/order/none", "");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.bodyText())
                .isEqualTo("{\"entity_id\":\"none\",\"entity_type\":\"order\",\"activities\":[]}");
    }

    @Test
    void a_stored_attribute_that_is_not_json_is_written_as_a_string() {
        append(anActivity()
                .of(order("1"))
                .attribute("a", "{\"x\":1},\"evil\":{")
                .attribute("b", "1 2")
                .attribute("c", "\"\ud800\"")
                .build());

        HttpResponse response = encoded("GET", "/api/activity/order/1", null);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.bodyText())
                .contains("\"attributes\":{\"a\":\"{\\\"x\\\":1},\\\"evil\\\":{\",\"b\":\"1 2\",\"c\":\"\ufffd\"}");
    }

    @Test
    void a_timeline_can_be_read_by_link_and_by_cursor() {
        for (int i = 0; i < 5; i++) {
            append(anActivity()
                    .of(order("a b"))
                    .id("e" + i)
                    .at("2026-01-05T10:00:00Z")
                    .build());
        }

        List<String> ids = new ArrayList<>();
        String query = "?id=a%20b&limit=2&order=desc&from=2026-01-01T00:00:00%2B00:00&unknown=1&unknown=2";
        int pages = 0;
        while (query != null) {
            HttpResponse response = encoded("GET", "/api/activity/order", query.substring(1));
            assertThat(response.status()).isEqualTo(200);
            ids.addAll(eventIds(response.bodyText()));
            String link = response.headers().get("Link");
            query = link == null ? null : link.substring(1, link.indexOf('>'));
            if (query != null) {
                assertThat(link).endsWith("; rel=\"next\"");
                String cursor = response.bodyText().replaceAll(".*\"next_cursor\":\"([^\"]+)\".*", "$1");
                assertThat(query)
                        .isEqualTo("?id=a%20b&limit=2&order=desc&from=2026-01-01T00%3A00%3A00%2B00%3A00&cursor="
                                + cursor + "&unknown=1&unknown=2");
            }
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(ids).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void f55_a_page_ends_at_4_mb_as_encoded_in_a_json_string_and_the_next_page_continues() {
        // A control character has one byte in the store, six in the body, and seven in a JSON string with the body. A
        // slice of 1 MB from the store would therefore exceed the limit of a gateway that wraps the body.
        String summary = "\u0001".repeat(300_000);
        for (int i = 0; i < 12; i++) {
            append(anActivity().of(order("big")).id("e" + i).summary(summary).build());
        }

        List<String> ids = new ArrayList<>();
        String query = "limit=100";
        while (query != null) {
            HttpResponse response = encoded("GET", "/api/activity/order/big", query);
            assertThat(response.body().length).isLessThan(4 * 1024 * 1024 * 6 / 7 + 1000);
            assertThat(eventIds(response.bodyText())).isNotEmpty();
            ids.addAll(eventIds(response.bodyText()));
            String link = response.headers().get("Link");
            query = link == null ? null : link.substring(2, link.indexOf('>'));
        }

        assertThat(ids).hasSize(12).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=|invalid_limit",
                "limit=%20|invalid_limit",
                "limit=1e3|invalid_limit",
                "limit=0|invalid_limit",
                "limit=-1|invalid_limit",
                "limit=%2B1|invalid_limit",
                "limit=1001|invalid_limit",
                "limit=1000000000|invalid_limit",
                "limit=%D9%A3|invalid_limit",
                "limit=1&limit=1|repeated_parameter",
                "type=a&type=b|repeated_parameter",
                "order=|invalid_order",
                "order=DESC|invalid_order",
                "from=|invalid_range",
                "from=2026-01-05|invalid_range",
                "from=2026-01-05T10:00:00|invalid_range",
                "from=2026-01-05T10:00Z|invalid_range",
                "from=2026-02-30T10:00:00Z|invalid_range",
                "from=%2B12026-01-05T10:00:00Z|invalid_range",
                "from=2026-01-05T10:00:00Z&until=2026-01-05T10:00:00Z|invalid_range",
                "type=|invalid_type",
                "type=a,,b|invalid_type",
                "type=a,%20,b|invalid_type",
                "type=a,%C2%A0|invalid_type",
                "type=*|invalid_type",
                "cursor=|invalid_cursor",
                "cursor=AAAA|invalid_cursor",
                "cursor=%2B%2F|invalid_cursor",
                "id=1|invalid_entity",
                "limit=%|malformed_url",
                "limit=%2|malformed_url",
                "limit=%zz|malformed_url",
                "limit=%ff|malformed_url"
            })
    void f50_f54_an_invalid_parameter_is_a_problem_with_a_code(String query, String code) {
        HttpResponse response = encoded("GET", "/api/activity/order/1", query);

        assertProblem(response, 400, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=1000&order=asc",
                "from=2026-01-05t10:00:00.5z",
                "from=2026-01-05T10:00:00+01:00",
                "until=2026-01-05T10:00:00.123456789-01:00",
                "type=orders.*,a.b",
                "unknown=1&unknown=2&&=x&y"
            })
    void valid_and_unknown_parameters_are_accepted(String query) {
        HttpResponse response = encoded("GET", "/api/activity/order/1", query);

        assertThat(response.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "/api/activity/order/a%2Fb|a/b",
                "/api/activity/order/a%252Fb|a%2Fb",
                "/api/activity/order/a+b|a+b",
                "/api/activity/order/a;v=1|a;v=1",
                "/api/activity/order/a%20b|a b",
                "/api/activity/order/%C3%BC|\u00fc"
            })
    void f57_an_encoded_path_is_decoded_exactly_once(String path, String id) {
        append(anActivity().of(order(id)).id("found").build());

        HttpResponse response = encoded("GET", path, null);

        assertThat(eventIds(response.bodyText())).containsExactly("found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a%2Fb", "a%", "a+b", "%zz"})
    void f57_a_decoded_path_is_not_decoded_again(String id) {
        append(anActivity().of(order(id)).id("found").build());

        HttpResponse response =
                handle(request("GET", "/api/activity/order/" + id).pathIsEncoded(false));

        assertThat(eventIds(response.bodyText())).containsExactly("found");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/activity/order/..,400,invalid_entity",
        "/api/activity/order/%2E%2e,400,invalid_entity",
        "/api/activity/order/%00,400,invalid_entity",
        "/api/activity/order/,400,invalid_entity",
        "/api/activity//1,400,invalid_entity",
        "/api/activity/,400,invalid_entity",
        "/api/activity/order,400,invalid_entity",
        "/api/activity/or%20der/1,400,invalid_entity",
        "/api/activity/%6Frder/1,400,invalid_entity",
        "/api/activity/orde%72/1,400,invalid_entity",
        "/api/activity/order%2F1,400,invalid_entity",
        "/api/activity/order%2f1/2,400,invalid_entity",
        "/api/activity/%256Frder/1,400,invalid_entity",
        "/api/activity/order%/1,400,invalid_entity",
        "/api/activity/order%00/1,400,invalid_entity",
        "/api/activity/order;v=1/1,400,invalid_entity",
        "/api/activity/order+/1,400,invalid_entity",
        "/api/activity/./1,400,invalid_entity",
        "/api/activity/../1,400,invalid_entity",
        "/api/activity/%2E/1,400,invalid_entity",
        "/api/activity//order/1,404,not_found",
        "/api/activity/./order/1,404,not_found",
        "/api/activity/user/../order/1,404,not_found",
        "/api//activity/order/1,404,not_found",
        "//api/activity/order/1,404,not_found",
        "/api/%61ctivity/order/1,404,not_found",
        "/api/activity/order//,404,not_found",
        "/api/activity/order/%ff,400,malformed_url",
        "/api/activity/order/%C0%80,400,malformed_url",
        "/api/activity/order/%ED%A0%80,400,malformed_url",
        "/api/activity/order/%,400,malformed_url",
        "/api/activity/order/1/2,404,not_found",
        "/api/activity/order/../../admin,404,not_found",
        "/api/activity,404,not_found",
        "/API/activity/order/1,404,not_found",
        "/,404,not_found"
    })
    void f57_a_path_without_a_valid_entity_is_a_problem(String path, int status, String code) {
        HttpResponse response = encoded("GET", path, null);

        assertProblem(response, status, code);
    }

    /** A gateway that decodes the path has decoded the type. What remains must not be an alias either. */
    @ParameterizedTest
    @ValueSource(strings = {"%6Frder", "order%2F", "order;v=1", "order ", "\u043erder", "order\u200b", "."})
    void f57_a_decoded_type_that_is_not_a_name_is_a_problem(String type) {
        append(anActivity().of(order("1")).build());

        assertProblem(
                handle(request("GET", "/api/activity/" + type + "/1").pathIsEncoded(false)), 400, "invalid_entity");
        assertProblem(
                handle(request("GET", "/api/activity/" + type)
                        .pathIsEncoded(false)
                        .parameter("id", "1")),
                400,
                "invalid_entity");
    }

    @Test
    void f57_an_encoded_type_is_not_a_type_with_the_parameter_id() {
        append(anActivity().of(order("1")).build());

        assertProblem(encoded("GET", "/api/activity/%6Frder", "id=1"), 400, "invalid_entity");
        assertProblem(encoded("GET", "/api/activity/%6Frder/", "id=1"), 400, "invalid_entity");
        assertThat(encoded("HEAD", "/api/activity/%6Frder", "id=1").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void f57_a_slash_behind_the_type_is_not_an_id(boolean pathIsEncoded) {
        append(anActivity().of(order("X")).id("found").build());

        HttpResponse response = handle(request("GET", "/api/activity/order/")
                .pathIsEncoded(pathIsEncoded)
                .rawQuery("id=X"));

        assertThat(response).isEqualTo(encoded("GET", "/api/activity/order", "id=X"));
        assertThat(eventIds(response.bodyText())).containsExactly("found");
        assertProblem(encoded("GET", "/api/activity/order/", null), 400, "invalid_entity");
        assertProblem(encoded("GET", "/api/activity/order/", "id="), 400, "invalid_entity");
        assertProblem(encoded("GET", "/api/activity/order/", "id=X&id=X"), 400, "repeated_parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=a.a,%20b.b",
                "type=a.a,+b.b+",
                "type=%20a.a%20%20,b.b",
                "type=a.a,%09b.b",
                "type=a.a,%C2%A0b.b",
                "type=%E3%80%80a.a,b.*%0A"
            })
    void spaces_around_a_type_are_removed(String query) {
        append(anActivity().of(order("1")).id("e1").type("a.a").build());
        append(anActivity().of(order("1")).id("e2").type("b.b").build());
        append(anActivity().of(order("1")).id("e3").type("c.c").build());

        HttpResponse response = encoded("GET", "/api/activity/order/1", query);

        assertThat(eventIds(response.bodyText())).containsExactlyInAnyOrder("e1", "e2");
    }

    @Test
    void a_space_inside_a_type_is_part_of_it() {
        append(anActivity().of(order("1")).id("e1").type("Order Placed").build());

        assertThat(eventIds(encoded("GET", "/api/activity/order/1", "type=a,%20Order%20Placed")
                        .bodyText()))
                .containsExactly("e1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api_key=secret|api_key=secret",
                "a=1&limit=1&a=2&b=&a=1|a=1&a=2&b=&a=1",
                "flag&=x&&==|flag=&=x&=%3D",
                "a%26b=c%3Dd%26e|a%26b=c%3Dd%26e",
                "a=%3E%3B%20rel%3D%22prev%22|a=%3E%3B%20rel%3D%22prev%22",
                "a=<x>;y,z|a=%3Cx%3E%3By%2Cz",
                "a=%0D%0ASet-Cookie:x|a=%0D%0ASet-Cookie%3Ax",
                "a+b=c+d|a%20b=c%20d",
                "%C3%BC=%F0%9F%98%80|%C3%BC=%F0%9F%98%80",
                "Limit=7&CURSOR=x&id[]=1|Limit=7&CURSOR=x&id%5B%5D=1"
            })
    void f58_the_link_to_the_next_page_keeps_unknown_parameters(String query, String kept) {
        append(anActivity().of(order("1")).id("e1").build());
        append(anActivity().of(order("1")).id("e2").build());

        HttpResponse get =
                encoded("GET", "/api/activity/order/1", query.contains("limit=") ? query : "limit=1&" + query);
        String link = String.valueOf(get.headers().get("Link"));

        assertThat(link).matches("<\\?limit=1&cursor=[A-Za-z0-9_-]+&\\Q" + kept + "\\E>; rel=\"next\"");
        assertThat(encoded("HEAD", "/api/activity/order/1", query.contains("limit=") ? query : "limit=1&" + query)
                        .headers())
                .isEqualTo(get.headers());
        String next = link.substring(2, link.indexOf('>'));
        assertThat(eventIds(encoded("GET", "/api/activity/order/1", next).bodyText()))
                .hasSize(1);
    }

    @Test
    void f58_the_link_to_the_next_page_leaves_out_unknown_parameters_that_would_make_it_too_long() {
        append(anActivity().of(order("1")).id("e1").build());
        append(anActivity().of(order("1")).id("e2").build());
        String tooLong = "&b=" + "%3D".repeat(QueryParameters.MAX_LINK_CHARS / 3);

        HttpResponse some = encoded("GET", "/api/activity/order/1", "a=1&limit=1" + tooLong + "&c=2");
        String all =
                IntStream.range(0, 999).mapToObj(i -> "name" + i + "=value").collect(Collectors.joining("&"));
        HttpResponse many = encoded("GET", "/api/activity/order/1", "limit=1&" + all);

        assertThat(some.headers().get("Link")).matches("<\\?limit=1&cursor=[A-Za-z0-9_-]+&a=1&c=2>; rel=\"next\"");
        assertThat(many.headers().get("Link"))
                .hasSizeBetween(QueryParameters.MAX_LINK_CHARS - 20, QueryParameters.MAX_LINK_CHARS + 20)
                .contains("&name0=value&name1=value&");
    }

    @Test
    void f57_an_id_of_8_kb_is_a_problem() {
        HttpResponse response = encoded("GET", "/api/activity/order/" + "x".repeat(8192), null);

        assertProblem(response, 400, "invalid_entity");
    }

    @Test
    void f57_a_url_has_at_most_32_768_characters() {
        String path = "/api/activity/order/1";
        String value = "x".repeat(HttpRequest.MAX_URL_CHARS - path.length() - "?y=".length());

        assertThat(encoded("GET", path, "y=" + value).status()).isEqualTo(200);
        assertThat(handle(request("GET", path).parameter("y", value)).status()).isEqualTo(200);
        assertProblem(encoded("GET", path, "y=" + value + "x"), 414, "url_too_long");
        assertProblem(handle(request("GET", path).parameter("y", value + "x")), 414, "url_too_long");
        assertProblem(encoded("GET", path + "x".repeat(HttpRequest.MAX_URL_CHARS), null), 414, "url_too_long");
    }

    @Test
    void f58_empty_parameters_do_not_hide_others_and_count_as_length() {
        String path = "/api/activity/order/1";

        assertProblem(encoded("GET", path, "&".repeat(1002) + "limit=0"), 400, "invalid_limit");
        assertProblem(encoded("GET", path, "&".repeat(HttpRequest.MAX_URL_CHARS)), 414, "url_too_long");
    }

    @Test
    void f58_a_url_has_at_most_a_thousand_parameters() {
        String thousand = IntStream.range(0, 1000).mapToObj(i -> "p" + i).collect(Collectors.joining("&"));

        assertThat(encoded("GET", "/api/activity/order/1", thousand).status()).isEqualTo(200);
        assertProblem(encoded("GET", "/api/activity/order/1", thousand + "&more"), 400, "malformed_url");
        assertProblem(encoded("GET", "/api/activity/order/1", "a&".repeat(3400)), 400, "malformed_url");
    }

    @Test
    void a_parameter_that_the_server_has_decoded_is_not_decoded_again_and_must_not_be_repeated() {
        append(anActivity().of(order("a+b%41")).id("found").build());

        HttpResponse once = handle(request("GET", "/api/activity/order").parameter("id", "a+b%41"));
        HttpResponse twice = handle(
                request("GET", "/api/activity/order").parameter("id", "1").parameter("id", "1"));

        assertThat(eventIds(once.bodyText())).containsExactly("found");
        assertProblem(twice, 400, "repeated_parameter");
    }

    @Test
    void f57_an_id_that_is_unsafe_in_a_path_goes_into_a_parameter() {
        append(anActivity().of(order("../a/b+c d")).id("found").build());

        HttpResponse response = encoded("GET", "/api/activity/order", "id=..%2Fa%2Fb%2Bc+d");

        assertThat(eventIds(response.bodyText())).containsExactly("found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "", "M\u00fcll\r\n"})
    void other_methods_are_refused(String method) {
        HttpResponse response = encoded(method, "/api/activity/order/1", null);

        assertProblem(response, 405, "method_not_allowed");
        assertThat(response.headers()).containsEntry("Allow", "GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource({"/api/activity/order/1,200", "/api/activity/order/%ff,400", "/other,404"})
    void the_response_to_head_is_that_to_get_without_a_body(String path, int status) {
        append(anActivity().of(order("1")).id("e1").build());
        append(anActivity().of(order("1")).id("e2").build());

        HttpResponse get = encoded("GET", path, "limit=1");
        HttpResponse head = encoded("HEAD", path, "limit=1");

        assertThat(get.status()).isEqualTo(status);
        assertThat(get.body()).isNotEmpty();
        assertThat(head).isEqualTo(new HttpResponse(status, get.headers(), new byte[0]));
    }

    @Test
    void f59_an_unauthenticated_or_denied_caller_gets_the_same_response_for_every_entity() {
        append(anActivity().of(order("1")).build());
        ActivityHttp http = http(ReadPolicy.claim("sub", "user"), CorsOrigins.none());
        Principal user = Principal.of("U-1").with("sub", "U-1");

        HttpResponse unknown = handle(http, request("GET", "/api/activity/order/1"));
        HttpResponse there =
                handle(http, request("GET", "/api/activity/order/1").principal(user));
        HttpResponse notThere =
                handle(http, request("GET", "/api/activity/order/2").principal(user));
        HttpResponse own = handle(http, request("GET", "/api/activity/user/U-1").principal(user));

        assertProblem(unknown, 401, "unauthenticated");
        assertProblem(there, 403, "forbidden");
        assertThat(notThere).isEqualTo(there);
        assertThat(own.status()).isEqualTo(200);
    }

    @Test
    void f59_the_tenant_is_that_of_the_principal_and_never_one_of_the_request() {
        for (String tenant : List.of("acme", "other")) {
            append(anActivity()
                    .of(order("1"))
                    .tenant(tenant)
                    .summary("of " + tenant)
                    .build());
        }
        ActivityHttp http = ActivityHttp.builder(ActivityService.builder(store)
                        .readPolicy(ReadPolicy.authenticated())
                        .tenanted(true)
                        .build())
                .build();
        Principal user = Principal.of("U-1").with("tenant", "other").with("tenantid", "other");

        HttpResponse own = handle(
                http,
                request("GET", "/api/activity/order/1")
                        .rawQuery("tenant=other&tenantid=other&limit=5")
                        .header("X-Tenant", "other")
                        .header("tenant", "other")
                        .principal(user.in("acme")));
        HttpResponse inPath =
                handle(http, request("GET", "/api/activity/~other~order/1").principal(user.in("acme")));
        HttpResponse without = handle(
                http,
                request("GET", "/api/activity/order/1").rawQuery("tenant=acme").principal(user));

        assertThat(own.status()).isEqualTo(200);
        assertThat(new String(own.body(), UTF_8)).contains("of acme").doesNotContain("of other");
        assertProblem(inPath, 400, "invalid_entity");
        assertProblem(without, 403, "forbidden");
    }

    @Test
    void a_reader_reads_without_the_fields_that_its_rule_hides() {
        append(anActivity()
                .of(order("1"))
                .actor(Actor.of("CANARY-actor", "user"))
                .summary("CANARY-summary")
                .attribute("total", "\"kept\"")
                .readers(EntityRef.of("user", "U-1"))
                .build());
        ActivityHttp http = http(ReadPolicy.file("""
                        {"version": 1,
                         "rules": [{"claim": "sub", "is": "user", "of": ["order"], "hide": ["actor"]}]}
                        """), CorsOrigins.none());
        Principal user = Principal.of("U-1").with("sub", "U-1");

        HttpResponse own = handle(http, request("GET", "/api/activity/order/1").principal(user));
        HttpResponse other =
                handle(http, request("GET", "/api/activity/order/2").principal(user));
        HttpResponse stranger = handle(
                http,
                request("GET", "/api/activity/order/1")
                        .principal(Principal.of("U-1").with("sub", "U-2")));
        store.failNextReads(1, RetryReason.UNAVAILABLE);
        HttpResponse failed =
                handle(http, request("GET", "/api/activity/order/1").principal(user));

        assertThat(own.status()).isEqualTo(200);
        assertThat(new String(own.body(), UTF_8)).contains("kept").doesNotContain("CANARY");
        assertProblem(other, 403, "forbidden");
        assertThat(stranger).isEqualTo(other);
        assertProblem(failed, 503, "store_unavailable");
    }

    @Test
    void f60_an_unavailable_store_is_a_503_with_retry_after() {
        store.failNextReads(1, RetryReason.THROTTLED);

        HttpResponse response = encoded("GET", "/api/activity/order/CANARY", null);

        assertProblem(response, 503, "store_unavailable");
        assertThat(response.headers()).containsEntry("Retry-After", "2");
        assertThat(failures).containsExactly("unavailable: THROTTLED");
    }

    @Test
    void rows_that_cannot_be_read_are_reported_to_the_listener() {
        ActivityHttp http = ActivityHttp.builder((PagesOnly) (who, query, deadline) -> new Page<>(List.of(), null, 3))
                .listener(listener)
                .build();

        HttpResponse response = handle(http, request("GET", "/api/activity/order/1"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(failures).containsExactly("unreadable: order 1 3");
    }

    @Test
    void a_listener_is_optional() {
        ActivityHttp http = ActivityHttp.builder((PagesOnly) (who, query, deadline) -> {
                    throw new StoreUnavailableException(
                            RetryReason.UNAVAILABLE, "no response", new IllegalStateException());
                })
                .build();

        HttpResponse response = handle(http, request("GET", "/api/activity/order/1"));

        assertProblem(response, 503, "store_unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                StackOverflowError.class,
                IllegalStateException.class,
                IOException.class // Kotlin and Scala throw checked exceptions from any method.
            })
    void an_unexpected_exception_is_a_500_without_details(Class<? extends Throwable> failure) {
        ActivityHttp http = ActivityHttp.builder((PagesOnly) (who, query, deadline) -> {
                    throw ActivityHttpTest.<RuntimeException>unchecked(failure);
                })
                .listener(listener)
                .build();

        HttpResponse response = handle(http, request("GET", "/api/activity/order/1"));

        assertProblem(response, 500, "internal_error");
        assertThat(response.bodyText()).doesNotContain("CANARY", "Exception", "java");
        assertThat(failures).containsExactly("failed: " + failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Class<? extends Throwable> failure) throws T {
        try {
            throw (T) failure.getConstructor(String.class).newInstance("CANARY");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Cannot make the failure", e);
        }
    }

    @Test
    void a_character_above_u_ffff_has_four_bytes() {
        append(anActivity()
                .of(order("\ud83d\ude00"))
                .attribute("\ud83d\ude00", "\"\ud83d\ude00\"")
                .build());

        HttpResponse response = encoded("GET", "/api/activity/order/%F0%9F%98%80", null);

        assertThat(response.bodyText())
                .startsWith("{\"entity_id\":\"\ud83d\ude00\",")
                .contains("\"attributes\":{\"\ud83d\ude00\":\"\ud83d\ude00\"}");
    }

    @Test
    void each_request_that_a_server_can_produce_has_a_response() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        append(anActivity().of(order("1")).id("found").build());
        ActivityHttp http = http(ReadPolicy.allowAll(), CorsOrigins.parse("https://shop.example"));
        for (int i = 0; i < 5_000; i++) {
            String path = pick(random, "/api/activity/order/", "/", "") + text(random);
            String query = pick(random, "", "id=", "limit=1&cursor=") + text(random);
            HttpRequest.Builder request = HttpRequest.builder(
                            pick(random, "GET", "HEAD", "OPTIONS", text(random)), random.nextInt(20) == 0 ? null : path)
                    .pathIsEncoded(random.nextBoolean())
                    .rawQuery(random.nextInt(4) == 0 ? null : query)
                    .header(pick(random, "Origin", "ORIGIN", text(random)), random.nextBoolean() ? null : text(random));
            if (random.nextInt(5) == 0) {
                request.parameter(pick(random, "id", text(random)), text(random));
            }

            HttpResponse response = handle(http, request);

            assertThat(response.status())
                    .as("seed %s, %s", seed, request.build())
                    .isIn(200, 204, 400, 404, 405, 414);
            response.headers()
                    .forEach((name, value) -> assertThat((name + value).chars()).allMatch(c -> c >= ' ' && c < 0x7f));
        }
        assertThat(failures).isEmpty();
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        String characters = "1aZ/%25:;,=&?# +*.-_~\u0000\r\n\u00fc\u20ac\ud83d\ude00";
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return random.nextInt(500) == 0 ? text.toString().repeat(4_000) : text.toString();
    }

    @Test
    void other_origins_may_read_only_if_configured() {
        ActivityHttp one =
                http(ReadPolicy.allowAll(), CorsOrigins.parse("https://shop.example, https://b.example:8443"));
        ActivityHttp other = http(ReadPolicy.allowAll(), CorsOrigins.parse("https://other.example"));
        ActivityHttp all = http(ReadPolicy.allowAll(), CorsOrigins.parse("*"));

        HttpResponse allowed =
                handle(one, request("GET", "/api/activity/order/1").header("ORIGIN", "https://shop.example"));
        HttpResponse preflight =
                handle(one, request("OPTIONS", "/api/activity/order/1").header("ORIGIN", "https://shop.example"));
        HttpResponse refused =
                handle(other, request("GET", "/api/activity/order/1").header("ORIGIN", "https://shop.example"));
        HttpResponse anybody =
                handle(all, request("GET", "/api/activity/order/1").header("ORIGIN", "https://shop.example"));

        assertThat(allowed.headers())
                .containsEntry("Access-Control-Allow-Origin", "https://shop.example")
                .containsEntry("Access-Control-Expose-Headers", "Content-Disposition, ETag, Link, Retry-After")
                .containsEntry("Vary", "Accept, Origin");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.bodyText()).isEmpty();
        assertThat(preflight.headers())
                .isEqualTo(Map.of(
                        "Vary",
                        "Origin",
                        "Access-Control-Allow-Origin",
                        "https://shop.example",
                        "Access-Control-Expose-Headers",
                        "Content-Disposition, ETag, Link, Retry-After",
                        "Access-Control-Allow-Methods",
                        "GET, HEAD, OPTIONS",
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, If-None-Match, X-Amz-Date, X-Amz-Security-Token, X-Amz-Content-Sha256,"
                                + " X-Api-Key,"
                                + " traceparent, tracestate, baggage, x-datadog-trace-id, x-datadog-parent-id,"
                                + " x-datadog-origin, x-datadog-sampling-priority",
                        "Access-Control-Max-Age",
                        "600"));
        assertThat(refused.headers())
                .containsEntry("Vary", "Accept, Origin")
                .doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(anybody.headers())
                .containsEntry("Access-Control-Allow-Origin", "*")
                .containsEntry("Vary", "Accept");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/activity/order/1, 401",
        "GET, /api/activity/order/forbidden, 403",
        "GET, /nowhere, 404",
        "POST, /api/activity/order/1, 405",
        "GET, /api/activity/order/1?limit=0, 400",
        "GET, /api/activity/order/down, 503",
        "GET, /api/activity/order/broken, 500",
        "HEAD, /api/activity/order/forbidden, 403",
    })
    void f85_another_origin_may_also_read_errors(String method, String url, int status) {
        ActivityHttp http = ActivityHttp.builder((PagesOnly) (caller, query, deadline) -> {
                    switch (query.entity().id()) {
                        case "1" -> throw new ReadDeniedException(ReadPolicy.Decision.unauthenticated());
                        case "forbidden" -> throw new ReadDeniedException(ReadPolicy.Decision.forbidden());
                        case "down" -> throw new StoreUnavailableException(RetryReason.UNAVAILABLE, "test", null);
                        default -> throw new IllegalStateException("test");
                    }
                })
                .cors(CorsOrigins.parse("https://shop.example"))
                .build();
        String[] parts = url.split("\\?", 2);

        HttpResponse response = handle(
                http,
                HttpRequest.builder(method, parts[0])
                        .rawQuery(parts.length > 1 ? parts[1] : null)
                        .header("Origin", "https://shop.example"));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers())
                .containsEntry("Access-Control-Allow-Origin", "https://shop.example")
                .containsEntry("Access-Control-Expose-Headers", "Content-Disposition, ETag, Link, Retry-After")
                .containsEntry("Vary", "Accept, Origin");
    }

    @Test
    void f85_a_preflight_needs_no_caller_and_does_not_read() {
        ActivityHttp http = ActivityHttp.builder((PagesOnly) (caller, query, deadline) -> {
                    throw new AssertionError("a preflight reads");
                })
                .cors(CorsOrigins.parse("https://shop.example"))
                .build();

        for (String origin : new String[] {"https://shop.example", "https://other.example", "null", null}) {
            HttpResponse response = handle(
                    http,
                    HttpRequest.builder("OPTIONS", "/api/activity/order/1")
                            .header("Origin", origin)
                            .header("Access-Control-Request-Method", "GET"));

            assertThat(response.status()).isEqualTo(204);
            assertThat(response.headers()).containsEntry("Vary", "Origin");
            assertThat(response.headers().get("Access-Control-Allow-Origin"))
                    .isEqualTo("https://shop.example".equals(origin) ? origin : null);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example",
                "http://localhost:3000",
                "http://127.0.0.1:8080",
                "https://my_shop.example-2.xn--p1ai:65535",
                "https://a",
                "https://1a.example",
                "*",
                " https://a.example ,http://b.example:443",
            })
    void an_origin_has_the_form_that_browsers_send(String text) {
        assertThat(CorsOrigins.parse(text)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shop.example | write https://shop.example",
                "https://shop.example/ | write https://shop.example",
                "https://shop.example/path?a#b | write https://shop.example",
                "HTTPS://Shop.Example | write https://shop.example",
                "https://shop.example:443 | write https://shop.example",
                "http://shop.example:80/ | write http://shop.example",
                "http://shop.example:0080 | write http://shop.example",
                "https://shop.example:08443 | write https://shop.example:8443",
                "https://shop.example. | write https://shop.example",
                "localhost:3000 | write https://localhost:3000",
                "http://[::1]:8080 | an IPv6 address is not supported, so use a host name such as http://localhost:8080",
                "null | sandboxed pages and local files of anybody send null, so serve",
                "ftp://shop.example | an origin has http or https, a host name in ASCII, and a port",
                "https://shop.example:65536 | an origin has http or https, a host name in ASCII, and a port",
                "https://m\u00fcller.example | an origin has http or https, a host name in ASCII, and a port",
                "https://user@shop.example | an origin has http or https, a host name in ASCII, and a port",
                "https://*.shop.example | an origin has http or https, a host name in ASCII, and a port",
                "https://127.1 | an origin has http or https, a host name in ASCII, and a port",
                "https://1.2.3.256 | an origin has http or https, a host name in ASCII, and a port",
                "https://a..example | an origin has http or https, a host name in ASCII, and a port",
                "https:///shop | an origin has http or https, a host name in ASCII, and a port",
                "'' | an origin has http or https, a host name in ASCII, and a port",
            })
    void another_form_is_refused_with_the_cure(String origin, String cure) {
        for (String text : List.of(origin, "https://a.example," + origin, origin + ", https://a.example")) {
            assertThatThrownBy(() -> CorsOrigins.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("Invalid origins: expected \"*\" or a list of origins such as"
                            + " https://shop.example, not \"")
                    .hasMessageContaining("\"; " + cure);
        }
    }

    @Test
    void each_text_is_a_list_of_origins_or_is_refused_and_the_proposed_origin_is_accepted() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        int proposals = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(pick(random, "", "http://", "https://", "HTTP://"));
            for (int parts = random.nextInt(6); parts > 0; parts--) {
                text.append(
                        pick(random, "shop", ".", "Example", ":", "80", "443", "0", "/", "?", "[", "-", "_", "\u00fc"));
            }
            try {
                assertThat(CorsOrigins.parse(text.toString())).isNotNull();
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                int proposal = message.indexOf("; write ");
                if (proposal >= 0) {
                    assertThat(CorsOrigins.parse(message.substring(proposal + "; write ".length())))
                            .as("seed %s, %s", seed, message)
                            .isNotNull();
                    proposals++;
                }
            }
        }
        assertThat(proposals).isGreaterThan(100);
    }

    @Test
    void all_origins_and_one_origin_exclude_each_other() {
        assertThatThrownBy(() -> CorsOrigins.parse("*,https://a.example"))
                .hasMessage("Invalid origins: \"*\" must be the only origin, not \"*,https://a.example\";"
                        + " remove it, or remove the others");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/activity/order/1", "/api/activity/order/%zz", "/api/activity/order/1/2", "/api/other"})
    void a_preflight_of_each_path_succeeds_so_that_a_page_can_read_the_error(String path) {
        ActivityHttp http = http(ReadPolicy.allowAll(), CorsOrigins.parse("https://shop.example"));

        HttpResponse preflight = handle(http, request("OPTIONS", path).header("Origin", "https://shop.example"));
        HttpResponse other = handle(http, request("OPTIONS", path).header("Origin", "https://other.example"));

        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.headers()).containsEntry("Access-Control-Allow-Origin", "https://shop.example");
        assertThat(other.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void a_configured_template_gives_each_traced_activity_a_link_to_its_trace() {
        append(anActivity()
                .of(order("ORD-T"))
                .trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, ""))
                .build());
        ActivityHttp http = ActivityHttp.builder(ActivityService.builder(store)
                        .readPolicy(ReadPolicy.allowAll())
                        .build())
                .traceUrl(TraceUrl.parse("https://traces.example/{trace_id}?span={span_id}"))
                .build();

        HttpResponse response =
                handle(http, request("GET", "/api/activity/order/ORD-T").header("ORIGIN", "https://shop.example"));

        assertThat(response.bodyText())
                .contains(
                        "\"trace_url\":\"https://traces.example/0af7651916cd43dd8448eb211c80319c?span=b7ad6b7169203331\"");
    }

    private void append(Activity activity) {
        assertThat(store.append(List.of(activity), SOON)).hasSize(1);
    }

    private HttpResponse encoded(String method, String path, @Nullable String query) {
        return handle(request(method, path).rawQuery(query));
    }

    private static HttpRequest.Builder request(String method, String path) {
        return HttpRequest.builder(method, path);
    }

    private HttpResponse handle(HttpRequest.Builder request) {
        return handle(http(ReadPolicy.allowAll(), CorsOrigins.none()), request);
    }

    private static HttpResponse handle(ActivityHttp http, HttpRequest.Builder request) {
        return CheckedHttp.handle(http, request.build(), SOON);
    }

    private ActivityHttp http(ReadPolicy policy, CorsOrigins cors) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy(policy)
                .clock(MovableClock.at("2026-01-06T00:00:00Z"))
                .build();
        return ActivityHttp.builder(service).cors(cors).listener(listener).build();
    }

    private static List<String> eventIds(String body) {
        List<String> ids = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int at = body.indexOf("\"event_id\":\"");
        while (at >= 0) {
            String id = body.substring(at + 12, body.indexOf('"', at + 12));
            assertThat(seen.add(id)).isTrue();
            ids.add(id);
            at = body.indexOf("\"event_id\":\"", at + 12);
        }
        return ids;
    }

    private static void assertProblem(HttpResponse response, int status, String code) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(response.bodyText())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"")
                .contains("\"status\":" + status + ",\"detail\":\"")
                .endsWith("\"code\":\"" + code + "\"}");
        assertThat(response.bodyText())
                .as("the member error of a 5xx")
                .matches(status < 500 ? "((?!\"error\":).)*" : ".*\"title\":\"([^\"]+)\".*,\"error\":\"\\1\",.*");
    }
}
