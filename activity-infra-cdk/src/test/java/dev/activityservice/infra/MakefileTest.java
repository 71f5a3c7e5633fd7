package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import dev.activityservice.model.DomainEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the targets of infra.mk that need no account. */
@Execution(ExecutionMode.CONCURRENT)
class MakefileTest {

    /** What the SAM CLI prints if a deployment has no changes. */
    private static final String NO_CHANGES = "echo 'No changes to deploy. Stack ActivityTimeline-dev is up to date'";

    private static final String REMOVED_TABLE = """
            {"Changes": [{"Type": "Resource", "ResourceChange": {"Action": "Remove", "LogicalResourceId": "Table",
              "PhysicalResourceId": "Activities-dev", "ResourceType": "AWS::DynamoDB::Table", "Scope": []}}]}
            """;

    private static final String DELETED_TABLE = """
            {"format_version": "1.2", "planned_values": {}, "resource_changes": [
              {"address": "module.activity.aws_dynamodb_table.activities_table", "type": "aws_dynamodb_table",
               "change": {"actions": ["delete"], "before": {"ttl": null}, "after": null}}]}
            """;

    /** The class path of the tool: the infrastructure, the core and the JSON parser, as in the deployment zip. */
    private static final List<String> TOOL_CLASS_PATH = Stream.of(
                    PrepareDeployment.class, DomainEvent.class, JsonFactory.class)
            .map(type -> Path.of(URI.create(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString()))
                    .toString())
            .toList();

    @TempDir
    Path folder;

    /** All rules of src/activity-service/Makefile at commit 9fe27a7 of DataDog/serverless-sample-app, in their order. */
    private static final List<String> REFERENCE = List.of(
            "dev",
            "format",
            "format-fix",
            "lint",
            "complex",
            "mypy-lint",
            "deps",
            "unit",
            "build",
            "build-terraform",
            "integration-test",
            "pr",
            "coverage-tests",
            "cdk-deploy",
            "cdk-destroy",
            "docs",
            "lint-docs",
            "watch",
            "update-deps",
            "sam",
            "sam-destroy",
            "tf-apply",
            "tf-apply-local",
            "tf-destroy");

    @Test
    void each_target_of_the_reference_system_exists_with_a_help_text_or_is_omitted_with_a_reason(TestReporter reporter)
            throws IOException {
        Path root = Path.of("..");
        Set<String> targets = new TreeSet<>();
        for (String makefile : List.of("Makefile", "activity-infra-cdk/infra.mk", "activity-local/local.mk")) {
            Files.readString(root.resolve(makefile))
                    .lines()
                    .filter(line -> line.matches("[a-z-]+:.*## .+"))
                    .forEach(line -> targets.add(line.substring(0, line.indexOf(':'))));
        }
        String table = Files.readString(root.resolve("docs/coming-from-the-python-service.md"))
                .replaceFirst("(?s).*<!-- omitted targets -->(.*)<!-- /omitted targets -->.*", "$1");
        Map<String, String> omitted = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (.+) \\|$")
                .matcher(table)
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        assertThat(REFERENCE)
                .allSatisfy(target -> assertThat(targets.contains(target))
                        .as("%s: exists, or is omitted with a reason", target)
                        .isNotEqualTo(omitted.containsKey(target)));
        assertThat(REFERENCE).containsAll(omitted.keySet());
        omitted.forEach((target, reason) -> reporter.publishEntry("omitted: " + target, reason));
    }

    @Test
    void the_smoke_test_publishes_nothing_in_the_environments_that_a_deployment_protects() throws IOException {
        String source = Files.readString(
                Path.of("..", "activity-local/src/main/java/dev/activityservice/local/deployed/Deployment.java"));
        Matcher names = Pattern.compile("PRODUCTION = Set.of\\(([^)]+)\\)").matcher(source);

        assertThat(names.find()).isTrue();
        assertThat(List.of(names.group(1).replace("\"", "").split(", ")))
                .containsExactlyInAnyOrderElementsOf(ActivitySystemProps.PROTECTED_ENVIRONMENTS);
    }

    @Test
    void the_variables_of_the_smoke_test_are_not_settings_of_a_deployment() throws Exception {
        useTheTool();

        assertThat(make(
                        List.of("sam", "AWS_REGION=eu-west-1", "PREFLIGHT=off", "SMOKE_PUBLISH=1", "SMOKE_TIMEOUT=90"),
                        null,
                        0))
                .contains("sam: deploy");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            need-region  |                             | AWS_REGION must be set to the region of the deployment, for example AWS_REGION=eu-west-1.
            cdk-deploy   |                             | AWS_REGION must be set to the region of the deployment, for example AWS_REGION=eu-west-1.
            sam          |                             | AWS_REGION must be set to the region of the deployment, for example AWS_REGION=eu-west-1.
            tf-apply     | AWS_REGION=eu-west-1        | TF_STATE_BUCKET_NAME must be set to the S3 bucket of Terraform's state. Without a bucket, use tf-apply-local.
            dd-secret    | AWS_REGION=eu-west-1        | DD_API_KEY must be set: export it, do not write it on the command line.
            """)
    void make_stops_with_a_message_about_a_missing_variable(String target, @Nullable String variable, String sentence)
            throws Exception {
        String output = make(target, variable, 2);

        assertThat(output).contains(sentence);
    }

    @Test
    void the_Datadog_key_is_passed_by_standard_input_and_not_by_command_line() throws Exception {
        Path aws = folder.resolve("aws");
        Files.writeString(aws, "#!/bin/sh\necho \"arguments: $*\"\nprintf 'standard input: '; cat\n");
        assertThat(aws.toFile().setExecutable(true)).isTrue();

        String output = make("dd-secret", "AWS_REGION=eu-west-1 DD_API_KEY=not-a-key-but-a-test", 0);

        assertThat(output)
                .contains("standard input: not-a-key-but-a-test")
                .contains("arguments: secretsmanager create-secret")
                .containsOnlyOnce("not-a-key-but-a-test");
    }

    @Test
    void a_deploying_target_prints_what_it_deploys_and_where_and_passes_all_settings() throws Exception {
        useTheTool();
        Path settings = Files.writeString(
                folder.resolve("ann.settings"),
                "ENV=ann\n# a comment\nARCHIVE_DAYS=7\nOTEL_ENDPOINT=http://a/$HOME?b=c d\n");

        assertThat(make(List.of("sam", "SETTINGS=" + settings, "AWS_REGION=eu-west-1"), null, 2))
                .contains(
                        settings
                                + ", line 4: OTEL_ENDPOINT must be an http or https URL without braces, not \"http://a/$HOME?b=c d\"")
                .doesNotContain("sam: ");

        Files.writeString(settings, "ENV=ann\n# a comment\nARCHIVE_DAYS=7\nOTEL_ENDPOINT=http://a/$HOME?b=c\n");
        String output = make(
                List.of("sam", "SETTINGS=" + settings, "FIND_MEMORY=2048", "PREFLIGHT=off"), "AWS_REGION=eu-west-1", 0);

        assertThat(output).contains("""
                        Activity Service, environment ann, with SAM
                          account: 123456789012
                          region: eu-west-1
                          stack: ActivityTimeline-ann
                          settings that are not default:
                            ENV=ann  (%1$s, line 1)
                            FIND_MEMORY=2048  (command line)
                            ARCHIVE_DAYS=7  (%1$s, line 3)
                            OTEL_ENDPOINT=http://a/$HOME?b=c  (%1$s, line 4)
                            AWS_REGION=eu-west-1  (environment)
                        """.formatted(settings)).contains("sam: deploy --template-file");
        assertThat(folder.resolve("activity-infra-cdk/target/deployment/samconfig.toml"))
                .content()
                .contains("FindMemory=\\\"2048\\\"", "ArchiveDays=\\\"7\\\"", "http://a/$HOME?b=c");
    }

    @Tag("thorough")
    @Test
    void sam_stops_before_it_deploys_a_change_set_that_removes_a_table() throws Exception {
        useTheTool();
        String arn = "arn:aws:cloudformation:eu-west-1:123456789012:changeSet/samcli-deploy1/0a1b";
        Files.writeString(folder.resolve("change-set.json"), REMOVED_TABLE);
        script("sam", "echo \"sam: $*\" | tee -a sam.calls\necho 'Changeset created successfully. " + arn + "'");
        script(
                "aws",
                "echo \"aws: $*\" >> aws.calls\ncase \"$*\" in *describe-change-set*) cat change-set.json ;; *) echo 1 ;; esac");
        String variables = "AWS_REGION=eu-west-1 PREFLIGHT=off";

        String stopped = make(List.of("sam"), variables, 2);
        String callsUntilItStopped = Files.readString(folder.resolve("sam.calls"));
        String allowed = make(List.of("sam", "ALLOW_REPLACEMENT=1"), variables, 0);

        assertThat(stopped)
                .contains("  Table Activities-dev (AWS::DynamoDB::Table) would be removed from the stack")
                .contains("repeat the command with ALLOW_REPLACEMENT=1");
        assertThat(callsUntilItStopped.lines()).singleElement().asString().contains("--no-execute-changeset");
        assertThat(Files.readString(folder.resolve("aws.calls")))
                .contains("--region eu-west-1 --output json cloudformation describe-change-set"
                        + " --stack-name ActivityTimeline-dev --change-set-name " + arn + "\n");
        assertThat(allowed).contains("Allowed by ALLOW_REPLACEMENT=1");
        assertThat(Files.readString(folder.resolve("sam.calls")).lines()).hasSize(3);
    }

    @Test
    void sam_stops_if_it_does_not_name_its_change_set() throws Exception {
        useTheTool();
        script("sam", "echo \"sam: $*\"");

        assertThat(make(List.of("sam"), "AWS_REGION=eu-west-1 PREFLIGHT=off", 2))
                .contains("Cannot find the ARN of the change set in the output of sam deploy: ");
    }

    @Tag("thorough")
    @Test
    void tf_apply_applies_the_checked_plan_and_stops_before_it_deletes_a_table() throws Exception {
        useTheTool();
        Files.createDirectories(folder.resolve("activity-infra-cdk/terraform"));
        Files.writeString(folder.resolve("plan.json"), DELETED_TABLE);
        script("terraform", "echo \"terraform: $*\" >> terraform.calls\ncase \"$*\" in *show*) cat plan.json ;; esac");
        String variables = "AWS_REGION=eu-west-1 PREFLIGHT=off TF_STATE_BUCKET_NAME=state";

        String stopped = make(List.of("tf-apply"), variables, 2);
        String callsUntilItStopped = Files.readString(folder.resolve("terraform.calls"));
        make(List.of("tf-apply-local", "ALLOW_REPLACEMENT=1"), variables, 0);

        assertThat(stopped)
                .contains(
                        "  module.activity.aws_dynamodb_table.activities_table (aws_dynamodb_table) would be deleted");
        assertThat(callsUntilItStopped).contains(" plan -out=").doesNotContain(" apply ", "-auto-approve");
        assertThat(Files.readString(folder.resolve("terraform.calls")))
                .containsPattern("apply \\S+/activity-infra-cdk/target/deployment/plan\n")
                .doesNotContain("-auto-approve");
    }

    @Test
    void an_unknown_key_on_the_command_line_stops_the_target_with_the_nearest_key() throws Exception {
        useTheTool();

        assertThat(make(List.of("sam", "AWS_REGION=eu-west-1", "RECORD_MEMROY=2048"), null, 2))
                .contains("command line: \"RECORD_MEMROY\" is not a known key; did you mean \"RECORD_MEMORY\"?")
                .doesNotContain("sam: ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_Datadog_key_without_a_secret_stops_the_target_and_is_not_shown(boolean onTheCommandLine) throws Exception {
        useTheTool();
        String key = "DD_API_KEY=not-a-key-but-a-test";
        List<String> arguments =
                onTheCommandLine ? List.of("sam", "AWS_REGION=eu-west-1", key) : List.of("sam", "AWS_REGION=eu-west-1");

        assertThat(make(arguments, onTheCommandLine ? null : key, 2))
                .contains(DatadogKey.REFUSAL)
                .contains("make dd-secret")
                .doesNotContain("not-a-key-but-a-test", "sam: ");
    }

    @Test
    void the_region_and_the_environment_of_a_secret_come_from_the_file_of_settings() throws Exception {
        useTheTool();
        script("aws", "echo \"arguments: $*\"");
        Path settings = Files.writeString(folder.resolve("ann.settings"), "ENV=ann\nAWS_REGION=eu-west-1\n");

        assertThat(make(List.of("dd-secret", "SETTINGS=" + settings), "DD_API_KEY=not-a-key-but-a-test", 0))
                .contains("--region eu-west-1 --name /ann/ActivityService/datadog-api-key");
        assertThat(make(
                        List.of("dd-secret", "SETTINGS=" + settings, "AWS_REGION=us-east-1"),
                        "DD_API_KEY=not-a-key",
                        0))
                .contains("--region us-east-1 --name /ann/");
        Files.writeString(settings, "ENV=ann\n");
        assertThat(make(List.of("sam", "SETTINGS=" + settings), null, 2)).contains("AWS_REGION must be set");
    }

    @Tag("thorough")
    @Test
    void the_commit_and_the_repository_become_tags_in_Datadog_and_no_credential_leaves_git() throws Exception {
        assumeTrue(Tools.run(List.of("git", "--version"), folder).isPresent(), "The path must contain git");
        useTheTool();
        git("init", "--quiet");
        git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty", "-m", "a");
        git("remote", "add", "origin", "https://user:t0ken@github.com/example/shop.git");
        script("sam", "echo \"sam: $GIT_REPOSITORY\"\n" + NO_CHANGES);
        String commit = git("rev-parse", "HEAD").strip();
        String datadog =
                "AWS_REGION=eu-west-1 DD_SITE=datadoghq.eu PREFLIGHT=off DD_API_KEY_SECRET_ARN=" + Scenario.SECRET;

        String output = make("sam", datadog, 0);

        assertThat(output)
                .contains("DD_TAGS=git.commit.sha:" + commit
                        + ",git.repository_url:github.com/example/shop  (TAGS and git)")
                .contains("sam: https://github.com/example/shop.git")
                .doesNotContain("t0ken");
        assertThat(folder.resolve("activity-infra-cdk/target/deployment/samconfig.toml"))
                .content()
                .contains("git.commit.sha:" + commit + ",git.repository_url:github.com/example/shop")
                .doesNotContain("t0ken");
        assertThat(make(List.of("sam", "GIT_COMMIT=", "GIT_REPOSITORY=git@example.com:a/b.git"), datadog, 0))
                .contains("DD_TAGS=git.repository_url:example.com/a/b  (TAGS and git)");
    }

    private String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return Tools.run(command, folder).orElseThrow(() -> new AssertionError("Cannot run " + command));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ufeffAWS_REGION=eu-west-1",
                "\tAWS_REGION\t= eu-west-1\r",
                "# AWS_REGION=a\nAWS_REGION=eu-west-1"
            })
    void make_reads_a_line_as_the_tool_does(String line) throws Exception {
        useTheTool();
        script("aws", "echo \"arguments: $*\"");
        Path settings = Files.writeString(folder.resolve("it's.settings"), line + "\nENV=ann\n");

        assertThat(make(List.of("dd-secret", "SETTINGS=" + settings), "DD_API_KEY=not-a-key-but-a-test", 0))
                .contains("--region eu-west-1 --name /ann/");
    }

    @Test
    void a_value_in_the_file_of_settings_is_no_command() throws Exception {
        useTheTool();
        Path settings = Files.writeString(
                folder.resolve("ann.settings"),
                "AWS_REGION=x' ]; touch " + folder + "/run; [ '\nENV=$(touch run)`touch run`\n");

        make(List.of("need-region", "SETTINGS=" + settings), null, 0);
        make(List.of("dd-secret", "SETTINGS=" + settings), "DD_API_KEY=not-a-key-but-a-test", 0);

        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void a_missing_file_of_settings_is_named() throws Exception {
        assertThat(make(List.of("need-region", "SETTINGS=no/such.settings"), null, 2))
                .contains("Cannot find file: no/such.settings");
    }

    @Test
    void make_settings_prints_a_file_to_start_from() throws Exception {
        useTheTool();

        String output = make(List.of("settings"), null, 0);
        Path file = Files.writeString(folder.resolve("all.settings"), output.replaceAll("(?m)^#([A-Z])", "$1"));

        DeploymentSettings settings = DeploymentSettings.read(file, Map.of());
        for (Setting setting : Setting.values()) {
            assertThat(output).contains("\n#" + setting + "=" + setting.defaultValue() + "\n");
            assertThat(settings.source(setting).equals(DeploymentSettings.DEFAULT))
                    .isEqualTo(setting.defaultValue().isEmpty());
        }
    }

    /** Makes the tool available to infra.mk, without a build. The SAM CLI and the AWS CLI only print their arguments. */
    private void useTheTool() throws Exception {
        Path module = Files.createDirectories(folder.resolve("activity-infra-cdk"));
        Files.createDirectories(module.resolve("sam"));
        Files.copy(Path.of("sam", "template.yaml"), module.resolve("sam").resolve("template.yaml"));
        script(
                "java",
                "shift 2\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
                        + String.join(":", TOOL_CLASS_PATH) + "' "
                        + PrepareDeployment.class.getName() + " --jar '" + Flavours.jar() + "' \"$@\"");
        script("mvn", "exit 0");
        Files.createDirectories(module.resolve("deployment"));
        Path changeSet = Files.copy(
                Path.of("deployment", "change-set"),
                module.resolve("deployment").resolve("change-set"));
        assertThat(changeSet.toFile().setExecutable(true)).isTrue();
        script("sam", "echo \"sam: $*\"\n" + NO_CHANGES);
        script("aws", "echo 123456789012");
    }

    private void script(String name, String lines) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + lines + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Runs make. Its environment contains only the given variables and the path. */
    private String make(String target, @Nullable String variables, int status) throws Exception {
        return make(List.of(target), variables, status);
    }

    private String make(List<String> arguments, @Nullable String variables, int status) throws Exception {
        assumeTrue(Tools.run(List.of("make", "--version"), Path.of(".")).isPresent(), "The path must contain make");
        Path makefile = folder.resolve("Makefile");
        Files.writeString(
                makefile,
                "SHELL := /bin/bash\nMVN ?= mvn\ninclude " + Path.of("infra.mk").toAbsolutePath() + "\n");
        List<String> command = new ArrayList<>(List.of("make", "-f", makefile.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        String path = folder + ":" + environment.get("PATH");
        environment.clear();
        environment.put("PATH", path);
        if (variables != null) {
            for (String variable : variables.split(" ", -1)) {
                environment.put(
                        variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
            }
        }
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).describedAs(output).isEqualTo(status);
        return output;
    }
}
