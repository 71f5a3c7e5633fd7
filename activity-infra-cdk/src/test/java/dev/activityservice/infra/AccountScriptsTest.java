package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The scripts that check and prepare an account, with the real AWS CLI. A server on this machine stands for the account: it answers
 * each request in the wire format of the service.
 */
@Tag("thorough")
class AccountScriptsTest {

    private static final String ROLE = "arn:aws:iam::123456789012:role/ApiGatewayLogs";

    /** Status and body by request: the name of the operation, and of the resource if there is one. */
    private final Map<String, Answer> answers = new LinkedHashMap<>();

    private final List<String> requests = new ArrayList<>();
    private HttpServer server;

    private record Answer(int status, String body) {}

    private record Result(int status, String output) {}

    @BeforeAll
    static void the_AWS_CLI_is_installed() {
        assumeTrue(
                Tools.run(List.of("aws", "--version"), Path.of(".")).isPresent(), "The path must contain the AWS CLI");
        assumeTrue(Tools.run(List.of("bash", "--version"), Path.of(".")).isPresent(), "The path must contain bash");
    }

    @BeforeEach
    void an_account_without_problems() throws IOException {
        answers.put(
                "GetCallerIdentity",
                new Answer(
                        200,
                        "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"));
        answers.put("GET /account", new Answer(200, "{\"cloudwatchRoleArn\":\"" + ROLE + "\"}"));
        answers.put(
                "GET /2016-08-19/account-settings",
                new Answer(200, "{\"AccountLimit\":{\"ConcurrentExecutions\":1000}}"));
        answers.put("GetParameter /cdk-bootstrap/hnb659fds/version", parameter("21"));
        answers.put("GetParameter /dev/shared/event-bus-name", parameter("shared"));
        answers.put(
                "DescribeEventBus shared",
                new Answer(200, "{\"Arn\":\"arn:aws:events:eu-west-1:1:event-bus/shared\"}"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void an_account_without_problems_passes() throws Exception {
        Result result = preflight("--env", "dev", "--flavour", "cdk");

        assertThat(result.output)
                .contains(
                        "Account 123456789012, region eu-west-1, environment dev:",
                        "ok            role that API Gateway writes access logs with: " + ROLE,
                        "ok            concurrent invocations of Lambda: 1000",
                        "ok            bootstrap of the CDK: version 21",
                        "ok            shared bus: shared")
                .doesNotContain("Fix:", "not checked");
        assertThat(result.status).isZero();
    }

    @Test
    void a_new_account_gets_the_fix_for_each_problem() throws Exception {
        answers.put("GET /account", new Answer(200, "{}"));
        answers.put(
                "GET /2016-08-19/account-settings",
                new Answer(200, "{\"AccountLimit\":{\"ConcurrentExecutions\":10}}"));
        answers.put("GetParameter /cdk-bootstrap/hnb659fds/version", error("ParameterNotFound"));
        answers.put("GetParameter /dev/shared/event-bus-name", error("ParameterNotFound"));

        Result result = preflight("--env", "dev", "--flavour", "cdk");

        assertThat(result.output)
                .contains(
                        "Fix: AWS_REGION=eu-west-1 make api-logs-role",
                        "warning       The account allows 10 concurrent invocations of Lambda; MAXIMUM_CONCURRENCY=20 needs at least 30.",
                        "Fix: MAXIMUM_CONCURRENCY=2, or ask for more",
                        "Fix: npx aws-cdk@2.1148.1 bootstrap aws://123456789012/eu-west-1",
                        "The parameter /dev/shared/event-bus-name, which names the shared bus, does not exist.",
                        "Fix: INTEGRATED=false");
        assertThat(result.status).isEqualTo(1);
    }

    @Test
    void a_low_concurrency_alone_does_not_stop_a_deployment() throws Exception {
        answers.put(
                "GET /2016-08-19/account-settings",
                new Answer(200, "{\"AccountLimit\":{\"ConcurrentExecutions\":50}}"));

        Result result = preflight("--env", "ann", "--concurrency", "45");

        assertThat(result.output).contains("MAXIMUM_CONCURRENCY=45 needs at least 55", "Fix: MAXIMUM_CONCURRENCY=40");
        assertThat(result.status).isZero();
    }

    @Test
    void a_shared_bus_that_does_not_exist_stops_the_deployment() throws Exception {
        answers.put("DescribeEventBus shared", error("ResourceNotFoundException"));

        Result result = preflight("--env", "dev");

        assertThat(result.output).contains("names the bus shared, which does not exist", "Fix: INTEGRATED=false");
        assertThat(result.status).isEqualTo(1);
    }

    @Test
    void a_denied_check_is_not_a_failure() throws Exception {
        List.copyOf(answers.keySet()).stream()
                .filter(request -> !request.equals("GetCallerIdentity"))
                .forEach(request -> answers.put(request, new Answer(403, "{\"__type\":\"AccessDeniedException\"}")));

        Result result = preflight("--env", "dev", "--flavour", "cdk");

        assertThat(result.output)
                .contains(
                        "the credentials do not allow apigateway:GET",
                        "the credentials do not allow lambda:GetAccountSettings",
                        "the credentials do not allow ssm:GetParameter");
        assertThat(result.status).isZero();
    }

    @Test
    void an_environment_without_a_shared_bus_and_another_flavour_need_fewer_checks() throws Exception {
        Result result = preflight("--env", "dev", "--flavour", "terraform", "--integrated", "false");

        assertThat(result.output).doesNotContain("bootstrap", "shared bus");
        assertThat(result.status).isZero();
    }

    @Test
    void invalid_credentials_stop_with_the_reason() throws Exception {
        answers.put(
                "GetCallerIdentity",
                new Answer(
                        403,
                        "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security token is invalid</Message></Error></ErrorResponse>"));

        Result result = preflight("--env", "dev");

        assertThat(result.output).contains("Cannot reach the AWS account:", "InvalidClientTokenId");
        assertThat(result.status).isEqualTo(1);
    }

    @Test
    void a_wrong_option_is_a_usage_error() throws Exception {
        assertThat(preflight("--env", "dev", "--flavor", "cdk"))
                .isEqualTo(new Result(2, "Unknown option: --flavor\nThe option --help lists all options.\n"));
        assertThat(run("preflight", "--region", "eu-west-1"))
                .isEqualTo(new Result(
                        2,
                        "The option --env must be set, for example --env dev\nThe option --help lists all options.\n"));
        assertThat(requests).isEmpty();
    }

    @Test
    void the_role_for_access_logs_is_created_once() throws Exception {
        answers.put("GET /account", new Answer(200, "{}"));
        answers.put("GetRole", noSuchRole());
        answers.put("CreateRole", role("CreateRole"));
        answers.put("AttachRolePolicy", new Answer(200, "<AttachRolePolicyResponse/>"));
        answers.put("PATCH /account", new Answer(200, "{\"cloudwatchRoleArn\":\"" + ROLE + "\"}"));

        Result result = run("api-logs-role", "--region", "eu-west-1");

        assertThat(result)
                .isEqualTo(new Result(
                        0,
                        "The role was created: " + ROLE + "\nAPI Gateway writes access logs in eu-west-1 with it.\n"));
        assertThat(requests)
                .containsExactly("GET /account", "GetRole", "CreateRole", "AttachRolePolicy", "PATCH /account");
    }

    @Test
    void another_region_uses_the_role_that_exists() throws Exception {
        answers.put("GET /account", new Answer(200, "{}"));
        answers.put("GetRole", role("GetRole"));
        answers.put("AttachRolePolicy", new Answer(200, "<AttachRolePolicyResponse/>"));
        answers.put("PATCH /account", new Answer(200, "{\"cloudwatchRoleArn\":\"" + ROLE + "\"}"));

        Result result = run("api-logs-role", "--region", "eu-west-1");

        assertThat(result.output).startsWith("The role exists: " + ROLE);
        assertThat(result.status).isZero();
    }

    @Test
    void the_role_of_another_team_is_not_replaced() throws Exception {
        answers.put(
                "GET /account", new Answer(200, "{\"cloudwatchRoleArn\":\"arn:aws:iam::123456789012:role/theirs\"}"));

        Result result = run("api-logs-role", "--region", "eu-west-1");

        assertThat(result.output).contains("already has a role", "role/theirs", "Nothing was changed.");
        assertThat(result.status).isZero();
        assertThat(requests).containsExactly("GET /account");
    }

    @Test
    void a_role_that_stays_unusable_is_an_error() throws Exception {
        answers.put("GET /account", new Answer(200, "{}"));
        answers.put("GetRole", role("GetRole"));
        answers.put("AttachRolePolicy", new Answer(200, "<AttachRolePolicyResponse/>"));
        answers.put(
                "PATCH /account",
                new Answer(
                        400,
                        "{\"__type\":\"BadRequestException\",\"message\":\"The role ARN does not have required permissions\"}"));

        Result result = run("api-logs-role", "--region", "eu-west-1");

        assertThat(result.output).contains("The role is not usable yet.", "does not have required permissions");
        assertThat(result.status).isEqualTo(1);
    }

    @Test
    void left_over_stacks_are_deleted_by_prefix_and_age() throws Exception {
        String old = "2026-01-05T10:00:00Z";
        String recent = InstantSource.system().instant().toString();
        answers.put(
                "DescribeStacks",
                stacks(Map.of(
                        "ActivityTimeline-ephemeral-0a1b2c3d",
                        old,
                        "ActivityTimeline-ephemeral-4e5f6a7b",
                        recent,
                        "ActivityTimeline-dev",
                        old)));
        answers.put("DeleteStack ActivityTimeline-ephemeral-0a1b2c3d", new Answer(200, "<DeleteStackResponse/>"));
        // The wait asks for one stack, and ends when CloudFormation does not know it any more.
        answers.put(
                "DescribeStacks ActivityTimeline-ephemeral-0a1b2c3d",
                new Answer(
                        400,
                        "<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>"));

        Result result = deleteStacks("ActivityTimeline-ephemeral-", "6");

        assertThat(result.output)
                .isEqualTo(
                        "Deleting ActivityTimeline-ephemeral-0a1b2c3d\nDeleted ActivityTimeline-ephemeral-0a1b2c3d\n");
        assertThat(result.status).isZero();
        assertThat(requests)
                .containsExactly(
                        "DescribeStacks",
                        "DeleteStack ActivityTimeline-ephemeral-0a1b2c3d",
                        "DescribeStacks ActivityTimeline-ephemeral-0a1b2c3d");
    }

    @Test
    void a_stack_of_this_run_is_deleted_at_any_age_and_a_failure_is_an_error() throws Exception {
        String name = "ActivityTimeline-ephemeral-4e5f6a7b";
        answers.put(
                "DescribeStacks",
                stacks(Map.of(name, InstantSource.system().instant().toString())));
        answers.put("DeleteStack " + name, new Answer(200, "<DeleteStackResponse/>"));
        answers.put("DescribeStacks " + name, stacks(Map.of(name, "2026-01-05T10:00:00Z"), "DELETE_FAILED"));

        Result result = deleteStacks(name, "0");

        assertThat(result.output).contains("Deleting " + name, "Cannot delete " + name);
        assertThat(result.status).isEqualTo(1);
    }

    @Test
    void a_stack_that_CloudFormation_does_not_delete_does_not_keep_the_others() throws Exception {
        String refused = "ActivityTimeline-ephemeral-0a1b2c3d";
        String other = "ActivityTimeline-ephemeral-4e5f6a7b";
        String old = "2026-01-05T10:00:00Z";
        answers.put("DescribeStacks", stacks(new TreeMap<>(Map.of(refused, old, other, old))));
        Answer unknown = new Answer(
                400,
                "<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>");
        answers.put("DeleteStack " + refused, unknown);
        answers.put("DeleteStack " + other, new Answer(200, "<DeleteStackResponse/>"));
        answers.put("DescribeStacks " + other, unknown);

        Result result = deleteStacks("ActivityTimeline-ephemeral-", "6");

        assertThat(result.output).contains("Cannot delete " + refused, "Deleted " + other);
        assertThat(result.status).isEqualTo(1);
    }

    @Test
    void nothing_to_delete_is_a_success_and_a_prefix_of_permanent_stacks_is_refused() throws Exception {
        answers.put("DescribeStacks", stacks(Map.of("ActivityTimeline-dev", "2026-01-05T10:00:00Z")));

        assertThat(deleteStacks("ActivityTimeline-ephemeral-", "6"))
                .isEqualTo(new Result(
                        0, "No stack whose name begins with ActivityTimeline-ephemeral- is older than 6 hours.\n"));
        for (String permanent :
                List.of("ActivityTimeline-", "ActivityTimeline-production", "ActivityTimeline-ephemeral")) {
            assertThat(deleteStacks(permanent, "6").status).isEqualTo(2);
        }
        assertThat(deleteStacks("ActivityTimeline-ephemeral-' || 'a", "6").status)
                .isEqualTo(2);
        assertThat(requests).containsExactly("DescribeStacks");
    }

    private Result deleteStacks(String prefix, String hours) throws Exception {
        return run(Path.of("..", ".ci", "delete-stacks"), List.of(prefix, hours));
    }

    private static Answer stacks(Map<String, String> creationTimes) {
        return stacks(creationTimes, "CREATE_COMPLETE");
    }

    private static Answer stacks(Map<String, String> creationTimes, String status) {
        StringBuilder members = new StringBuilder();
        creationTimes.forEach((name, time) -> members.append("<member><StackName>")
                .append(name)
                .append("</StackName><CreationTime>")
                .append(time)
                .append("</CreationTime><StackStatus>")
                .append(status)
                .append("</StackStatus></member>"));
        return new Answer(
                200,
                "<DescribeStacksResponse><DescribeStacksResult><Stacks>" + members
                        + "</Stacks></DescribeStacksResult></DescribeStacksResponse>");
    }

    private static Answer parameter(String value) {
        return new Answer(200, "{\"Parameter\":{\"Value\":\"" + value + "\"}}");
    }

    private static Answer error(String type) {
        return new Answer(400, "{\"__type\":\"" + type + "\"}");
    }

    private static Answer noSuchRole() {
        return new Answer(404, "<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>");
    }

    private static Answer role(String operation) {
        return new Answer(
                200,
                "<" + operation + "Response><" + operation + "Result><Role><Arn>" + ROLE + "</Arn></Role></" + operation
                        + "Result></" + operation + "Response>");
    }

    private Result preflight(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("preflight", "--region", "eu-west-1"));
        command.addAll(List.of(options));
        return run(command.toArray(String[]::new));
    }

    private Result run(String... command) throws Exception {
        return run(Path.of("deployment", command[0]), List.of(command).subList(1, command.length));
    }

    private Result run(Path script, List<String> arguments) throws Exception {
        List<String> full = new ArrayList<>(List.of(script.toAbsolutePath().toString()));
        full.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(full).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "AWS_ACCESS_KEY_ID",
                        "example",
                        "AWS_SECRET_ACCESS_KEY",
                        "example",
                        "AWS_MAX_ATTEMPTS",
                        "1",
                        "AWS_DEFAULT_REGION",
                        "eu-west-1",
                        "API_LOGS_ROLE_PAUSE",
                        "0"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = operation(exchange, body);
        requests.add(request);
        Answer answer = answers.getOrDefault(request, new Answer(400, "{\"__type\":\"UnknownRequest\"}"));
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        // REST services name the type of an error in a header, too.
        Matcher type = Pattern.compile("\"__type\":\"([A-Za-z]+)\"").matcher(answer.body);
        if (type.find()) {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", type.group(1));
        }
        exchange.sendResponseHeaders(answer.status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String operation(HttpExchange exchange, String body) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            Matcher name = Pattern.compile("\"Name\": ?\"([^\"]+)\"").matcher(body);
            return target.substring(target.indexOf('.') + 1) + (name.find() ? " " + name.group(1) : "");
        }
        Matcher action = Pattern.compile("(?:^|&)Action=([A-Za-z]+)").matcher(body);
        Matcher stack = Pattern.compile("(?:^|&)StackName=([A-Za-z0-9-]+)").matcher(body);
        return action.find()
                ? action.group(1) + (stack.find() ? " " + stack.group(1) : "")
                : exchange.getRequestMethod() + " "
                        + URLDecoder.decode(exchange.getRequestURI().getPath(), StandardCharsets.UTF_8);
    }
}
