package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the workflows as YAML. None was run, so the test checks what can be checked without GitHub and AWS. */
class DeployWorkflowTest {

    private static final Path WORKFLOWS = Path.of("..", ".github", "workflows");

    private final Map<?, ?> jobs = map(read(WORKFLOWS.resolve("deploy.yml")), "jobs");

    static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(WORKFLOWS)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void each_workflow_has_the_least_permissions_and_each_job_a_timeout(Path file) {
        Map<?, ?> workflow = read(file);

        assertThat(map(workflow, "permissions")).isEqualTo(Map.of("contents", "read"));
        // YAML 1.1 reads the key "on" as true.
        assertThat(workflow.containsKey(true) || workflow.containsKey("on")).isTrue();
        assertThat(map(workflow, "jobs")).isNotEmpty().allSatisfy((name, job) -> {
            assertThat(((Map<?, ?>) job).get("timeout-minutes")).isInstanceOf(Integer.class);
            assertThat(((Map<?, ?>) job).get("runs-on")).isEqualTo("ubuntu-latest");
        });
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void a_job_that_can_get_credentials_of_AWS_belongs_to_an_environment(Path file) {
        map(read(file), "jobs").forEach((name, job) -> {
            boolean usesAws = steps((Map<?, ?>) job).stream()
                    .anyMatch(step -> String.valueOf(step.get("uses")).startsWith("aws-actions/"));
            if (usesAws) {
                assertThat(map((Map<?, ?>) job, "permissions"))
                        .isEqualTo(Map.of("contents", "read", "id-token", "write"));
                assertThat(((Map<?, ?>) job).get("environment"))
                        .as("environment of %s", name)
                        .isIn("ephemeral", "dev", "prod");
            }
        });
    }

    @Test
    void no_script_contains_an_expression_whose_value_could_be_a_command() {
        jobs.forEach((name, job) -> assertThat(steps((Map<?, ?>) job))
                .allSatisfy(step -> assertThat(String.valueOf(step.get("run"))).doesNotContain("${{")));
    }

    @Test
    void the_ephemeral_stack_is_named_after_the_commit_and_is_neither_protected_nor_integrated() {
        Map<?, ?> job = map(jobs, "ephemeral");
        String naming = commands("ephemeral").get(0);

        assertThat(naming).contains("ENV=${GITHUB_SHA::8}\"", "STACK_NAME=$EPHEMERAL-${GITHUB_SHA::8}\"");
        assertThat(commands("ephemeral").subList(1, 4))
                .containsExactly("make cdk-deploy", "make smoke", "make integration-test");
        Map<String, String> settings = new HashMap<>();
        map(job, "env").forEach((key, value) -> settings.put(key.toString(), value.toString()));
        settings.put("AWS_REGION", "eu-west-1");
        settings.put("STACK_NAME", "ActivityTimeline-ephemeral-0a1b2c3d");
        for (String hash : List.of("0a1b2c3d", "deadbeef", "00000000", "12345678")) {
            settings.put("ENV", hash);
            DeploymentSettings read = DeploymentSettings.read(null, settings);

            assertThat(List.of(
                            read.get(Setting.ENV),
                            read.get(Setting.PROTECTED),
                            read.get(Setting.INTEGRATED),
                            read.get(Setting.API_ACCESS)))
                    .containsExactly(hash, "false", "false", "IAM");
        }
    }

    @Test
    void the_ephemeral_stack_is_always_destroyed_and_dev_and_prod_follow_only_a_success() {
        Map<?, ?> destroy = map(jobs, "destroy");

        assertThat(destroy.get("needs")).isEqualTo("ephemeral");
        assertThat(destroy.get("if")).isEqualTo("always() && needs.ephemeral.result != 'skipped'");
        assertThat(commands("destroy")).containsExactly(".ci/delete-stacks \"$EPHEMERAL-${GITHUB_SHA::8}\" 0");
        assertThat(commands("sweep")).containsExactly(".ci/delete-stacks \"$EPHEMERAL-\" 6");
        assertThat(map(jobs, "dev").get("needs")).isEqualTo("ephemeral");
        assertThat(map(jobs, "dev").containsKey("if")).isFalse();
        assertThat(commands("dev")).containsExactly("make cdk-deploy", "make smoke", "make integration-test");
        assertThat(map(jobs, "prod").get("needs")).isEqualTo("dev");
        assertThat(map(jobs, "prod").containsKey("if")).isFalse();
        assertThat(commands("prod")).containsExactly("make cdk-deploy", "make smoke");
        for (String environment : List.of("dev", "prod")) {
            assertThat(map(jobs, environment).get("concurrency"))
                    .isEqualTo(Map.of("group", "deploy-" + environment, "cancel-in-progress", false));
        }
        assertThat(read(WORKFLOWS.resolve("deploy.yml")).get("concurrency"))
                .asString()
                .contains("cancel-in-progress=false");
    }

    private List<String> commands(String job) {
        return steps(map(jobs, job)).stream()
                .filter(step -> step.containsKey("run"))
                .map(step -> String.valueOf(step.get("run")))
                .toList();
    }

    private static List<Map<?, ?>> steps(Map<?, ?> job) {
        List<Map<?, ?>> steps = new ArrayList<>();
        if (job.get("steps") instanceof List<?> all) {
            all.forEach(step -> steps.add((Map<?, ?>) step));
        }
        assertThat(steps).isNotEmpty();
        return steps;
    }

    private static Map<?, ?> map(Map<?, ?> parent, String key) {
        if (parent.get(key) instanceof Map<?, ?> child) {
            return child;
        }
        throw new AssertionError("The key " + key + " must be a mapping, not " + parent.get(key));
    }

    private static Map<?, ?> read(Path file) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
