package dev.activityservice.aws.driving.api;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.api.typed.HttpApiHandler;
import dev.activityservice.aws.driving.api.typed.RestApiHandler;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.CorsOrigins;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driven.StoreUnavailableException;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayApiTest {

    private static final Duration RESERVE = Duration.ofMillis(500);
    private static final Deadline SOON = () -> Duration.ofSeconds(5);

    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final List<String> lines = new ArrayList<>();
    private @Nullable Principal principal;

    @Test
    void f58_an_event_with_more_than_ten_thousand_values_is_rejected() {
        assertThatThrownBy(() -> stream("{\"headers\":[" + "1,".repeat(10_000) + "1]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read the API Gateway event: it must have at most 10000 values");
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
    void an_invocation_that_is_not_json_fails() {
        assertThatThrownBy(() -> stream("{\"CANARY"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read the API Gateway event: malformed JSON at byte ")
                .hasMessageNotContaining("CANARY");
    }

    /** The events are those of github.com/aws/aws-lambda-go, {@code events/testdata}, without the fields that do not matter. */
    private static Stream<Arguments> foreignEvents() {
        String request = "'path':'/api/activity/order/1','httpMethod':'GET'";
        String request2 =
                "'version':'2.0','rawPath':'/api/activity/order/1','requestContext':{'http':{'method':'GET'}}";
        return Stream.of(
                arguments("an empty input", ""),
                arguments("an empty input", " "),
                arguments("null", "null"),
                arguments("an array", "[]"),
                arguments("an array", "[{'info':{},'arguments':{}}]"),
                arguments("a string", "'CANARY'"),
                arguments("a number", "7"),
                arguments("a number", "1.5"),
                arguments("a boolean", "true"),
                arguments("a JSON object without the fields of a request", "{}"),
                arguments("a JSON object without the fields of a request", "{'CANARY':'CANARY'}"),
                arguments("a JSON object without the fields of a request", "{'version':'2.0'}"),
                arguments("a JSON object without the fields of a request", "{'version':'3.0'," + request + "}"),
                arguments("a JSON object without the fields of a request", "{'version':2.0," + request + "}"),
                arguments("a JSON object without the fields of a request", "{'path':7,'httpMethod':'CANARY'}"),
                arguments("a JSON object without the fields of a request", "{'path':'/api/activity/order/1'}"),
                arguments("a JSON object without the fields of a request", "{'httpMethod':'GET','path':null}"),
                arguments(
                        "a JSON object without the fields of a request",
                        "{'version':'2.0','rawPath':'/','requestContext':{'http':{'method':7}}}"),
                // A service of VPC Lattice.
                arguments(
                        "a JSON object without the fields of a request",
                        "{'version':'2.0','path':'/api/activity/order/1','method':'GET',"
                                + "'requestContext':{'serviceNetworkArn':'arn'}}"),
                arguments(
                        "a JSON object without the fields of a request",
                        "{'raw_path':'/api/activity/order/1','method':'GET'}"),
                // A trigger of Cognito.
                arguments(
                        "a JSON object without the fields of a request",
                        "{'version':'1','triggerSource':'PreSignUp_SignUp','request':{}}"),
                arguments(
                        "a request of a load balancer, whose query is not decoded",
                        ApiEvents.loadBalancer("/api/activity/order/1", "'queryStringParameters':{'type':'a%2Cb'}")),
                arguments(
                        "a request of a load balancer, whose query is not decoded",
                        ApiEvents.loadBalancer("/", "'multiValueQueryStringParameters':{}")),
                arguments(
                        "a request of a load balancer, whose query is not decoded",
                        "{" + request + ",'requestContext':{'elb':null}}"),
                arguments(
                        "a request to a Lambda authorizer",
                        "{'type':'TOKEN','authorizationToken':'CANARY','methodArn':'arn:CANARY'}"),
                arguments(
                        "a request to a Lambda authorizer",
                        "{'type':'REQUEST','methodArn':'arn:CANARY'," + request + "}"),
                arguments(
                        "a request to a Lambda authorizer",
                        "{'version':'1.0','type':'REQUEST','methodArn':'arn:CANARY'," + request + "}"),
                arguments(
                        "a request to a Lambda authorizer",
                        "{'type':'REQUEST','routeArn':'arn:CANARY'," + request2 + "}"),
                arguments(
                        "an event of a WebSocket API",
                        "{'requestContext':{'routeKey':'$connect','eventType':'CONNECT','connectionId':'CANARY'}}"),
                arguments("a batch of records of aws:sqs", "{'Records':[{'eventSource':'aws:sqs','body':'CANARY'}]}"),
                arguments("a batch of records of aws:sns", "{'Records':[{'EventSource':'aws:sns','Sns':{}}]}"),
                arguments("a batch of records of aws:dynamodb", "{'Records':[{'eventSource':'aws:dynamodb'}]}"),
                arguments("a batch of records", "{'Records':[{'eventSource':'CANARY'}]}"),
                arguments("a batch of records", "{'Records':[]}"),
                arguments("a batch of records", "{'Records':null}"),
                arguments("a CloudFront event", "{'Records':[{'cf':{'request':{'uri':'/'}}}]}"),
                arguments(
                        "an EventBridge event",
                        "{'version':'0','id':'CANARY','detail-type':'CANARY','source':'CANARY','detail':{"
                                + "'path':'/','httpMethod':'GET'}}"),
                arguments(
                        "an AppSync event",
                        "{'arguments':{'id':'CANARY'},'identity':null,'source':null,'info':{'fieldName':'x'}}"));
    }

    @ParameterizedTest
    @MethodSource("foreignEvents")
    void f58_an_event_of_another_service_is_refused_with_its_kind(String kind, String event) {
        assertThatThrownBy(() -> stream(event.replace('\'', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot read the API Gateway event: expected a request of a REST API, an HTTP API or a function"
                                + " URL, not " + kind);
    }

    /** Lambda makes objects only from objects and null. It reads numbers as texts, and drops the marks of an authorizer. */
    private static Stream<Arguments> foreignObjects() {
        return foreignEvents().filter(each -> {
            String event = String.valueOf(each.get()[1]);
            return (event.startsWith("{") || event.equals("null"))
                    && !event.contains(":7")
                    && !event.contains("methodArn")
                    && !event.contains("routeArn");
        });
    }

    @ParameterizedTest
    @MethodSource("foreignObjects")
    void f58_the_typed_handlers_refuse_the_events_of_other_services(String kind, String event) {
        String json = event.replace('\'', '"');

        assertThatThrownBy(() -> CheckedApi.handle(
                        new HttpApiHandler(api(), RESERVE),
                        typed(APIGatewayV2HTTPEvent.class, json),
                        LambdaContext.withAmpleTime()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read the API Gateway event: expected a request of ");
        assertThatThrownBy(() -> CheckedApi.handle(
                        new RestApiHandler(api(), RESERVE),
                        typed(APIGatewayProxyRequestEvent.class, json),
                        LambdaContext.withAmpleTime()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Cannot read the API Gateway event: expected a request of ");
    }

    @Test
    void f58_the_typed_handler_of_rest_apis_names_a_load_balancer_and_accepts_events_that_a_test_has_made() {
        String json = ApiEvents.loadBalancer("/api/activity/order/1", "\"queryStringParameters\":{\"limit\":\"1\"}");
        RestApiHandler handler = new RestApiHandler(api(), RESERVE);
        var made = new APIGatewayProxyRequestEvent()
                .withPath("/api/activity/order/1")
                .withHttpMethod("GET");

        assertThat(CheckedApi.handle(handler, made, LambdaContext.withAmpleTime())
                        .getStatusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> CheckedApi.handle(
                        handler, typed(APIGatewayProxyRequestEvent.class, json), LambdaContext.withAmpleTime()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("not a request of a load balancer, whose query is not decoded");
    }

    @Test
    void f58_fields_of_an_event_that_the_api_does_not_use_may_be_large() {
        append(anActivity().of(order("1")).id("found").build());
        String list = "[" + "{\"a\":1},".repeat(20_000) + "1]";

        Answer answer = parse(stream("{\"path\":\"/api/activity/order/1\",\"httpMethod\":\"GET\",\"body\":" + list
                + ",\"multiValueHeaders\":" + list + "}"));

        assertThat(eventIds(answer.body())).containsExactly("found");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 3_400, 100_000})
    void f58_too_many_parameters_are_a_problem_behind_each_gateway(int count) {
        String last = members(count, "\"x\"");
        String all = members(count, "[\"x\"]");
        String rest = """
                {"path":"/api/activity/order/1","httpMethod":"GET","queryStringParameters":{%s},
                "multiValueQueryStringParameters":{%s},"requestContext":{"stage":"prod"}}""";
        String query = IntStream.range(0, count).mapToObj(i -> "p" + i + "=x").collect(Collectors.joining("&"));

        assertThatNoException().isThrownBy(() -> stream(rest.formatted(last, all)));
        assertThat(parse(stream(rest.formatted(last, all))).status()).isIn(400, 414);
        assertThat(parse(stream(rest.formatted(last, ""))).status()).isIn(400, 414);
        assertThat(parse(stream(rest.formatted("\"a\":\"x\"", "\"a\":[\"x\"" + ",\"x\"".repeat(count) + "]")))
                        .status())
                .isIn(400, 414);
        assertThat(parse(stream(rest.replace("{\"path\"", "{\"version\":\"1.0\",\"path\"")
                                .formatted(last, all)))
                        .status())
                .isIn(400, 414);
        assertThat(http("GET", "/prod/api/activity/order/1", query).status()).isIn(400, 414);
        assertThat(parse(stream(rest.formatted(last, all))).headers())
                .containsEntry("Content-Type", "application/problem+json");
    }

    private static String members(int count, String value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"p" + i + "\":" + value)
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource({
        "%6Frder,%6Frder",
        "%6Frder,order",
        "order,%6Frder",
        "%6frder,",
        "order%2F,order/",
        "order;v=1,order;v=1",
        "order,user",
        "orde%72,orde%72"
    })
    void f57_an_alias_of_a_type_is_a_problem_behind_each_gateway(String inPath, @Nullable String routed) {
        append(anActivity().of(order("1")).build());
        append(anActivity().of(EntityRef.of("user", "1")).build());
        String path = "/api/activity/" + inPath + "/1";
        String parameters = routed == null ? "null" : "{\"entity_type\":\"" + routed + "\",\"entity_id\":\"1\"}";
        String rest = ApiEvents.rest("GET", path, null, "")
                .replace("\"pathParameters\":null", "\"pathParameters\":" + parameters);
        String http2 = ApiEvents.http("GET", "/prod" + path, "", "")
                .replace("{\"version\"", "{\"pathParameters\":" + parameters + ",\"version\"");

        assertProblem(parse(stream(rest)), 400, "invalid_entity");
        assertProblem(
                parse(stream(rest.replace("{\"resource\"", "{\"version\":\"1.0\",\"resource\""))),
                400,
                "invalid_entity");
        assertProblem(parse(stream(http2)), 400, "invalid_entity");
        assertProblem(
                parse(stream(http2.replace("execute-api", "lambda-url").replace("/prod/", "/"))),
                400,
                "invalid_entity");
        assertThat(CheckedApi.handle(
                                new RestApiHandler(api(), RESERVE),
                                typed(APIGatewayProxyRequestEvent.class, rest),
                                LambdaContext.withAmpleTime())
                        .getStatusCode())
                .isEqualTo(400);
        assertThat(CheckedApi.handle(
                                new HttpApiHandler(api(), RESERVE),
                                typed(APIGatewayV2HTTPEvent.class, http2),
                                LambdaContext.withAmpleTime())
                        .getStatusCode())
                .isEqualTo(400);
    }

    @Test
    void f57_the_path_parameters_of_a_gateway_do_not_change_a_plain_request() {
        append(anActivity().of(order("a/b")).id("found").build());
        String parameters = "\"pathParameters\":{\"entity_type\":\"order\",\"entity_id\":\"a%2Fb\"}";

        Answer inPath = parse(stream(ApiEvents.rest("GET", "/api/activity/order/a%2Fb", null, "")
                .replace("\"pathParameters\":null", parameters)));
        Answer slash = parse(stream(ApiEvents.rest("GET", "/api/activity/order/", "{\"id\":[\"a/b\"]}", "")
                .replace("\"pathParameters\":null", "\"pathParameters\":{\"entity_type\":\"order\"}")));

        assertThat(eventIds(inPath.body())).containsExactly("found");
        assertThat(eventIds(slash.body())).containsExactly("found");
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

        var restAnswer = CheckedApi.handle(
                new RestApiHandler(api(), RESERVE),
                typed(APIGatewayProxyRequestEvent.class, rest),
                LambdaContext.withAmpleTime());
        Principal restPrincipal = principal;
        principal = null;
        var httpAnswer = CheckedApi.handle(
                new HttpApiHandler(api(), RESERVE),
                typed(APIGatewayV2HTTPEvent.class, http),
                LambdaContext.withAmpleTime());

        assertThat(new Answer(restAnswer.getStatusCode(), restAnswer.getHeaders(), restAnswer.getBody()))
                .isEqualTo(expected);
        assertThat(new Answer(httpAnswer.getStatusCode(), httpAnswer.getHeaders(), httpAnswer.getBody()))
                .isEqualTo(expected);
        assertThat(restPrincipal).isEqualTo(Principal.of("s").with("sub", "s"));
        assertThat(principal).isEqualTo(restPrincipal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|GET|/api/activity/order/a%20%C3%BC%F0%9F%98%80|limit=1&order=desc",
                "200|GET|/api/activity/order|id=a%20%C3%BC%F0%9F%98%80&limit=1000",
                "200|GET|/api/activity/order/|id=a%20%C3%BC%F0%9F%98%80&limit=1",
                "200|HEAD|/api/activity/order/a%20%C3%BC%F0%9F%98%80|limit=1&api_key=a%26b%3E",
                "400|GET|/api/activity/order;v=1/1|",
                "200|HEAD|/api/activity/order/a%20%C3%BC%F0%9F%98%80|limit=1",
                "204|OPTIONS|/api/activity/order/1|",
                "400|GET|/api/activity/order/1|limit=x",
                "400|GET|/api/activity/order|",
                "401|GET|/api/activity/user/1|",
                "403|GET|/api/activity/secret/1|",
                "404|GET|/other|",
                "405|POST|/api/activity/order/1|",
                "500|GET|/api/activity/broken/1|",
                "503|GET|/api/activity/down/1|"
            })
    void a_request_has_the_same_response_directly_and_through_each_gateway(
            int status, String method, String path, @Nullable String givenQuery) {
        String query = givenQuery == null ? "" : givenQuery;
        for (String id : List.of("e1", "e2")) {
            append(anActivity()
                    .of(order("a \u00fc\ud83d\ude00"))
                    .id(id)
                    .attribute("raw", "[ \"\ud83d\ude00\",\n 1.50 ]")
                    .summary("\u0001\"\\ \u20ac \ud83d\ude00")
                    .build());
        }
        ActivityService service = ActivityService.builder(store)
                .readPolicy(GatewayApiTest::decide)
                .build();
        CorsOrigins cors = CorsOrigins.parse("https://shop.example");
        GatewayApi api = GatewayApi.builder(service).cors(cors).build();
        String decodedPath = "/prod" + URLDecoder.decode(path, UTF_8);
        String rest = ApiEvents.rest(method, path, multiValues(query), "");
        String http1 = ApiEvents.rest(method, decodedPath, multiValues(query), "")
                .replace("{\"resource\"", "{\"version\":\"1.0\",\"resource\"");
        String http2 = ApiEvents.http(method, decodedPath, query, "");
        String functionUrl = ApiEvents.http(method, path, query, "")
                .replace("abc.execute-api.eu-west-1.amazonaws.com", "abc.lambda-url.eu-west-1.on.aws")
                .replace("\"stage\":\"prod\"", "\"stage\":\"$default\"");

        HttpResponse direct = CheckedApi.handle(
                ActivityHttp.builder(service).cors(cors).build(),
                HttpRequest.builder(method, path)
                        .rawQuery(query)
                        .header("Origin", "https://shop.example")
                        .build(),
                SOON);
        var typedRest = CheckedApi.handle(
                new RestApiHandler(api, RESERVE),
                typed(APIGatewayProxyRequestEvent.class, rest),
                LambdaContext.withAmpleTime());
        var typedHttp = CheckedApi.handle(
                new HttpApiHandler(api, RESERVE),
                typed(APIGatewayV2HTTPEvent.class, http2),
                LambdaContext.withAmpleTime());

        Answer expected = new Answer(direct.status(), direct.headers(), direct.bodyText());
        assertThat(direct.status()).as(direct.bodyText()).isEqualTo(status);
        assertThat(stream(api, rest)).isEqualTo(expected);
        assertThat(stream(api, http1)).isEqualTo(expected);
        assertThat(stream(api, http2)).isEqualTo(expected);
        assertThat(stream(api, functionUrl)).isEqualTo(expected);
        assertThat(new Answer(typedRest.getStatusCode(), typedRest.getHeaders(), typedRest.getBody()))
                .isEqualTo(expected);
        assertThat(new Answer(typedHttp.getStatusCode(), typedHttp.getHeaders(), typedHttp.getBody()))
                .isEqualTo(expected);
    }

    @Test
    void a_client_that_has_the_body_gets_a_304_behind_each_gateway() {
        append(anActivity().of(order("1")).id("e1").build());
        Answer page = rest("GET", "/api/activity/order/1", null);
        String tag = String.valueOf(page.headers().get("ETag")).replace("\"", "\\\"");
        String member = "\"if-none-match\":\"\\\"a\\\", " + tag + "\"";
        String rest = withHeader(ApiEvents.rest("GET", "/api/activity/order/1", null, ""), member);
        String http1 = rest.replace("{\"resource\"", "{\"version\":\"1.0\",\"resource\"");
        String http2 = withHeader(ApiEvents.http("GET", "/prod/api/activity/order/1", "", ""), member);
        // The map of single values has the last one, which is not the tag.
        String repeated = withHeader(
                        ApiEvents.rest("GET", "/api/activity/order/1", null, ""), "\"If-None-Match\":\"\\\"a\\\"\"")
                .replace(
                        "\"multiValueHeaders\":null",
                        "\"multiValueHeaders\":{\"If-None-Match\":[\"" + tag + "\",\"\\\"a\\\"\"],\"Host\":[\"x\"]}");

        var typedRest = CheckedApi.handle(
                new RestApiHandler(api(), RESERVE),
                typed(APIGatewayProxyRequestEvent.class, repeated),
                LambdaContext.withAmpleTime());
        var typedHttp = CheckedApi.handle(
                new HttpApiHandler(api(), RESERVE),
                typed(APIGatewayV2HTTPEvent.class, http2),
                LambdaContext.withAmpleTime());

        Answer expected = new Answer(304, without("Content-Type", page.headers()), "");
        assertThat(page.status()).isEqualTo(200);
        assertThat(Stream.of(rest, http1, http2, repeated).map(event -> parse(stream(event))))
                .allSatisfy(answer -> assertThat(answer).isEqualTo(expected));
        assertThat(new Answer(typedRest.getStatusCode(), typedRest.getHeaders(), typedRest.getBody()))
                .isEqualTo(expected);
        assertThat(new Answer(typedHttp.getStatusCode(), typedHttp.getHeaders(), typedHttp.getBody()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-ndjson, application/x-ndjson",
        "text/csv, text/csv; charset=utf-8; header=present",
        "application/cloudevents-batch+json, application/cloudevents-batch+json",
        "text/html, application/problem+json"
    })
    void a_format_has_the_same_response_directly_and_through_each_gateway(String accept, String contentType) {
        for (String id : List.of("e1", "e2")) {
            append(anActivity()
                    .of(order("1"))
                    .id(id)
                    .attribute("raw", "[ \"\ud83d\ude00\",\n 1.50 ]")
                    .summary("\u0001\"\\ \u20ac\r\n \ud83d\ude00")
                    .build());
        }
        String header = "\"accept\":\"" + accept + "\"";
        String rest = ApiEvents.rest("GET", "/api/activity/order/1", "{\"limit\":[\"1\"]}", "")
                .replace("\"Accept\":\"*/*\"", header);
        String http2 = withHeader(ApiEvents.http("GET", "/prod/api/activity/order/1", "limit=1", ""), header);
        // Two headers have the meaning of one list.
        String repeated = rest.replace(
                "\"multiValueHeaders\":null",
                "\"multiValueHeaders\":{\"accept\":[\"" + accept + "\",\"application/json;q=0\"]}");

        HttpResponse direct = CheckedApi.handle(
                ActivityHttp.builder(ActivityService.builder(store)
                                .readPolicy(ReadPolicy.allowAll())
                                .build())
                        .build(),
                HttpRequest.builder("GET", "/api/activity/order/1")
                        .rawQuery("limit=1")
                        .header("Accept", accept)
                        .build(),
                SOON);
        var typedRest = CheckedApi.handle(
                new RestApiHandler(api(), RESERVE),
                typed(APIGatewayProxyRequestEvent.class, rest),
                LambdaContext.withAmpleTime());
        var typedHttp = CheckedApi.handle(
                new HttpApiHandler(api(), RESERVE),
                typed(APIGatewayV2HTTPEvent.class, http2),
                LambdaContext.withAmpleTime());

        Answer expected = new Answer(direct.status(), direct.headers(), direct.bodyText());
        assertThat(direct.headers()).containsEntry("Content-Type", contentType);
        assertThat(parse(stream(rest))).isEqualTo(expected);
        assertThat(parse(stream(rest.replace("{\"resource\"", "{\"version\":\"1.0\",\"resource\""))))
                .isEqualTo(expected);
        assertThat(parse(stream(http2))).isEqualTo(expected);
        assertThat(parse(stream(repeated))).isEqualTo(expected);
        assertThat(new Answer(typedRest.getStatusCode(), typedRest.getHeaders(), typedRest.getBody()))
                .isEqualTo(expected);
        assertThat(new Answer(typedHttp.getStatusCode(), typedHttp.getHeaders(), typedHttp.getBody()))
                .isEqualTo(expected);
    }

    private static String withHeader(String event, String member) {
        return event.replace("\"headers\":{", "\"headers\":{" + member + ",");
    }

    private static Map<String, String> without(String name, Map<String, String> headers) {
        Map<String, String> others = new HashMap<>(headers);
        others.remove(name);
        return others;
    }

    private static ReadPolicy.Decision decide(@Nullable Principal caller, EntityRef entity) {
        return switch (entity.type()) {
            case "user" -> ReadPolicy.Decision.unauthenticated();
            case "secret" -> ReadPolicy.Decision.forbidden();
            case "broken" -> throw new IllegalStateException();
            case "down" -> throw new StoreUnavailableException(RetryReason.UNAVAILABLE, "no response", null);
            default -> ReadPolicy.Decision.allowed();
        };
    }

    /** Returns the JSON of multiValueQueryStringParameters for a query without repeated names. */
    private static String multiValues(String query) {
        return query.isEmpty()
                ? "null"
                : Stream.of(query.split("&"))
                        .map(each -> URLDecoder.decode(each, UTF_8).split("="))
                        .map(each -> "\"" + each[0] + "\":[\"" + each[1] + "\"]")
                        .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void a_page_with_unreadable_rows_is_logged() {
        GatewayApi api = GatewayApi.builder((PagesOnly) (who, query, deadline) -> new Page<>(List.of(), null, 3))
                .log(lines::add)
                .build();

        Answer answer = stream(api, ApiEvents.rest("GET", "/api/activity/order/CANARY", null, ""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(lines)
                .containsExactly(
                        "{\"level\":\"WARN\",\"event\":\"rows_unreadable\",\"request_id\":\"request-1\",\"cold_start\":true,\"gateway_request_id\":\"c6af9ac6\","
                                + "\"entity_type\":\"order\",\"rows\":3}");
    }

    @Test
    void f55_a_page_ends_at_4_mb_of_encoded_response_and_the_next_page_continues() {
        // A control character has one byte in the store, six in the body, and seven in Lambda's response. A slice of
        // 1 MB from the store would therefore exceed Lambda's limit.
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

    @Test
    void f58_a_url_has_at_most_a_thousand_parameters() {
        String thousand = IntStream.range(0, 1000).mapToObj(i -> "p" + i).collect(Collectors.joining("&"));

        assertThat(http("GET", "/prod/api/activity/order/1", thousand).status()).isEqualTo(200);
        assertProblem(http("GET", "/prod/api/activity/order/1", thousand + "&more"), 400, "malformed_url");
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
                        .startsWith(
                                "{\"level\":\"WARN\",\"event\":\"store_unavailable\",\"request_id\":\"request-1\",\"cold_start\":true,\"gateway_request_id\":\"c6af9ac6\","
                                        + "\"code\":\"throttled\"")
                        .doesNotContain("CANARY"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_unexpected_exception_is_a_500_without_details(boolean error) {
        GatewayApi api = GatewayApi.builder((PagesOnly) (who, query, deadline) -> {
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

    /** A response of the API, read from the JSON for Lambda. */
    private record Answer(int status, Map<String, String> headers, String body) {}

    /** The fields that Lambda's mapper reads. */
    public static final class AnswerJson {
        public int statusCode;
        public Map<String, String> headers = Map.of();
        public String body = "";
        public boolean isBase64Encoded;
    }

    private void append(Activity activity) {
        assertThat(store.append(List.of(activity), SOON)).hasSize(1);
    }

    private GatewayApi api() {
        ReadPolicy remembering = (who, entity) -> {
            principal = who;
            return ReadPolicy.Decision.allowed();
        };
        return api(remembering, CorsOrigins.none());
    }

    private GatewayApi api(ReadPolicy policy, CorsOrigins cors) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy(policy)
                .clock(MovableClock.at("2026-01-06T00:00:00Z"))
                .build();
        return GatewayApi.builder(service).cors(cors).log(lines::add).build();
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

    private static Answer stream(GatewayApi api, String event) {
        return parse(bytes(api, event));
    }

    private static byte[] bytes(GatewayApi api, String event) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            CheckedApi.invoke(
                    new ApiStreamHandler(api, RESERVE),
                    new ByteArrayInputStream(event.getBytes(UTF_8)),
                    output,
                    LambdaContext.withAmpleTime());
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
        assertThat(answer.body())
                .as("the member error of a 5xx")
                .matches(status < 500 ? "((?!\"error\":).)*" : ".*\"title\":\"([^\"]+)\".*,\"error\":\"\\1\",.*");
    }
}
