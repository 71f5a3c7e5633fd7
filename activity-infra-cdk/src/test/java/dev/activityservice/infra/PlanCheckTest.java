package dev.activityservice.infra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the check of plans and change sets. The change sets have the form of {@code aws cloudformation describe-change-set}. */
class PlanCheckTest {

    /** The addresses of the Python service's resources that keep data, and its other queue, in its own Terraform configuration. */
    private static final List<String> REFERENCE = List.of(
            "module.activity.aws_dynamodb_table.activities_table",
            "module.activity.aws_dynamodb_table.idempotency_table",
            "module.activity.aws_cloudwatch_event_bus.activity_service_bus",
            "module.activity.aws_sqs_queue.activity_dead_letter_queue",
            "module.activity.aws_sqs_queue.activity_queue");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            Add    | -           | AWS::DynamoDB::Table       | -
            Modify | False       | AWS::DynamoDB::Table       | -
            Modify | -           | AWS::SQS::Queue            | -
            Import | -           | AWS::DynamoDB::Table       | -
            Remove | -           | AWS::Lambda::Function      | -
            Modify | True        | AWS::Lambda::Version       | -
            Modify | True        | AWS::SSM::Parameter        | -
            Remove | -           | AWS::DynamoDB::Table       | would be removed from the stack
            Remove | -           | AWS::DynamoDB::GlobalTable | would be removed from the stack
            Remove | -           | AWS::SQS::Queue            | would be removed from the stack
            Remove | -           | AWS::Events::EventBus      | would be removed from the stack
            Modify | True        | AWS::DynamoDB::Table       | would be replaced
            Modify | True        | AWS::Events::EventBus      | would be replaced
            Modify | Conditional | AWS::SQS::Queue            | may be replaced: CloudFormation decides during the deployment
            Dynamic| -           | AWS::SQS::Queue            | may be deleted or replaced: CloudFormation decides during the deployment
            """)
    void a_change_set_that_removes_or_replaces_a_resource_with_data_is_found(
            String action, @Nullable String replacement, String type, @Nullable String change) {
        String set = changeSet(change("Table", "Activities-dev", type, action, replacement));

        assertThat(PlanCheck.findings(set))
                .isEqualTo(
                        change == null
                                ? List.of()
                                : List.of(new PlanCheck.Finding("Table Activities-dev", type, change)));
    }

    @Test
    void a_careless_update_of_the_Python_service_s_stack_is_stopped_and_the_message_names_the_cure()
            throws IOException {
        Path file = Files.writeString(
                folder.resolve("plan.json"),
                changeSet(
                        change("CrudActivitiesdb1A2B", "Activities-dev", "AWS::DynamoDB::GlobalTable", "Remove", null),
                        change("Bus", "", "AWS::Events::EventBus", "Add", null),
                        change("ActivityQueue", "https://sqs/1", "AWS::SQS::Queue", "Modify", "True")));

        int stopped = check(file, Map.of());
        String message = err.toString(UTF_8);
        err.reset();
        int allowed = check(file, Map.of("ALLOW_REPLACEMENT", "1"));
        String warning = err.toString(UTF_8);
        err.reset();
        int notAllowed = check(file, Map.of("ALLOW_REPLACEMENT", "true"));

        assertThat(stopped).isEqualTo(PrepareDeployment.WOULD_LOSE_DATA);
        assertThat(message).isEqualTo("""
                This deployment would lose data or events:
                  CrudActivitiesdb1A2B Activities-dev (AWS::DynamoDB::GlobalTable) would be removed from the stack
                  ActivityQueue https://sqs/1 (AWS::SQS::Queue) would be replaced
                Nothing was changed. If these resources belong to another system, deploy to another stack or state (STACK_NAME, TF_STATE_KEY).
                If the loss is intended, back up the data and repeat the command with ALLOW_REPLACEMENT=1.
                """);
        assertThat(allowed).isEqualTo(PrepareDeployment.DONE);
        assertThat(warning).startsWith("Allowed by ALLOW_REPLACEMENT=1: this deployment would lose data or events:\n");
        assertThat(notAllowed).isEqualTo(PrepareDeployment.WOULD_LOSE_DATA);
    }

    @Test
    void a_change_set_without_changes_is_no_reason_to_stop() throws IOException {
        Path file = Files.writeString(folder.resolve("plan.json"), "{\"Changes\": [], \"Status\": \"FAILED\"}");

        assertThat(check(file, Map.of())).isEqualTo(PrepareDeployment.DONE);
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{}", "{\"StackName\": \"a\"}", "{\"format_version\": \"1.0\", \"values\": {}}"})
    void a_file_that_is_neither_a_plan_nor_a_change_set_stops_the_deployment(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.json"), text);

        assertThat(check(file, Map.of())).isEqualTo(PrepareDeployment.FAILED);
        assertThat(err.toString(UTF_8)).startsWith("Cannot check the plan " + file + ": ");
        assertThat(check(folder.resolve("none"), Map.of())).isEqualTo(PrepareDeployment.FAILED);
    }

    @Test
    void an_incomplete_plan_is_refused() {
        assertThatThrownBy(() ->
                        PlanCheck.findings("{\"planned_values\": {}, \"resource_changes\": [], \"errored\": true}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The plan of Terraform is incomplete, because planning failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Status\": \"CREATE_IN_PROGRESS\", \"Changes\": []}",
                "{\"Status\": \"CREATE_COMPLETE\", \"Changes\": [], \"NextToken\": \"a\"}",
                "{\"planned_values\": {}, \"resource_changes\": [null]}"
            })
    void an_unfinished_or_partial_change_set_is_refused(String text) {
        assertThatThrownBy(() -> PlanCheck.findings(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag("thorough")
    void a_real_plan_over_the_state_of_the_Python_service_is_stopped() throws IOException {
        String plan = plan(stateOfTheReference());

        assertThat(PlanCheck.findings(plan))
                .extracting(PlanCheck.Finding::resource, PlanCheck.Finding::change)
                .containsExactlyInAnyOrderElementsOf(REFERENCE.stream()
                        .map(address -> tuple(address, "would be deleted"))
                        .toList());
    }

    @Test
    @Tag("thorough")
    void a_real_plan_of_a_first_deployment_is_not_stopped() throws IOException {
        String plan = plan(null);

        assertThat(plan).contains("module.activity_service.aws_dynamodb_table.activities");
        assertThat(PlanCheck.findings(plan)).isEmpty();
    }

    @Test
    @Tag("thorough")
    void a_real_plan_that_replaces_our_own_table_is_stopped() throws IOException {
        String address = "module.activity_service.aws_dynamodb_table.activities";
        String plan = plan(state(List.of(address), "ActivityService-activities-other"));

        assertThat(PlanCheck.findings(plan))
                .containsExactly(new PlanCheck.Finding(address, "aws_dynamodb_table", "would be replaced"));
    }

    private int check(Path file, Map<String, String> environment) {
        return new PrepareDeployment(folder, environment, System.out, new PrintStream(err, true, UTF_8))
                .run(List.of("--check-plan", file.toString()));
    }

    private static String changeSet(String... changes) {
        return "{\"StackName\": \"ActivityService-dev\", \"Parameters\": [], \"CreationTime\": \"2026-03-02T09:00:00Z\","
                + " \"Status\": \"CREATE_COMPLETE\", \"Changes\": [" + String.join(", ", changes)
                + "], \"Tags\": null, \"IncludeNestedStacks\": false}";
    }

    private static String change(
            String logical, String physical, String type, String action, @Nullable String replacement) {
        return "{\"Type\": \"Resource\", \"ResourceChange\": {\"Action\": \"" + action + "\", \"LogicalResourceId\": \""
                + logical + "\", \"PhysicalResourceId\": \"" + physical + "\", \"ResourceType\": \"" + type
                + (replacement == null ? "\"" : "\", \"Replacement\": \"" + replacement + "\"")
                + ", \"Scope\": [\"Properties\"], \"Details\": [{\"Target\": {\"Attribute\": \"Properties\","
                + " \"RequiresRecreation\": \"Always\"}, \"Evaluation\": \"Static\"}]}}";
    }

    /** Plans the real configuration as "make tf-apply-local" does, and returns the plan as JSON. */
    private String plan(@Nullable String state) throws IOException {
        Tools.requireTerraform();
        Path configuration = folder.resolve("terraform");
        Flavours.copyModule(configuration.resolve("module"));
        for (String file : List.of("main.tf", "variables.tf", "outputs.tf")) {
            Flavours.write(configuration.resolve(file), Flavours.text(Path.of("terraform", file)));
        }
        Path out = folder.resolve("out");
        int code = new PrepareDeployment(
                        folder, Map.of("AWS_REGION", "eu-west-1", "ENV", "ann"), System.out, System.err)
                .run(List.of(
                        "--output", out.toString(),
                        "--jar", Flavours.jar().toString(),
                        "--template", Path.of("sam", "template.yaml").toString()));
        assertThat(code).isEqualTo(PrepareDeployment.DONE);
        if (state != null) {
            Flavours.write(configuration.resolve("terraform.tfstate"), state);
        }
        HttpServer sts = callerIdentity();
        try {
            Flavours.write(configuration.resolve("local_override.tf"), """
                    terraform {
                      backend "local" {}
                    }
                    provider "aws" {
                      region                      = var.region
                      access_key                  = "local"
                      secret_key                  = "local"
                      skip_credentials_validation = true
                      skip_metadata_api_check     = true
                      skip_requesting_account_id  = true
                      endpoints { sts = "http://127.0.0.1:%s" }
                    }
                    """.formatted(
                            sts.getAddress().getPort()));
            Tools.terraformInit(configuration);
            // Without an account, Terraform cannot refresh the state.
            String log = Tools.output(
                    List.of(
                            "terraform",
                            "plan",
                            "-input=false",
                            "-refresh=false",
                            "-out=plan",
                            "-var-file=" + out.resolve("settings.tfvars.json")),
                    configuration);
            assertThat(configuration.resolve("plan")).as(log).exists();
            return Tools.run(List.of("terraform", "show", "-json", "plan"), configuration)
                    .orElseThrow(() -> new AssertionError("Cannot show the plan"));
        } finally {
            sts.stop(0);
        }
    }

    /** Answers the only request that planning sends: STS's GetCallerIdentity. */
    private static HttpServer callerIdentity() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = """
                    <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
                    <Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>a</UserId><Account>123456789012</Account>
                    </GetCallerIdentityResult><ResponseMetadata><RequestId>a</RequestId></ResponseMetadata></GetCallerIdentityResponse>
                    """.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String stateOfTheReference() {
        return state(REFERENCE, "old");
    }

    /** Returns a state with these resources. The values are those that the provider needs to plan. */
    private static String state(List<String> addresses, String name) {
        List<Map<String, Object>> resources = addresses.stream()
                .<Map<String, Object>>map(address -> {
                    String[] parts = address.split("\\.", -1);
                    return Map.of(
                            "module",
                            parts[0] + "." + parts[1],
                            "mode",
                            "managed",
                            "type",
                            parts[2],
                            "name",
                            parts[3],
                            "provider",
                            "provider[\"registry.terraform.io/hashicorp/aws\"]",
                            "instances",
                            List.of(Map.of(
                                    "schema_version",
                                    parts[2].equals("aws_dynamodb_table") ? 1 : 0,
                                    "attributes",
                                    Map.of("id", name, "name", name))));
                })
                .toList();
        return Trees.json(Map.of(
                "version",
                4,
                "terraform_version",
                "1.11.0",
                "serial",
                1,
                "lineage",
                "00000000-0000-0000-0000-000000000001",
                "outputs",
                Map.of(),
                "resources",
                resources));
    }
}
