package dev.activityservice.local.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the integration test against local stacks and against deployments with faults, with real clients of AWS. */
class IntegrationTestCommandTest {

    private static final String ORDER = "Events that are published out of order are shown in the order of their times";
    private static final String PAGES = "Pages with a limit and a cursor show each activity once";
    private static final String SUMMARY = "A summary counts the activities";
    private static final String POLLING = "A poll with the ETag of a page is answered without a body";
    private static final String EXPORT = "An export as CSV and as NDJSON has each activity";
    private static final String DUPLICATES = "An event that is delivered twice is one activity";
    private static final String UNKNOWN_TYPE = "An event of an unknown type is ignored";
    private static final String BAD_INPUT = "A read with a bad parameter is a 400 with a problem document";
    private static final String PRODUCT = "Three product events are on the product's timeline";

    // signIn sets this field before each test.
    @SuppressWarnings("NullAway.Init")
    private static AwsSignIn signIn;

    @TempDir
    Path folder;

    @BeforeAll
    static void signIn() {
        signIn = new AwsSignIn();
    }

    @AfterAll
    static void signOut() {
        signIn.close();
    }

    @Test
    void all_scenarios_pass_against_the_local_stack() {
        CommandResult result = CommandResult.run("integration-test", "--local", portOf(SharedStack.STACK));

        assertThat(result.output())
                .startsWith("Integration test of " + SharedStack.STACK.endpoint()
                        + " (environment local, access OPEN_TO_THE_INTERNET), bus ActivityService-events-local, the catalog of"
                        + " the local stack\nThe ids of all entities begin with itest-")
                .endsWith("\n13 scenarios: 13 passed, 0 failed, 0 not run.\n");
        assertThat(result.error()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void the_scenarios_of_the_reference_come_first_in_its_order_with_events_in_its_form() throws IOException {
        try (Front front = Front.before(SharedStack.STACK.endpoint(), Front.Request::pass)) {
            CommandResult result = deployed(front, "--api-access", "OPEN_TO_THE_INTERNET");

            assertThat(result.code()).as(result.output()).isZero();
            List<JsonNode> published = published(front).subList(0, 12);
            assertThat(published)
                    .extracting(entry -> entry.path("DetailType").asText())
                    .containsExactly(
                            "product.productCreated.v1",
                            "product.productUpdated.v1",
                            "product.productDeleted.v1",
                            "orders.orderCreated.v1",
                            "orders.orderConfirmed.v1",
                            "orders.orderCompleted.v1",
                            "users.userCreated.v1",
                            "product.productCreated.v1",
                            "inventory.stockUpdated.v1",
                            "orders.orderCreated.v1",
                            "inventory.stockReserved.v1",
                            "inventory.stockReservationFailed.v1");
            JsonNode order = published.get(3);
            JsonNode detail = DeployedApi.json(order.path("Detail").asText());
            assertThat(order.path("Source").asText()).isEqualTo("dev.orders");
            assertThat(detail.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+");
            assertThat(detail.path("data").path("userId").asText())
                    .matches("itest-[0-9a-f]{12}-2")
                    .isEqualTo(detail.path("data").path("orderNumber").asText());
        }
    }

    @Test
    void a_deployment_with_IAM_is_found_in_SSM_and_read_with_signed_requests() throws IOException {
        SignatureCheck signatures = new SignatureCheck(AwsSignIn.SECRET_KEY);
        try (Front front = Front.before(
                SharedStack.STACK.endpoint(),
                request -> !request.isApi()
                                || signatures.isSigned(
                                        request.method(), request.uri(), request.headers(), "eu-west-1", "execute-api")
                        ? request.pass()
                        : Front.json(403, "{\"message\":\"The request signature we calculated does not match\"}"))) {

            CommandResult result = CommandResult.run(
                    Map.of("AWS_REGION", "eu-west-1", "ENV", "dev"),
                    "integration-test",
                    "--endpoint",
                    front.endpoint().toString());

            assertThat(result.output())
                    .startsWith(
                            "Integration test of " + front.api()
                                    + " (environment dev, access IAM), bus ActivityService-events-local, the reference catalog\n")
                    .endsWith("\n13 scenarios: 13 passed, 0 failed, 0 not run.\n");
            assertThat(result.code()).isZero();
            assertThat(front.requests()).anyMatch(request -> request.query().equals("view=summary"));
        }
    }

    @Test
    void a_deployment_that_is_not_in_SSM_is_reported_with_its_parameters() throws IOException {
        try (Front front = Front.before(SharedStack.STACK.endpoint(), Front.Request::pass)) {
            CommandResult result = CommandResult.run(
                    Map.of("AWS_REGION", "eu-west-1", "ENV", "ann", "PARAMETER_PATH", "/ann/Timeline"),
                    "integration-test",
                    "--endpoint",
                    front.endpoint().toString());

            assertThat(result)
                    .isEqualTo(new CommandResult(
                            1,
                            "",
                            "Cannot find the deployment: the SSM parameters /ann/Timeline/api-endpoint,"
                                    + " /ann/Timeline/event-bus-name must exist; check ENV, SERVICE_NAME, PARAMETER_PATH and"
                                    + " AWS_REGION, or set API_ENDPOINT and EVENT_BUS_NAME\n"));
        }
    }

    @Test
    void a_refused_signature_fails_each_scenario_with_the_answer_and_what_to_check() throws IOException {
        SignatureCheck signatures = new SignatureCheck("another secret");
        try (Front front = Front.before(
                SharedStack.STACK.endpoint(),
                request -> !request.isApi()
                                || signatures.isSigned(
                                        request.method(), request.uri(), request.headers(), "eu-west-1", "execute-api")
                        ? request.pass()
                        : Front.json(403, "{\"message\":\"The request signature we calculated does not match\"}"))) {

            CommandResult result = deployed(front);

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output())
                    .containsPattern("(?s)\\[1/13\\] " + PRODUCT + "\n      FAILED \\([0-9.]+ s\\)\n"
                            + "        expected: a read of product/itest-[0-9a-f]{12}-1 is answered\n"
                            + "        actual:   the status 403 and \\{\"message\":\"The request signature we calculated does"
                            + " not match\"\\}\n"
                            + "        check:    whether the credentials may execute-api:Invoke")
                    .contains("  failed: [1] " + PRODUCT + "\n");
            assertThat(published(front)).isEmpty();
        }
    }

    @Test
    void each_scenario_fails_if_the_api_does_not_keep_its_promise() throws IOException {
        try (Front front = Front.before(SharedStack.STACK.endpoint(), IntegrationTestCommandTest::withFaultsOfTheApi)) {
            CommandResult result = deployed(front, "--api-access", "OPEN_TO_THE_INTERNET");

            assertThat(failures(result)).containsExactly(PAGES, SUMMARY, POLLING, EXPORT, UNKNOWN_TYPE, BAD_INPUT);
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output())
                    .contains("13 scenarios: 7 passed, 6 failed, 0 not run.")
                    .contains(
                            "expected: the exact count 5 of product.productCreated.v1, from the first to the last event\n")
                    .contains("expected: the status 304 without a body for the same ETag\n")
                    .contains("actual:   the status 200 and {\"entity_id\"");
        }
    }

    private static Front.Answer withFaultsOfTheApi(Front.Request request) {
        if (!request.isApi()) {
            // A bus whose rule matches too much.
            return request.withBody(
                            request.body().replaceAll("itest-[0-9a-f]{12}\\.unknown", "product.productCreated.v1"))
                    .pass();
        }
        Front.Answer answer = request.without("if-none-match").pass();
        if (request.query().startsWith("limit=2")) {
            return answer.withBody(answer.body().replaceAll(",\"next_cursor\":\"[^\"]+\"", ""));
        }
        if (request.query().equals("view=summary")) {
            return answer.withBody(answer.body().replace("\"count\":5", "\"count\":6"));
        }
        if (request.headers().getOrDefault("accept", "").equals("text/csv")) {
            return answer.withBody(answer.body().replaceFirst("[^\r]+\r\n$", ""));
        }
        return answer.status() == 400 ? answer.withStatus(200) : answer;
    }

    @Test
    void a_wrong_order_fails_its_scenario_and_leaves_out_those_that_need_it() throws IOException {
        try (Front front = Front.before(SharedStack.STACK.endpoint(), request -> {
            Front.Answer answer = request.pass();
            return request.isRead() && request.query().isEmpty() ? answer.withBody(reversed(answer.body())) : answer;
        })) {
            CommandResult result = deployed(front, "--api-access", "OPEN_TO_THE_INTERNET");

            assertThat(failures(result)).containsExactly(ORDER, DUPLICATES);
            assertThat(result.output())
                    .contains(
                            "not run, because it reads the timeline of the scenario \"Events that are published out of order")
                    .contains("13 scenarios: 7 passed, 2 failed, 4 not run.");
        }
    }

    private static String reversed(String page) {
        JsonNode json = DeployedApi.json(page);
        if (json.path("activities") instanceof ArrayNode activities) {
            List<JsonNode> all = new ArrayList<>();
            activities.forEach(each -> all.add(0, each));
            activities.removeAll().addAll(all);
        }
        return json.toString();
    }

    @Test
    @Tag("thorough")
    void an_activity_that_is_shown_twice_fails_the_scenarios_that_count() throws IOException {
        try (Front front = Front.before(SharedStack.STACK.endpoint(), request -> {
            Front.Answer answer = request.pass();
            return request.isRead() && request.query().isEmpty() ? answer.withBody(doubled(answer.body())) : answer;
        })) {
            CommandResult result = deployed(front, "--api-access", "OPEN_TO_THE_INTERNET");

            assertThat(failures(result)).contains(PRODUCT, ORDER, DUPLICATES, UNKNOWN_TYPE);
        }
    }

    private static String doubled(String page) {
        JsonNode json = DeployedApi.json(page);
        if (json instanceof ObjectNode object && object.path("activities") instanceof ArrayNode activities) {
            if (!activities.isEmpty()) {
                activities.add(activities.get(activities.size() - 1));
            }
        }
        return json.toString();
    }

    @Test
    @Tag("thorough")
    void events_that_never_arrive_fail_with_the_likely_causes() throws IOException {
        try (Front front = Front.before(SharedStack.STACK.endpoint(), Front.Request::pass)) {
            CommandResult result = CommandResult.run(
                    "integration-test",
                    "--endpoint=" + front.endpoint(),
                    "--api-endpoint=" + front.api(),
                    "--event-bus-name=ActivityService-events-ann",
                    "--aws-region=eu-west-1",
                    "--api-access=OPEN_TO_THE_INTERNET",
                    "--smoke-timeout=2");

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output())
                    .containsPattern("      waiting for 1 s: product/itest-[0-9a-f]{12}-1 has 0 of 3 activities\n|"
                            + "      FAILED \\(2\\.[0-9] s\\)\n")
                    .containsPattern("        expected: product/itest-[0-9a-f]{12}-1 has 3 activities within 2 s\n"
                            + "        actual:   no activity\n"
                            + "        check:    whether the bus ActivityService-events-ann is the one of this deployment,"
                            + " whether it was deployed with the reference catalog. Then docs/runbook.md")
                    .endsWith("  failed: [12] " + UNKNOWN_TYPE + "\n");
            // The last scenario publishes nothing.
            assertThat(failures(result)).hasSize(8).doesNotContain(BAD_INPUT);
        }
    }

    @Test
    void a_bus_that_refuses_events_fails_with_its_reason() throws IOException {
        try (Front front = Front.before(
                SharedStack.STACK.endpoint(),
                request -> request.isApi()
                        ? request.pass()
                        : Front.json(
                                400,
                                "{\"__type\":\"AccessDeniedException\",\"message\":\"not authorized to perform"
                                        + " events:PutEvents\"}"))) {
            CommandResult result = deployed(front, "--api-access", "OPEN_TO_THE_INTERNET");

            assertThat(result.output())
                    .contains("        expected: the bus ActivityService-events-local accepts an event\n"
                            + "        actual:   Cannot publish: AccessDeniedException, the credentials lack a permission; the"
                            + " tool needs events:PutEvents on the bus\n");
            assertThat(failures(result)).hasSize(8);
        }
    }

    @Test
    void scenarios_that_the_catalog_does_not_contain_are_not_run_and_the_others_use_its_events() throws IOException {
        Path catalog = Files.writeString(folder.resolve("catalog.json"), """
                {"version": 1,
                 "everywhere": [{"type": "flow", "id": "/correlationid", "optional": true}],
                 "events": {
                  "shop.contradiction": {"entities": [{"type": "a", "id": "/data/x"}, {"type": "b", "id": "/data/x/y"}]},
                  "shop.*": {"entities": [{"type": "basket", "id": "/data/baskets/0/id"}], "sources": ["shop.*"]},
                  "product.productCreated.v1": {"entities": [{"type": "item", "id": "/data/productId"}]},
                  "users.userCreated.v1": {"entities": [{"type": "user", "id": "/data/account/id"}]}}}
                """);
        try (LocalStack stack = start(catalog, null)) {
            CommandResult result = CommandResult.run("integration-test", "--local", portOf(stack));

            assertThat(result.code()).as(result.output()).isZero();
            assertThat(result.output())
                    .contains(
                            "not run, because the catalog of the local stack does not show product.productCreated.v1 on the"
                                    + " timeline of its product")
                    .contains("not run, because the catalog of the local stack does not contain the type"
                            + " orders.orderCreated.v1")
                    .contains(
                            "not run, because the catalog of the local stack rejects the event users.userCreated.v1 of this"
                                    + " scenario: MISSING_FIELD at ")
                    .containsPattern("      basket/itest-[0-9a-f]{12}-\\d+\n")
                    .endsWith("\n13 scenarios: 8 passed, 0 failed, 5 not run.\n");
        }
    }

    @Test
    void events_with_earlier_times_are_of_a_type_whose_retention_keeps_them() throws IOException {
        Path catalog = Files.writeString(folder.resolve("catalog.json"), """
                {"version": 1, "events": {
                  "shop.short.v1": {"entities": [{"type": "basket", "id": "/subject"}], "retention": "PT5S"},
                  "shop.long.v1": {"entities": [{"type": "parcel", "id": "/subject"}], "retention": "PT1H"}}}
                """);
        try (LocalStack stack = start(catalog, null)) {
            CommandResult result = CommandResult.run("integration-test", "--local", portOf(stack));

            assertThat(result.output())
                    .containsPattern("      parcel/itest-[0-9a-f]{12}-\\d+\n")
                    .doesNotContain("      basket/")
                    .endsWith("\n13 scenarios: 8 passed, 0 failed, 5 not run.\n");
        }
    }

    @Test
    @Tag("thorough")
    void scenarios_whose_timelines_the_caller_may_not_read_are_not_run() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.json"), """
                {"version": 1, "rules": [{"claim": "groups", "has": "shop", "may": ["product"]}]}
                """);
        try (LocalStack stack = start(null, policy)) {
            String token = CommandResult.run("token", portOf(stack), "--claims={\"groups\":[\"shop\"]}")
                    .output()
                    .strip();

            CommandResult result =
                    CommandResult.run(Map.of("SMOKE_TOKEN", token), "integration-test", "--local", portOf(stack));
            CommandResult withoutToken = CommandResult.run("integration-test", "--local", portOf(stack));

            assertThat(result.output())
                    .containsPattern(
                            "not run, because the read policy does not admit the caller to order/itest-[0-9a-f]{12}-2\n")
                    .endsWith("\n13 scenarios: 10 passed, 0 failed, 3 not run.\n")
                    .doesNotContain(token);
            assertThat(result.code()).isZero();
            assertThat(withoutToken.output())
                    .contains(
                            "not run, because reads need a token: set SMOKE_TOKEN to one of the deployment's issuer\n")
                    .endsWith("\n13 scenarios: 0 passed, 0 failed, 13 not run.\n");
            assertThat(withoutToken.code()).isEqualTo(3);
        }
    }

    @Test
    void the_help_names_the_settings_and_the_exit_codes() {
        assertThat(CommandResult.run("integration-test", "--help").output())
                .contains("--api-endpoint=URL", "--event-bus-name=NAME", "SMOKE_TOKEN", "API_ENDPOINT")
                .contains("Exit codes: 0 ");
    }

    private static CommandResult deployed(Front front, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "integration-test",
                "--endpoint=" + front.endpoint(),
                "--api-endpoint=" + front.api(),
                "--event-bus-name=ActivityService-events-local",
                "--aws-region=eu-west-1"));
        arguments.addAll(List.of(more));
        return CommandResult.run(arguments.toArray(new String[0]));
    }

    /** Returns the names of the failed scenarios, from the last lines of the output. */
    private static List<String> failures(CommandResult result) {
        return Pattern.compile("(?m)^  failed: \\[\\d+\\] (.*)$")
                .matcher(result.output())
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<JsonNode> published(Front front) {
        return front.requests().stream()
                .filter(request -> !request.isApi())
                .flatMap(request ->
                        Deployment.list(DeployedApi.json(request.body()).path("Entries")).stream())
                .toList();
    }

    private static String portOf(LocalStack stack) {
        return "--port=" + stack.endpoint().getPort();
    }

    private static LocalStack start(@Nullable Path catalog, @Nullable Path policy) {
        return LocalStack.start(new LocalOptions(
                0,
                0,
                0,
                null,
                catalog == null ? null : catalog.toString(),
                3,
                Duration.ofSeconds(3),
                LocalOptions.Access.local(),
                new LocalOptions.Reads(policy == null ? null : policy.toString(), null, null),
                OpenTelemetry.noop()));
    }
}
