package dev.activityservice.aws.driving.api;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.typed.HttpApiHandler;
import dev.activityservice.aws.driving.api.typed.RestApiHandler;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.RetryReason;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.Principal;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityApiTest {

    private static final Duration RESERVE = Duration.ofMillis(500);
    private static final Deadline SOON = () -> Duration.ofSeconds(5);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final List<String> lines = new ArrayList<>();
    private @Nullable Principal principal;

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

        Answer answer = rest("GET", "/api/activity/order/ORD-1", null);

        assertThat(answer)
                .isEqualTo(new Answer(
                        200,
                        Map.of(
                                "Content-Type", "application/json",
                                "Cache-Control", "no-store",
                                "X-Content-Type-Options", "nosniff"),
                        "{\"entity_id\":\"ORD-1\",\"entity_type\":\"order\",\"activities\":[{\"type\":\"orders.orderCreated.v1\","
                                + "\"activity_time\":1767607200123,\"event_id\":\"e1\",\"source\":\"http://dev.orders\","
                                + "\"occurred_at\":\"2026-01-05T10:00:00.123456789Z\",\"time_source\":\"sqs\","
                                + "\"actor\":{\"id\":\"U-1\",\"type\":\"user\"},\"correlation_id\":\"c1\",\"causation_id\":\"c0\","
                                + "\"sequence\":\"7\",\"attributes\":{\"total\":1.50e3,\"tags\":[ \"a\", {\"b\": null} ]},"
                                + "\"summary\":\"Order \\\"ORD-1\\\"\\n\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\","
                                + "\"span_id\":\"b7ad6b7169203331\"}]}"));
    }

    @Test
    void an_unknown_entity_is_an_empty_list() {
        Answer answer = http("GET", "/prod/api/activity/order/none", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"entity_id\":\"none\",\"entity_type\":\"order\",\"activities\":[]}");
    }

    @Test
    void a_stored_attribute_that_is_not_json_is_written_as_a_string() {
        append(anActivity()
                .of(order("1"))
                .attribute("a", "{\"x\":1},\"evil\":{")
                .attribute("b", "1 2")
                .attribute("c", "\"\ud800\"")
                .build());

        Answer answer = rest("GET", "/api/activity/order/1", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
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
            Answer answer = http("GET", "/prod/api/activity/order", query.substring(1));
            assertThat(answer.status()).isEqualTo(200);
            ids.addAll(eventIds(answer.body()));
            String link = answer.headers().get("Link");
            query = link == null ? null : link.substring(1, link.indexOf('>'));
            if (query != null) {
                assertThat(link).endsWith("; rel=\"next\"");
                assertThat(query)
                        .startsWith("?id=a%20b&limit=2&order=desc&from=2026-01-01T00%3A00%3A00%2B00%3A00&cursor=");
                assertThat(answer.body())
                        .contains("\"next_cursor\":\"" + query.substring(query.indexOf("cursor=") + 7) + "\"");
            }
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(ids).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void f55_a_page_ends_at_4_mb_of_encoded_response_and_the_next_page_continues() {
        // A control character has one byte in the store, six in the body, and seven in Lambda's response. A slice of 1
        // MB
        // from the store would therefore exceed Lambda's limit.
        String summary = "\u0001".repeat(300_000);
        for (int i = 0; i < 12; i++) {
            append(anActivity().of(order("big")).id("e" + i).summary(summary).build());
        }

        List<String> ids = new ArrayList<>();
        String query = "limit=100";
        while (query != null) {
            byte[] answer = stream(ApiEvents.http("GET", "/prod/api/activity/order/big", query, ""));
            assertThat(answer.length).isLessThan(4 * 1024 * 1024 + 2000);
            Answer parsed = parse(answer);
            assertThat(eventIds(parsed.body())).isNotEmpty();
            ids.addAll(eventIds(parsed.body()));
            String link = parsed.headers().get("Link");
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
        Answer answer = http("GET", "/prod/api/activity/order/1", query);

        assertProblem(answer, 400, code);
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
        Answer answer = http("GET", "/prod/api/activity/order/1", query);

        assertThat(answer.status()).isEqualTo(200);
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
    void f57_a_rest_path_is_decoded_exactly_once(String path, String id) {
        append(anActivity().of(order(id)).id("found").build());

        Answer answer = rest("GET", path, null);

        assertThat(eventIds(answer.body())).containsExactly("found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a%2Fb", "a%", "a+b", "%zz"})
    void f57_the_decoded_path_of_an_http_api_is_not_decoded_again(String id) {
        append(anActivity().of(order(id)).id("found").build());

        Answer answer = http("GET", "/prod/api/activity/order/" + id, "");

        assertThat(eventIds(answer.body())).containsExactly("found");
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
        Answer answer = rest("GET", path, null);

        assertProblem(answer, status, code);
    }

    @Test
    void f57_an_id_of_8_kb_is_a_problem() {
        Answer answer = rest("GET", "/api/activity/order/" + "x".repeat(8192), null);

        assertProblem(answer, 400, "invalid_entity");
    }

    @Test
    void f57_a_url_has_at_most_32_768_characters() {
        String path = "/api/activity/order/1";
        String value = "x".repeat(ApiRequest.MAX_URL_CHARS - path.length() - "?y=".length());

        assertThat(http("GET", "/prod" + path, "y=" + value).status()).isEqualTo(200);
        assertThat(rest("GET", path, "{\"y\":[\"" + value + "\"]}").status()).isEqualTo(200);
        assertProblem(http("GET", "/prod" + path, "y=" + value + "x"), 414, "url_too_long");
        assertProblem(rest("GET", path, "{\"y\":[\"" + value + "x\"]}"), 414, "url_too_long");
        assertProblem(rest("GET", path + "x".repeat(ApiRequest.MAX_URL_CHARS), null), 414, "url_too_long");
    }

    @Test
    void f58_a_url_has_at_most_a_thousand_parameters() {
        String thousand = IntStream.range(0, 1000).mapToObj(i -> "p" + i).collect(Collectors.joining("&"));

        assertThat(http("GET", "/prod/api/activity/order/1", thousand).status()).isEqualTo(200);
        assertProblem(http("GET", "/prod/api/activity/order/1", thousand + "&more"), 400, "malformed_url");
    }

    @Test
    void f58_an_event_with_more_than_ten_thousand_values_is_rejected() {
        assertThatThrownBy(() -> stream("{\"headers\":[" + "1,".repeat(10_000) + "1]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read the API Gateway event: it must have at most 10000 values");
    }

    @Test
    void f57_an_id_that_is_unsafe_in_a_path_goes_into_a_parameter() {
        append(anActivity().of(order("../a/b+c d")).id("found").build());

        Answer rest = rest("GET", "/api/activity/order", "{\"id\":[\"../a/b+c d\"]}");
        Answer http = http("GET", "/prod/api/activity/order", "id=..%2Fa%2Fb%2Bc+d");

        assertThat(eventIds(rest.body())).containsExactly("found");
        assertThat(eventIds(http.body())).containsExactly("found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // REST API, and HTTP API with payload 1.0: missing values are null or absent.
                "{'path':'/api/activity/order/1','httpMethod':'GET'}",
                "{'path':'/api/activity/order/1','httpMethod':'GET','headers':null,'multiValueHeaders':null,"
                        + "'queryStringParameters':null,'multiValueQueryStringParameters':null,'requestContext':null}",
                "{'path':'/api/activity/order/1','httpMethod':'GET','headers':{'a':null,'A':7,'Origin':[]},"
                        + "'queryStringParameters':{'limit':'7'},'requestContext':{'stage':null,'authorizer':null,"
                        + "'identity':null}}",
                "{'path':'/api/activity/order/1','httpMethod':'GET','queryStringParameters':{'limit':null},"
                        + "'multiValueQueryStringParameters':{'limit':null,'order':['asc'],'x':['1',null,7]},"
                        + "'multiValueHeaders':{'accept':['a','b']}}",
                "{'version':'1.0','path':'/api/activity/order/1','httpMethod':'GET','queryStringParameters':null}",
                // HTTP API with payload 2.0.
                "{'version':'2.0','rawPath':'/api/activity/order/1','requestContext':{'http':{'method':'GET'}}}",
                "{'version':'2.0','rawPath':'/api/activity/order/1','rawQueryString':null,'cookies':null,'headers':null,"
                        + "'requestContext':{'http':{'method':'GET'},'authorizer':null,'stage':null}}",
                "{'version':'2.0','rawPath':'/api/activity/order/1','rawQueryString':'x=1&x=2&limit=7','cookies':[],"
                        + "'headers':{'accept':'a,b'},'requestContext':{'http':{'method':'GET'},"
                        + "'authorizer':{'jwt':null,'lambda':null,'iam':null}}}"
            })
    void f58_repeated_missing_and_null_parts_of_an_event_are_accepted(String event) {
        append(anActivity().of(order("1")).id("found").build());
        String json = event.replace('\'', '"');

        assertThatNoException().isThrownBy(() -> stream(json));
        Answer answer = parse(stream(json));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(eventIds(answer.body())).containsExactly("found");
    }

    @Test
    void f58_a_parameter_repeated_only_in_the_multi_value_map_is_a_problem() {
        Answer repeated = parse(stream("""
                {"path":"/api/activity/order/1","httpMethod":"GET","queryStringParameters":{"limit":"2"},
                "multiValueQueryStringParameters":{"limit":["1","2"]}}"""));

        assertProblem(repeated, 400, "repeated_parameter");
    }

    @Test
    void other_methods_are_refused() {
        Answer post = rest("POST", "/api/activity/order/1", null);
        Answer options = rest("OPTIONS", "/api/activity/order/1", null);

        assertProblem(post, 405, "method_not_allowed");
        assertThat(post.headers()).containsEntry("Allow", "GET");
        assertProblem(options, 405, "method_not_allowed");
    }

    @Test
    void f59_an_unauthenticated_or_denied_caller_gets_the_same_response_for_every_entity() {
        append(anActivity().of(order("1")).build());
        ActivityApi api = api(ReadPolicy.claim("sub", "user"), CorsOrigins.none());

        Answer unknown = stream(api, ApiEvents.rest("GET", "/api/activity/order/1", null, ""));
        String sub = ",\"authorizer\":{\"claims\":{\"sub\":\"U-1\"}}";
        Answer there = stream(api, ApiEvents.rest("GET", "/api/activity/order/1", null, sub));
        Answer notThere = stream(api, ApiEvents.rest("GET", "/api/activity/order/2", null, sub));
        Answer own = stream(api, ApiEvents.rest("GET", "/api/activity/user/U-1", null, sub));

        assertProblem(unknown, 401, "unauthenticated");
        assertProblem(there, 403, "forbidden");
        assertThat(notThere).isEqualTo(there);
        assertThat(own.status()).isEqualTo(200);
    }

    @Test
    void the_principal_is_the_caller_that_the_gateway_authenticated() {
        Map<String, @Nullable Principal> seen = new HashMap<>();
        Map<String, String> events = Map.ofEntries(
                Map.entry(
                        "rest-none",
                        ApiEvents.rest("GET", "/api/activity/order/1", null, ",\"identity\":{\"userArn\":null}")),
                Map.entry(
                        "rest-iam",
                        ApiEvents.rest("GET", "/api/activity/order/1", null, ",\"identity\":{\"userArn\":\"arn:u\"}")),
                Map.entry(
                        "rest-cognito",
                        ApiEvents.rest(
                                "GET",
                                "/api/activity/order/1",
                                null,
                                ",\"authorizer\":{\"claims\":{\"sub\":\"s\",\"a\":\"b\"}}")),
                Map.entry(
                        "rest-groups",
                        ApiEvents.rest(
                                "GET",
                                "/api/activity/order/1",
                                null,
                                ",\"authorizer\":{\"claims\":{\"sub\":\"s\",\"cognito:groups\":\"a,b\"}}")),
                Map.entry(
                        "rest-jwt",
                        ApiEvents.rest(
                                "GET",
                                "/api/activity/order/1",
                                null,
                                ",\"authorizer\":{\"claims\":{\"sub\":\"s\",\"groups\":[\"a b\",\"c\"],\"level\":3,\"ok\":true,"
                                        + "\"mixed\":[1.50,false,null,{\"o\":\"x\"},[\"n\"]],\"address\":{\"o\":\"x\"},\"none\":[]}}")),
                Map.entry(
                        "rest-lambda",
                        ApiEvents.rest(
                                "GET",
                                "/api/activity/order/1",
                                null,
                                ",\"authorizer\":{\"principalId\":\"p\",\"n\":1.0}")),
                Map.entry("http-none", ApiEvents.http("GET", "/api/activity/order/1", "", "")),
                Map.entry(
                        "http-null",
                        ApiEvents.http("GET", "/api/activity/order/1", "", ",\"authorizer\":{\"lambda\":null}")),
                Map.entry(
                        "http-iam",
                        ApiEvents.http(
                                "GET",
                                "/api/activity/order/1",
                                "",
                                ",\"authorizer\":{\"iam\":{\"userArn\":\"arn:u\"}}")),
                Map.entry(
                        "http-jwt",
                        ApiEvents.http(
                                "GET",
                                "/api/activity/order/1",
                                "",
                                ",\"authorizer\":{\"jwt\":{\"claims\":{\"sub\":\"s\",\"a\":\"[a b]\"},\"scopes\":null}}")),
                Map.entry(
                        "http-lambda",
                        ApiEvents.http(
                                "GET", "/api/activity/order/1", "", ",\"authorizer\":{\"lambda\":{\"k\":true}}")));

        events.forEach((name, event) -> {
            principal = null;
            stream(event);
            seen.put(name, principal);
        });

        Map<String, @Nullable Principal> expected = new HashMap<>();
        expected.put("rest-none", null);
        expected.put("rest-iam", Principal.of("arn:u").with("userArn", "arn:u"));
        expected.put("rest-cognito", Principal.of("s").with("sub", "s").with("a", "b"));
        expected.put("rest-groups", Principal.of("s").with("sub", "s").with("cognito:groups", "a,b"));
        expected.put(
                "rest-jwt",
                Principal.of("s")
                        .with("sub", "s")
                        .with("groups", "a b", "c")
                        .with("level", "3")
                        .with("ok", "true")
                        .with("mixed", "1.5", "false"));
        expected.put("rest-lambda", Principal.of("p").with("principalId", "p").with("n", "1.0"));
        expected.put("http-none", null);
        expected.put("http-null", null);
        expected.put("http-iam", Principal.of("arn:u").with("userArn", "arn:u"));
        expected.put("http-jwt", Principal.of("s").with("sub", "s").with("a", "[a b]"));
        expected.put("http-lambda", Principal.of("authenticated").with("k", "true"));
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void f60_an_unavailable_store_is_a_503_with_retry_after() {
        store.failNextReads(1, RetryReason.THROTTLED);

        Answer answer = rest("GET", "/api/activity/order/CANARY", null);

        assertProblem(answer, 503, "store_unavailable");
        assertThat(answer.headers()).containsEntry("Retry-After", "2");
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("{\"level\":\"WARN\",\"event\":\"store_unavailable\",\"code\":\"throttled\"")
                        .doesNotContain("CANARY"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_unexpected_exception_is_a_500_without_details(boolean error) {
        ActivityApi api = ActivityApi.builder((who, query, deadline) -> {
                    if (error) {
                        throw new StackOverflowError("CANARY");
                    }
                    throw new IllegalStateException("CANARY");
                })
                .log(lines::add)
                .build();

        Answer answer = stream(api, ApiEvents.rest("GET", "/api/activity/order/1", null, ""));

        assertProblem(answer, 500, "internal_error");
        assertThat(answer.body()).doesNotContain("CANARY", "Exception", "java");
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("{\"level\":\"ERROR\",\"event\":\"request_failed\"")
                        .doesNotContain("CANARY"));
    }

    @Test
    void other_origins_may_read_only_if_configured() {
        ActivityApi one = api(ReadPolicy.allowAll(), CorsOrigins.parse("https://shop.example, https://b.example:8443"));
        ActivityApi other = api(ReadPolicy.allowAll(), CorsOrigins.parse("https://other.example"));
        ActivityApi all = api(ReadPolicy.allowAll(), CorsOrigins.parse("*"));

        Answer allowed = stream(one, ApiEvents.rest("GET", "/api/activity/order/1", null, ""));
        Answer preflight = stream(one, ApiEvents.http("OPTIONS", "/api/activity/order/1", "", ""));
        Answer refused = stream(other, ApiEvents.rest("GET", "/api/activity/order/1", null, ""));
        Answer anybody = stream(all, ApiEvents.rest("GET", "/api/activity/order/1", null, ""));

        assertThat(allowed.headers())
                .containsEntry("Access-Control-Allow-Origin", "https://shop.example")
                .containsEntry("Access-Control-Expose-Headers", "Link, Retry-After")
                .containsEntry("Vary", "Origin");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.body()).isEmpty();
        assertThat(preflight.headers()).containsEntry("Access-Control-Allow-Methods", "GET, OPTIONS");
        assertThat(refused.headers()).containsEntry("Vary", "Origin").doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(anybody.headers())
                .containsEntry("Access-Control-Allow-Origin", "*")
                .doesNotContainKey("Vary");
        assertThatThrownBy(() -> CorsOrigins.parse("https://a.example/path"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CorsOrigins.parse("*,https://a.example")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{}", "{\"version\":\"2.0\"}", "{\"path\":7,\"httpMethod\":\"CANARY\"}"})
    void an_invocation_in_another_format_fails(String event) {
        assertThatThrownBy(() -> stream(event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read the API Gateway event")
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void typed_events_are_handled_like_streams() {
        append(anActivity().of(order("a/b")).id("found").build());
        String rest = ApiEvents.rest(
                "GET",
                "/api/activity/order/a%2Fb",
                "{\"limit\":[\"5\"]}",
                ",\"authorizer\":{\"claims\":{\"sub\":\"s\"}}");
        String http = ApiEvents.http(
                "GET",
                "/prod/api/activity/order",
                "id=a%2Fb&limit=5",
                ",\"authorizer\":{\"jwt\":{\"claims\":{\"sub\":\"s\"}}}");
        Answer expected = parse(stream(rest));

        var restAnswer = new RestApiHandler(api(), RESERVE)
                .handleRequest(typed(APIGatewayProxyRequestEvent.class, rest), LambdaContext.withAmpleTime());
        Principal restPrincipal = principal;
        principal = null;
        var httpAnswer = new HttpApiHandler(api(), RESERVE)
                .handleRequest(typed(APIGatewayV2HTTPEvent.class, http), LambdaContext.withAmpleTime());

        assertThat(new Answer(restAnswer.getStatusCode(), restAnswer.getHeaders(), restAnswer.getBody()))
                .isEqualTo(expected);
        assertThat(new Answer(httpAnswer.getStatusCode(), httpAnswer.getHeaders(), httpAnswer.getBody()))
                .isEqualTo(expected);
        assertThat(restPrincipal).isEqualTo(Principal.of("s").with("sub", "s"));
        assertThat(principal).isEqualTo(restPrincipal);
    }

    /** A response of the API, read from the JSON for Lambda. */
    private record Answer(int status, Map<String, String> headers, String body) {}

    /** The fields that Lambda's mapper reads. */
    public static final class AnswerJson {
        public int statusCode;
        public Map<String, String> headers = Map.of();
        public String body = "";
        public boolean isBase64Encoded;
    }

    @Test
    void a_configured_template_gives_each_traced_activity_a_link_to_its_trace() {
        append(anActivity()
                .of(order("ORD-T"))
                .trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, ""))
                .build());
        ActivityApi api = ActivityApi.builder(ActivityService.builder(store)
                        .readPolicy(ReadPolicy.allowAll())
                        .build())
                .traceUrl(TraceUrl.parse("https://traces.example/{trace_id}?span={span_id}"))
                .build();

        Answer answer = stream(api, ApiEvents.rest("GET", "/api/activity/order/ORD-T", null, ""));

        assertThat(answer.body())
                .contains(
                        "\"trace_url\":\"https://traces.example/0af7651916cd43dd8448eb211c80319c?span=b7ad6b7169203331\"");
    }

    private void append(Activity activity) {
        assertThat(store.append(List.of(activity), SOON)).hasSize(1);
    }

    private ActivityApi api() {
        ReadPolicy remembering = (who, entity) -> {
            principal = who;
            return ReadPolicy.Decision.allowed();
        };
        return api(remembering, CorsOrigins.none());
    }

    private ActivityApi api(ReadPolicy policy, CorsOrigins cors) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy(policy)
                .clock(MovableClock.at("2026-01-06T00:00:00Z"))
                .build();
        return ActivityApi.builder(service).cors(cors).log(lines::add).build();
    }

    private Answer rest(String method, String path, @Nullable String query) {
        return parse(stream(ApiEvents.rest(method, path, query, "")));
    }

    private Answer http(String method, String path, String query) {
        return parse(stream(ApiEvents.http(method, path, query, "")));
    }

    private byte[] stream(String event) {
        return bytes(api(), event);
    }

    private static Answer stream(ActivityApi api, String event) {
        return parse(bytes(api, event));
    }

    private static byte[] bytes(ActivityApi api, String event) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            new ApiStreamHandler(api, RESERVE)
                    .handleRequest(
                            new ByteArrayInputStream(event.getBytes(UTF_8)), output, LambdaContext.withAmpleTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return output.toByteArray();
    }

    private static Answer parse(byte[] json) {
        AnswerJson answer =
                JacksonFactory.getInstance().getSerializer(AnswerJson.class).fromJson(new ByteArrayInputStream(json));
        return new Answer(answer.statusCode, answer.headers, answer.body);
    }

    private <T> T typed(Class<T> type, String json) {
        return LambdaEventSerializers.serializerFor(type, getClass().getClassLoader())
                .fromJson(new ByteArrayInputStream(json.getBytes(UTF_8)));
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

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(answer.body())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"")
                .contains("\"status\":" + status + ",\"detail\":\"")
                .endsWith("\"code\":\"" + code + "\"}");
    }
}
