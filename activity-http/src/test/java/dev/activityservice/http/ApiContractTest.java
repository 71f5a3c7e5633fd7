package dev.activityservice.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.testbed.openapi.ApiContract;
import dev.activityservice.testbed.openapi.ApiResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows that the validation of responses finds each kind of deviation, by responses of the API with one change each. */
class ApiContractTest {

    private static final String PATH = "/api/activity/order/ORD-1";
    private static final ApiContract CONTRACT = ApiContract.of(OpenApi.json());

    private final OpenApiExamples examples = new OpenApiExamples();

    @Test
    void an_unchanged_response_conforms() {
        assertThatCode(() -> check("GET", PATH, examples.page())).doesNotThrowAnyException();
        assertThatCode(() -> check("GET", "/api/activity/order", examples.page()))
                .doesNotThrowAnyException();
        assertThatCode(() -> check("HEAD", PATH, examples.page().withoutBody())).doesNotThrowAnyException();
        assertThatCode(() -> check("GET", PATH, examples.notModified())).doesNotThrowAnyException();
        for (ProblemCode code : ProblemCode.values()) {
            String method = code == ProblemCode.METHOD_NOT_ALLOWED ? "POST" : "GET";
            assertThatCode(() -> check(method, PATH, examples.problem(code))).doesNotThrowAnyException();
        }
        assertThatCode(() -> check("OPTIONS", PATH, examples.preflight())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"entity_id\"|{\"secret\":1,\"entity_id\"|body: property 'secret' is not evaluated",
                "\"summary\":|\"Summary\":|body/activities/0: property 'Summary' is not evaluated",
                "\"actor\":{|\"actor\":{\"name\":\"x\",|body/activities/0/actor: property 'name' is not evaluated",
                "\"entity_type\":\"order\",||body: required property 'entity_type' not found",
                "\"occurred_at\":\"2026-01-05T10:00:00.1234567Z\"|\"occurred_at\":\"yesterday\"|body/activities/0/occurred_at: ",
                "\"time_source\":\"event\"|\"time_source\":\"clock\"|body/activities/0/time_source: ",
                "\"activity_time\":|\"activity_time\":\"\",\"x\":|body/activities/0/activity_time: ",
                "\"span_id\":\"b7ad6b7169203331\",||body/activities/0: ",
                "\"entity_id\":\"ORD-1\"|\"entity_id\":\"\"|body/entity_id: ",
                "]|]]|body: expected JSON"
            })
    void a_page_with_another_body_is_found(String part, @Nullable String other, String violation) {
        String body = examples.page().bodyText();

        assertFound("GET", PATH, changed(examples.page(), body.replace(part, other == null ? "" : other)), violation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NDJSON|\"entity_type\":\"order\",||line 1: required property 'entity_type' not found",
                "NDJSON|\"summary\":|\"Summary\":|line 1: property 'Summary' is not evaluated",
                "NDJSON|\"entity_id\":\"ORD-1\"|\"entity_id\":\"\"|line 2/entity_id: ",
                "NDJSON|}LF|}|body: expected a line feed at the end",
                "NDJSON|\"actor\":|LF\"actor\":|line 1: expected JSON",
                "CSV|CRLF|LF|body: expected CRLF at ",
                "CSV|orders.orderCreated.v1,|orders.orderCreated.v1CR,|body: expected CRLF at ",
                "CSV|orders.orderCreated.v1,||record at line 2: expected 18 fields, not 17",
                "CSV|orders.orderCreated.v1,|a,b,|record at line 2: expected 18 fields, not 19",
                "CSV|user,|\"us\"er,|body: expected CSV, ",
                "CLOUD_EVENTS|\"datapart\":\"attributes\",||body/0: required property 'datapart' not found",
                "CLOUD_EVENTS|\"specversion\":\"1.0\"|\"specversion\":\"0.3\"|body/0/specversion: ",
                "CLOUD_EVENTS|\"actorid\":|\"actorname\":|body/0: property 'actorname' is not evaluated",
                "CLOUD_EVENTS|]|]]|body: expected JSON"
            })
    void an_export_with_another_body_is_found(
            ResponseFormat format, String part, @Nullable String other, String violation) {
        HttpResponse page = examples.page(format);
        assertThatCode(() -> check("GET", PATH, page)).doesNotThrowAnyException();

        String changed = page.bodyText().replace(lineBreaks(part), other == null ? "" : lineBreaks(other));

        assertFound("GET", PATH, changed(page, changed), violation);
    }

    private static String lineBreaks(String text) {
        return text.replace("CR", "\r").replace("LF", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"code\":\"invalid_limit\"|\"code\":\"not_found\"|body/code: ",
                "\"code\":\"invalid_limit\"|\"code\":\"invalid\"|body/code: ",
                "\"status\":400|\"status\":404|body/status: ",
                "\"title\":\"Bad Request\"|\"title\":\"Bad\"|body/title: ",
                "\"type\":\"about:blank\"|\"type\":\"x\"|body/type: ",
                "\"code\":|\"instance\":\"x\",\"code\":|body: property 'instance' is not evaluated",
                "\"detail\":|\"details\":|body: required property 'detail' not found"
            })
    void a_problem_with_another_body_is_found(String part, String other, String violation) {
        HttpResponse problem = examples.problem(ProblemCode.INVALID_LIMIT);

        assertFound("GET", PATH, changed(problem, problem.bodyText().replace(part, other)), violation);
    }

    @Test
    void a_problem_of_a_5xx_without_error_or_with_another_error_is_found() {
        HttpResponse problem = examples.problem(ProblemCode.STORE_UNAVAILABLE);
        String error = "\"error\":\"Service Unavailable\",";

        assertFound(
                "GET",
                PATH,
                changed(problem, problem.bodyText().replace(error, "")),
                "body: required property 'error' not found");
        assertFound(
                "GET", PATH, changed(problem, problem.bodyText().replace(error, "\"error\":\"x\",")), "body/error: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Debug|1|header x-debug: is not declared",
                "Set-Cookie|a=b|header set-cookie: is not declared",
                "ETag||header etag: is required",
                "Vary||header vary: is required",
                "Vary|Cookie|header vary: ",
                "Content-Disposition|inline|header content-disposition: ",
                "ETag|W/\"1\"|header etag: ",
                "Retry-After|2|header retry-after: is not declared",
                "Cache-Control||header cache-control: is required",
                "Cache-Control|max-age=60|header cache-control: ",
                "X-Content-Type-Options||header x-content-type-options: is required",
                "Link|<https://evil.example>; rel=\"next\"|header link: ",
                "Access-Control-Allow-Origin|shop.example|header access-control-allow-origin: ",
                "Access-Control-Expose-Headers|X-Debug|header access-control-expose-headers: ",
                "Content-Type|text/html|media type: \"text/html\" is not declared",
                "Content-Type|application/problem+json|media type: \"application/problem+json\" is not declared",
                "Content-Type||media type: \"\" is not declared"
            })
    void a_response_with_another_header_is_found(String name, @Nullable String value, String violation) {
        Map<String, String> headers = new LinkedHashMap<>(examples.page().headers());
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }

        assertFound("GET", PATH, ApiResponse.of(200, headers, examples.page().body()), violation);
    }

    @Test
    void a_response_with_another_status_is_found() {
        HttpResponse page = examples.page();
        HttpResponse problem = examples.problem(ProblemCode.STORE_UNAVAILABLE);

        assertFound("GET", PATH, ApiResponse.of(201, page.headers(), page.body()), "status: 201 is not declared");
        assertFound("GET", PATH, ApiResponse.of(302, page.headers(), page.body()), "status: 302 is not declared");
        assertFound("GET", PATH, ApiResponse.of(404, problem.headers(), problem.body()), "body/status: ");
        assertFound("OPTIONS", PATH, ApiResponse.of(200, page.headers(), page.body()), "status: 200 is not declared");
    }

    @Test
    void a_success_without_an_operation_is_found() {
        HttpResponse page = examples.page();
        String violation = "status: expected an error, because no operation is declared";

        assertFound("POST", PATH, ApiResponse.of(200, page.headers(), page.body()), violation);
        assertFound("get", PATH, ApiResponse.of(200, page.headers(), page.body()), violation);
        assertFound("GET", "/api/other", ApiResponse.of(200, page.headers(), page.body()), violation);
        assertFound("GET", PATH + "/x", ApiResponse.of(200, page.headers(), page.body()), violation);
    }

    @Test
    void a_body_where_none_is_declared_is_found() {
        HttpResponse page = examples.page();
        HttpResponse preflight = examples.preflight();

        assertFound("HEAD", PATH, ApiResponse.of(200, page.headers(), page.body()), "body: expected none");
        assertFound(
                "GET", PATH, ApiResponse.of(304, examples.notModified().headers(), page.body()), "body: expected none");
        assertFound(
                "GET",
                PATH,
                ApiResponse.of(304, page.headers(), new byte[0]),
                "media type: expected none, not application/json");
        assertFound(
                "OPTIONS", PATH, ApiResponse.of(204, preflight.headers(), "{}".getBytes(UTF_8)), "body: expected none");
    }

    private static void check(String method, String path, HttpResponse response) {
        CONTRACT.check(method, path, ApiResponse.of(response.status(), response.headers(), response.body()));
    }

    private static ApiResponse changed(HttpResponse response, String body) {
        if (response.bodyText().equals(body)) {
            throw new AssertionError("The body must have the part that changes: " + body);
        }
        return ApiResponse.of(response.status(), response.headers(), body.getBytes(UTF_8));
    }

    private static void assertFound(String method, String path, ApiResponse response, String violation) {
        assertThatThrownBy(() -> CONTRACT.check(method, path, response))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("\n  " + violation);
    }
}
