package dev.activityservice.local.deployed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.activityservice.local.CommandResult;
import dev.activityservice.local.LocalOptions;
import dev.activityservice.local.LocalStack;
import dev.activityservice.local.SharedStack;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the smoke test against local stacks in several access modes, and against deployments with faults. */
class SmokeCommandTest {

    private static final String ACCESS = "A read without a token is refused";
    private static final String WEB_PAGES = "Web pages of the allowed origins may read, and only those";
    private static final String READ = "The caller reads a timeline";
    private static final String EVENT = "An event is published and read back";

    private static final String SHOP = "https://shop.example";
    private static final String ADMIN = "http://localhost:3000";

    @TempDir
    static Path folder;

    // start sets these fields before each test.
    @SuppressWarnings("NullAway.Init")
    private static AwsSignIn signIn;

    /** A stack whose reads need a token, and that web pages of two origins may read. */
    @SuppressWarnings("NullAway.Init")
    private static LocalStack closed;

    @SuppressWarnings("NullAway.Init")
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        signIn = new AwsSignIn();
        Path policy = Files.writeString(folder.resolve("policy.json"), """
                {"version": 1, "rules": [{"claim": "groups", "has": "support", "may": ["*"]}, {"claim": "sub", "is": "user"}]}
                """);
        closed = stack(null, policy, SHOP + "," + ADMIN);
        token = token("{\"groups\":[\"support\"]}");
    }

    @AfterAll
    static void stop() {
        signIn.close();
        if (closed != null) {
            closed.close();
        }
    }

    @Test
    void a_deployment_with_tokens_and_web_pages_passes_all_checks() throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result =
                    smoke(front, Map.of("SMOKE_TOKEN", token, "CORS_ALLOW_ORIGIN", " " + SHOP + " , ," + ADMIN + ", "));

            assertThat(results(result))
                    .containsExactly(
                            ACCESS + ": passed", WEB_PAGES + ": passed", READ + ": passed", EVENT + ": passed");
            assertThat(result.output())
                    .startsWith(
                            "Smoke test of " + front.api()
                                    + " (environment dev, access COGNITO), bus ActivityService-events-local, the reference catalog\n")
                    .containsPattern(
                            "      publishing product.productCreated.v1 for product/smoke-[0-9a-f]{12}-2\n      passed")
                    .endsWith("\n4 checks: 4 passed, 0 failed, 0 not run.\n")
                    .doesNotContain(token);
            assertThat(result.code()).isZero();
            assertThat(result.error()).isEmpty();
        }
    }

    @Test
    void without_a_token_only_the_access_and_the_web_pages_are_checked() throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(front, Map.of("CORS_ALLOW_ORIGIN", SHOP));

            assertThat(results(result))
                    .containsExactly(
                            ACCESS + ": passed",
                            WEB_PAGES + ": passed",
                            READ
                                    + ": not run, because reads need a token: set SMOKE_TOKEN to one of the deployment's issuer",
                            EVENT
                                    + ": not run, because reads need a token: set SMOKE_TOKEN to one of the deployment's issuer");
            assertThat(result.code()).isZero();
            assertThat(result.output()).endsWith("\n4 checks: 2 passed, 0 failed, 2 not run.\n");
            assertThat(published(front)).isZero();
        }
    }

    @Test
    void a_last_line_says_that_only_the_refusal_was_checked() throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(front, Map.of("CORS_ALLOW_ORIGIN", " , "));

            assertThat(result.output())
                    .endsWith(
                            "\n4 checks: 1 passed, 0 failed, 3 not run.\nOnly the refusal of a read without a token was"
                                    + " checked, because SMOKE_TOKEN is not set.\n");
            assertThat(result.code()).isZero();
        }
    }

    @Test
    void an_open_deployment_without_web_pages_has_no_refusal_and_no_preflight_to_check() {
        CommandResult result = CommandResult.run(
                "smoke", "--local", "--port=" + SharedStack.STACK.endpoint().getPort());

        assertThat(results(result))
                .containsExactly(
                        ACCESS + ": not run, because the API is open to the internet (API_ACCESS=OPEN_TO_THE_INTERNET)",
                        WEB_PAGES
                                + ": not run, because no web page of another origin may read (CORS_ALLOW_ORIGIN is not set)",
                        READ + ": passed",
                        EVENT + ": passed");
        assertThat(result.code()).isZero();
    }

    @Test
    void an_open_API_fails_where_access_should_be_refused() throws IOException {
        try (Front front = Front.before(SharedStack.STACK.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(front, Map.of("API_ACCESS", "IAM"));

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output())
                    .contains(
                            "        expected: the status 401 or 403 of this API, with a message in JSON\n        actual:   the status"
                                    + " 200 and the timeline\n        check:    API_ACCESS"
                                    + " of the deployment: by the settings of this command, it is IAM. Everybody may read this"
                                    + " deployment\n")
                    .contains("  failed: [1] " + ACCESS + "\n");
        }
    }

    @Test
    void another_stage_fails_with_the_address_to_check() throws IOException {
        try (Front front = Front.before(
                closed.endpoint(),
                request -> request.isApi() ? Front.json(404, "{\"message\":\"Not Found\"}") : request.pass())) {
            CommandResult result = smoke(front, Map.of("SMOKE_TOKEN", token));

            assertThat(result.output())
                    .contains("whether API_ENDPOINT is the address of the API with its stage")
                    .contains("4 checks: 0 passed, 3 failed, 1 not run.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            COGNITO | 403 | <html>Request blocked</html>
            IAM     | 401 | "text"
            COGNITO | 403 | {"message":"Missing Authentication Token"}
            COGNITO | 403 | {"error":"other"}
            COGNITO | 301 | {"message":"Moved"}
            COGNITO | 404 | {"message":"Not Found"}
            COGNITO | 200 | <html>Welcome</html>
            COGNITO | 200 | {"message":"Welcome"}
            """)
    void an_answer_of_another_host_or_stage_is_not_a_refusal(String access, int status, String body)
            throws IOException {
        try (Front front = Front.before(
                closed.endpoint(), request -> request.isApi() ? Front.json(status, body) : request.pass())) {
            CommandResult result = smoke(front, Map.of("API_ACCESS", access));

            assertThat(results(result)).contains(ACCESS + ": FAILED");
            assertThat(result.output())
                    .contains("expected: the status 401 or 403 of this API, with a message in JSON\n"
                            + "        actual:   the status " + status + " and " + body
                            + "\n        check:    whether API_ENDPOINT is the address of the API with its stage\n");
            assertThat(result.code()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            IAM        | 403 | {"message":"Missing Authentication Token"}
            COGNITO    | 401 | {"message":"Unauthorized"}
            AUTHORIZER | 403 | {"Message":"User: anonymous is not authorized to perform: execute-api:Invoke"}
            """)
    void an_answer_of_the_gateway_is_a_refusal(String access, int status, String body) throws IOException {
        try (Front front = Front.before(
                closed.endpoint(), request -> request.isApi() ? Front.json(status, body) : request.pass())) {
            assertThat(results(smoke(front, Map.of("API_ACCESS", access)))).contains(ACCESS + ": passed");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://other.example | expected: Access-Control-Allow-Origin: https://other.example | actual:   no header Access-Control-Allow-Origin
            https://shop.example/ | expected: Access-Control-Allow-Origin: https://shop.example/ | actual:   no header Access-Control-Allow-Origin
            *                     | expected: Access-Control-Allow-Origin: https://smoke-test.invalid | actual:   no header Access-Control-Allow-Origin
            """)
    void origins_that_the_deployment_does_not_allow_fail(String origins, String expected, String actual)
            throws IOException {
        try (Front front = Front.before(closed.endpoint(), SmokeCommandTest::withoutTheGuard)) {
            CommandResult result = smoke(front, Map.of("CORS_ALLOW_ORIGIN", origins));

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output()).contains(expected + "\n", actual + "\n");
        }
    }

    @Test
    void a_deployment_that_allows_more_origins_than_its_settings_fails() throws IOException {
        try (Front front = Front.before(closed.endpoint(), request -> {
            Front.Answer answer = withoutTheGuard(request);
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put("access-control-allow-origin", "*");
            headers.put("access-control-allow-methods", "GET, HEAD");
            headers.put("access-control-allow-headers", "X-Api-Key, Authorization");
            return new Front.Answer(answer.status(), headers, answer.body());
        })) {
            assertThat(smoke(front, Map.of("CORS_ALLOW_ORIGIN", SHOP)).output())
                    .contains("expected: no Access-Control-Allow-Origin for the page of another origin\n")
                    .contains("actual:   Access-Control-Allow-Origin: *\n");
            assertThat(smoke(front, Map.of("CORS_ALLOW_ORIGIN", "*")).code()).isZero();
        }
    }

    /** The local stack refuses pages of other origins itself. A deployment has no such guard: its function answers them without an origin. */
    private static Front.Answer withoutTheGuard(Front.Request request) {
        Front.Answer answer = request.pass();
        return answer.body().contains("\"forbidden_origin\"")
                ? new Front.Answer(204, Map.of("vary", "Origin"), "")
                : answer;
    }

    @ParameterizedTest
    @CsvSource({
        "access-control-allow-methods, POST, Access-Control-Allow-Methods with get",
        "access-control-allow-headers, Content-Type, Access-Control-Allow-Headers with authorization"
    })
    void a_preflight_that_does_not_allow_a_read_with_a_token_fails(String header, String value, String expected)
            throws IOException {
        try (Front front = Front.before(closed.endpoint(), request -> {
            Front.Answer answer = request.pass();
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put(header, value);
            return new Front.Answer(answer.status(), headers, answer.body());
        })) {
            assertThat(smoke(front, Map.of("CORS_ALLOW_ORIGIN", SHOP)).output())
                    .contains("expected: " + expected + "\n");
        }
    }

    @Test
    void a_preflight_that_the_gateway_refuses_fails() throws IOException {
        try (Front front = Front.before(
                closed.endpoint(),
                request -> request.method().equals("OPTIONS")
                        ? Front.json(403, "{\"message\":\"Missing Authentication Token\"}")
                        : request.pass())) {
            assertThat(smoke(front, Map.of("CORS_ALLOW_ORIGIN", SHOP)).output())
                    .contains("expected: a status 2xx for the preflight of https://shop.example\n")
                    .contains("actual:   the status 403 and {\"message\":\"Missing Authentication Token\"}\n");
        }
    }

    @Test
    void an_invalid_token_fails_and_is_not_printed() throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult invalid = smoke(front, Map.of("SMOKE_TOKEN", "not.a.token"));
            CommandResult split = smoke(front, Map.of("SMOKE_TOKEN", "not a\ntoken"));

            assertThat(results(invalid))
                    .containsExactly(
                            ACCESS + ": passed",
                            WEB_PAGES
                                    + ": not run, because no web page of another origin may read (CORS_ALLOW_ORIGIN is not set)",
                            READ + ": FAILED",
                            EVENT + ": FAILED");
            assertThat(invalid.output())
                    .contains("check:    whether SMOKE_TOKEN has expired, and is a token for this deployment\n")
                    .doesNotContain("not.a.token");
            assertThat(split.code()).isEqualTo(2);
            assertThat(split.error())
                    .startsWith("SMOKE_TOKEN must be a bearer token without spaces, for example a JSON Web Token\n")
                    .doesNotContain("not a\ntoken");
        }
    }

    @Test
    void a_token_in_an_answer_is_not_printed() throws IOException {
        String secret = "secret-of-the-caller.".repeat(20);
        try (Front front = Front.before(
                closed.endpoint(),
                request -> request.isRead()
                        ? Front.json(
                                401,
                                "{\"message\":\"refused: " + request.headers().getOrDefault("authorization", "nobody")
                                        + "\"}")
                        : request.pass())) {
            CommandResult result = smoke(front, Map.of("SMOKE_TOKEN", secret));

            assertThat(result.output())
                    .contains("actual:   the status 401 and {\"message\":\"refused: Bearer REDACTED\"}\n")
                    .doesNotContain("secret-of-the-caller");
        }
    }

    @Test
    void an_answer_that_never_ends_fails_at_the_deadline() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (Front front = Front.before(
                closed.endpoint(),
                request -> request.isApi() && requests.incrementAndGet() > 1 ? Front.STALLED : request.pass())) {
            CommandResult result = smoke(front, Map.of("SMOKE_TIMEOUT", "2"));

            assertThat(result.output())
                    .contains("expected: an answer of " + front.api()
                            + "\n        actual:   no complete answer within 2 s\n")
                    .contains("check:    API_ENDPOINT, and the network between this machine and the API\n");
            assertThat(result.code()).isEqualTo(1);
        }
    }

    @Test
    @Timeout(20)
    void a_bus_that_never_answers_fails_at_the_deadline() throws IOException {
        try (Front front = Front.before(
                SharedStack.STACK.endpoint(), request -> request.isApi() ? request.pass() : Front.STALLED)) {
            CommandResult result = smoke(front, Map.of("API_ACCESS", "OPEN_TO_THE_INTERNET", "SMOKE_TIMEOUT", "2"));

            assertThat(results(result).get(3)).isEqualTo(EVENT + ": FAILED");
            assertThat(result.output())
                    .contains("expected: the bus ActivityService-events-local accepts an event\n")
                    .contains("actual:   Cannot publish: the endpoint does not respond (")
                    .contains("): check --endpoint, --aws-region and the network\n");
        }
    }

    @Test
    void a_page_of_a_proxy_instead_of_an_answer_of_the_bus_is_reported_with_its_status() throws IOException {
        try (Front front = Front.before(
                SharedStack.STACK.endpoint(),
                request -> request.isApi()
                        ? request.pass()
                        : new Front.Answer(403, Map.of("content-type", "text/html"), "<html>Blocked</html>"))) {
            assertThat(smoke(front, Map.of("API_ACCESS", "OPEN_TO_THE_INTERNET"))
                            .output())
                    .contains(
                            "actual:   Cannot publish: the status 403 and <html>Blocked</html>, which is not an answer of"
                                    + " AWS: check --endpoint, --aws-region and the network\n");
        }
    }

    @Test
    void a_caller_whom_the_policy_admits_to_no_such_timeline_cannot_read_back() throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(front, Map.of("SMOKE_TOKEN", token("{\"sub\":\"U-7\"}")));

            assertThat(results(result).get(3))
                    .matches(
                            EVENT
                                    + ": not run, because the read policy does not admit the caller to [a-z]+/smoke-[0-9a-f]{12}-2");
            assertThat(published(front)).isZero();
            assertThat(result.code()).isZero();
        }
    }

    @Test
    void a_lost_event_fails_at_the_deadline() throws IOException {
        try (Front front = Front.before(SharedStack.STACK.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(
                    front,
                    Map.of(
                            "API_ACCESS", "OPEN_TO_THE_INTERNET",
                            "EVENT_BUS_NAME", "ActivityService-events-other",
                            "SMOKE_TIMEOUT", "2"));

            assertThat(results(result).get(3)).isEqualTo(EVENT + ": FAILED");
            assertThat(result.output())
                    .containsPattern("expected: product/smoke-[0-9a-f]{12}-2 has 1 activity within 2 s\n")
                    .contains("actual:   no activity\n")
                    .contains("whether the bus ActivityService-events-other is the one of this deployment")
                    .doesNotContain("SMOKE_TENANT");
            assertThat(result.code()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"60, passed, 0", "2, FAILED, 1"})
    void an_event_that_arrives_late_passes_only_before_the_deadline(int timeout, String outcome, int code)
            throws IOException {
        AtomicInteger reads = new AtomicInteger();
        try (Front front = Front.before(SharedStack.STACK.endpoint(), request -> {
            Front.Answer answer = request.pass();
            // A read each 500 ms: the first eight do not see the event. Two of them are before the event.
            return request.isRead() && request.query().isEmpty() && reads.incrementAndGet() <= 8
                    ? answer.withBody(withoutActivities(answer.body()))
                    : answer;
        })) {
            CommandResult result = smoke(
                    front, Map.of("API_ACCESS", "OPEN_TO_THE_INTERNET", "SMOKE_TIMEOUT", String.valueOf(timeout)));

            assertThat(results(result).get(3)).isEqualTo(EVENT + ": " + outcome);
            assertThat(result.code()).isEqualTo(code);
            if (code == 0) {
                assertThat(result.output())
                        .containsPattern("      waiting for 1 s: product/smoke-[0-9a-f]{12}-2 has 0 of 1 activity\n");
            }
        }
    }

    private static String withoutActivities(String page) {
        var json = DeployedApi.json(page);
        if (json.path("activities") instanceof ArrayNode activities) {
            activities.removeAll();
        }
        return json.toString();
    }

    @Test
    @Tag("thorough")
    void temporary_failures_of_the_API_are_repeated_and_permanent_ones_are_reported() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        Front.Answer unavailable = Front.json(503, "{\"message\":\"Service Unavailable\"}");
        try (Front front = Front.before(
                closed.endpoint(),
                request -> request.isApi() && requests.incrementAndGet() % 2 == 1 ? unavailable : request.pass())) {
            assertThat(smoke(front, Map.of("SMOKE_TOKEN", token, "CORS_ALLOW_ORIGIN", SHOP))
                            .code())
                    .isZero();
        }
        try (Front front = Front.before(closed.endpoint(), request -> request.isApi() ? unavailable : request.pass())) {
            CommandResult result = smoke(front, Map.of("SMOKE_TOKEN", token, "SMOKE_TIMEOUT", "1"));

            assertThat(result.output())
                    .contains("expected: an answer of the API\n")
                    .contains("actual:   the status 503 and {\"message\":\"Service Unavailable\"}\n")
                    .contains("check:    the log and the alarms of the query function\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "prod, ActivityService-events-local",
        "live, ActivityService-events-local",
        "prd-2, ActivityService-events-local",
        "production, ActivityService-events-local",
        "prod-eu, ActivityService-events-local",
        "dev, Timeline-events-prod-eu",
        "dev, Timeline-events-PROD"
    })
    void in_production_nothing_is_published_unless_it_is_allowed(String environment, String bus) throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result =
                    smoke(front, Map.of("SMOKE_TOKEN", token, "ENV", environment, "EVENT_BUS_NAME", bus));

            assertThat(results(result))
                    .contains(
                            READ + ": passed",
                            EVENT + ": not run, because this is production, and its events would stay on timelines: set"
                                    + " SMOKE_PUBLISH=1 to publish anyway");
            assertThat(result.code()).isZero();
            assertThat(published(front)).isZero();
        }
    }

    @Test
    void in_production_an_event_is_published_if_it_is_allowed() throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(front, Map.of("SMOKE_TOKEN", token, "ENV", "prod", "SMOKE_PUBLISH", "1"));

            assertThat(results(result)).contains(EVENT + ": passed");
            assertThat(published(front)).isEqualTo(1);
            assertThat(smoke(front, Map.of("SMOKE_PUBLISH", "yes")))
                    .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(2))
                    .satisfies(wrong ->
                            assertThat(wrong.error()).startsWith("SMOKE_PUBLISH must be 1 or absent, not \"yes\"\n"));
        }
    }

    @Test
    void the_stage_of_production_is_recognised_in_any_case() throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(
                    front,
                    Map.of(
                            "SMOKE_TOKEN",
                            token,
                            "API_ENDPOINT",
                            front.endpoint() + "/dev/../PROD",
                            "SMOKE_TIMEOUT",
                            "1"));

            assertThat(result.output()).contains(EVENT + "\n      not run, because this is production,");
        }
    }

    @ParameterizedTest
    @CsvSource({"Prod", "' prod'", "prod_eu", "production-eu", "awsome", "ssm"})
    void an_environment_that_cannot_be_deployed_is_refused(String environment) throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(front, Map.of("ENV", environment));

            assertThat(result.error())
                    .startsWith(
                            "ENV must be 1 to 10 lower-case letters, digits and hyphens, starting with a letter or a"
                                    + " digit, but not with aws or ssm, not \"" + environment + "\"\n");
            assertThat(result.code()).isEqualTo(2);
            assertThat(front.requests()).isEmpty();
        }
    }

    @Test
    void environments_and_regions_have_the_form_of_a_deployment() throws IOException {
        Path settings = Path.of("../activity-infra-cdk/src/main/java/dev/activityservice/infra/Setting.java");
        assumeTrue(Files.exists(settings), settings + " does not exist");

        assertThat(Files.readString(settings))
                .contains(
                        "new Text(\n                    \"" + DeploymentOptions.ENVIRONMENT.pattern() + "\"",
                        "new Text(\"" + DeploymentOptions.REGION.pattern() + "\", \"the name of an AWS region");
    }

    @ParameterizedTest
    @CsvSource({"eu west 1", "https://eu-west-1", "eu-west-1/x", "' '", "r"})
    void a_malformed_region_is_refused(String region) throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            CommandResult result = smoke(front, Map.of("AWS_REGION", region));

            assertThat(result.error())
                    .startsWith("AWS_REGION must be the name of an AWS region, for example eu-west-1, not \""
                            + region.strip() + "\"\n");
            assertThat(result.code()).isEqualTo(2);
            assertThat(smoke(front, Map.of("AWS_REGION", " eu-west-1 ")).code()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:4566, localhost:4566",
        "vpce.example, vpce.example",
        "ftp://vpce.example, ftp://vpce.example",
        "http://127.0.0.1:70000, http://127.0.0.1:70000",
        "https://user:password@vpce.example, https://REDACTED@vpce.example"
    })
    void another_endpoint_must_be_a_URL_with_a_host(String endpoint, String shown) {
        CommandResult result = CommandResult.run(
                Map.of("API_ENDPOINT", "https://api.example/dev", "AWS_REGION", "eu-west-1"),
                "smoke",
                "--endpoint=" + endpoint);

        assertThat(result.error())
                .startsWith("--endpoint must be an http or https URL without a user, a query and a fragment, such as"
                        + " https://vpce-1a2b3c.events.eu-west-1.vpce.amazonaws.com, not \"" + shown + "\"\n");
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void names_that_only_begin_like_production_are_not_production() throws IOException {
        try (Front front = Front.before(closed.endpoint(), Front.Request::pass)) {
            assertThat(results(smoke(front, Map.of("SMOKE_TOKEN", token, "ENV", "products"))))
                    .contains(EVENT + ": passed");
        }
    }

    @Test
    void an_event_of_the_deployed_catalog_is_published() throws IOException {
        Path catalog = Files.writeString(folder.resolve("shop.json"), """
                {"version": 1, "events": {"shop.basketFilled.v1": {
                  "sources": ["shop"], "entities": [{"type": "basket", "id": "/subject"}, {"type": "user", "id": "/data/user", "optional": true}]}}}
                """);
        try (LocalStack stack = stack(catalog, null, null);
                Front front = Front.before(stack.endpoint(), Front.Request::pass)) {
            Map<String, String> settings = Map.of("API_ACCESS", "OPEN_TO_THE_INTERNET", "CATALOG", catalog.toString());

            CommandResult result = smoke(front, settings);

            assertThat(result.output())
                    .contains(", the catalog " + catalog + "\n")
                    .containsPattern("publishing shop.basketFilled.v1 for basket/smoke-[0-9a-f]{12}-2\n      passed");
            assertThat(result.code()).isZero();
        }
    }

    @Test
    @Tag("thorough")
    void a_catalog_with_tenants_needs_the_tenant_of_the_caller() throws IOException {
        Path catalog = Files.writeString(folder.resolve("tenants.json"), """
                {"version": 1, "tenant": "/data/tenantId", "events": {
                  "shop.orderPlaced.v1": {"entities": [{"type": "order", "id": "/data/order"}]}}}
                """);
        Path policy = folder.resolve("policy.json");
        try (LocalStack stack = stack(catalog, policy, null)) {
            String port = "--port=" + stack.endpoint().getPort();
            String token = CommandResult.run("token", port, "--claims={\"groups\":[\"support\"],\"tenant\":\"acme\"}")
                    .output()
                    .strip();

            assertThat(results(CommandResult.run(Map.of("SMOKE_TOKEN", token), "smoke", "--local", port)))
                    .contains(EVENT
                            + ": not run, because the catalog of the local stack has tenants: set SMOKE_TENANT to the tenant"
                            + " of the caller");
            assertThat(results(CommandResult.run(
                            Map.of("SMOKE_TOKEN", token, "SMOKE_TENANT", "acme"), "smoke", "--local", port)))
                    .contains(EVENT + ": passed");
            assertThat(CommandResult.run(
                                    Map.of("SMOKE_TOKEN", token, "SMOKE_TENANT", "other", "SMOKE_TIMEOUT", "2"),
                                    "smoke",
                                    "--local",
                                    port)
                            .output())
                    .contains("actual:   no activity\n")
                    .contains(
                            "was deployed with the catalog of the local stack, whether SMOKE_TENANT is the tenant of the"
                                    + " caller. Then docs/runbook.md");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.example/dev",
        "ftp://api.example/dev",
        "https://api.example/dev?x=1",
        "https://api.example/dev#x",
        "https://user@api.example/dev",
        "api.example/dev",
        "https:///dev",
        "not a URL"
    })
    void a_token_is_sent_only_to_an_https_address(String address) {
        CommandResult result = CommandResult.run(
                Map.of("API_ENDPOINT", address, "EVENT_BUS_NAME", "b", "AWS_REGION", "eu-west-1", "SMOKE_TOKEN", "t"),
                "smoke");

        assertThat(result.error())
                .startsWith(
                        "API_ENDPOINT must be an https URL with the stage, without a user, a query and a fragment, such as"
                                + " https://a1b2c3.execute-api.eu-west-1.amazonaws.com/dev, not \""
                                + address.replace("user@", "REDACTED@") + "\"\n");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output()).isEmpty();
    }

    @Test
    void an_address_that_does_not_answer_stops_the_command_at_the_deadline() {
        CommandResult result = CommandResult.run(
                Map.of(
                        "API_ENDPOINT", "https://127.0.0.1:1/dev",
                        "EVENT_BUS_NAME", "b",
                        "AWS_REGION", "eu-west-1",
                        "SMOKE_TIMEOUT", "2"),
                "smoke");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .doesNotContain("[1/4]")
                .contains("      waiting for 1 s: java.net.ConnectException\n");
        assertThat(result.error())
                .isEqualTo(
                        "Cannot reach the API at https://127.0.0.1:1/dev: java.net.ConnectException; check API_ENDPOINT,"
                                + " and the network between this machine and the API\n");
    }

    @Test
    void a_stack_that_is_not_running_is_reported() {
        assertThat(CommandResult.run("smoke", "--local", "--port=1").error())
                .startsWith("Cannot reach a local stack at port 1");
    }

    private static CommandResult smoke(Front front, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "API_ENDPOINT", front.api(),
                "EVENT_BUS_NAME", "ActivityService-events-local",
                "API_ACCESS", "COGNITO",
                "AWS_REGION", "eu-west-1"));
        environment.putAll(settings);
        return CommandResult.run(environment, "smoke", "--endpoint=" + front.endpoint());
    }

    /** Returns each check with its result, without details and times. */
    private static List<String> results(CommandResult result) {
        List<String> results = new ArrayList<>();
        String name = "";
        for (String line : result.output().lines().toList()) {
            if (Pattern.matches("\\[\\d/\\d\\] .*", line)) {
                name = line.substring(6);
            } else if (Pattern.matches("      (passed|FAILED) \\(.*", line)) {
                results.add(name + ": " + line.strip().split(" ", 2)[0]);
            } else if (line.startsWith("      not run, ")) {
                results.add(name + ": " + line.strip());
            }
        }
        return results;
    }

    private static long published(Front front) {
        return front.requests().stream().filter(request -> !request.isApi()).count();
    }

    private static String token(String claims) {
        return CommandResult.run("token", "--port=" + closed.endpoint().getPort(), "--claims=" + claims)
                .output()
                .strip();
    }

    private static LocalStack stack(@Nullable Path catalog, @Nullable Path policy, @Nullable String origins)
            throws IOException {
        boolean hasTenants = catalog != null && Files.readString(catalog).contains("\"tenant\"");
        return LocalStack.start(new LocalOptions(
                0,
                0,
                0,
                null,
                catalog == null ? null : catalog.toString(),
                3,
                Duration.ofSeconds(3),
                new LocalOptions.Access(Set.of(), origins),
                new LocalOptions.Reads(policy == null ? null : policy.toString(), hasTenants ? "tenant" : null, null),
                OpenTelemetry.noop()));
    }
}
