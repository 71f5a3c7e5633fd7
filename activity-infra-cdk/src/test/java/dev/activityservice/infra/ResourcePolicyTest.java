package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcePolicyTest {

    @TempDir
    Path folder;

    @Test
    void a_valid_policy_is_read_as_it_is() throws IOException {
        for (ResourcePolicyCase one : cases(true)) {
            ResourcePolicy policy = Objects.requireNonNull(ResourcePolicy.read(file(one.json())));

            assertThat(policy.document()).isEqualTo(Trees.parse(one.json()));
        }
    }

    @Test
    void the_message_of_a_refusal_names_the_file_the_place_and_the_rule() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (ResourcePolicyCase one : cases(false)) {
            Path file = file(one.json());
            try {
                ResourcePolicy.read(file);
                wrong.add(one.json() + " must be refused");
            } catch (InvalidSettingsException e) {
                String fault = Objects.requireNonNull(one.fault());
                if (!String.valueOf(e.getMessage()).contains("resource policy: " + file + ": " + fault)) {
                    wrong.add(one.json() + " must be refused with " + fault + ", not " + e.getMessage());
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static List<ResourcePolicyCase> cases(boolean accepted) {
        List<ResourcePolicyCase> cases = ResourcePolicyCase.all().stream()
                .filter(one -> (one.fault() == null) == accepted)
                .toList();
        assertThat(cases).hasSizeGreaterThan(25);
        return cases;
    }

    @Test
    void the_example_of_the_documentation_is_valid_and_its_first_statement_admits_everyone() throws IOException {
        Matcher example = Pattern.compile("(?s)\n### A resource policy\n.*?\n```json\n(.*?)\n```\n")
                .matcher(Flavours.text(Path.of("..", "docs", "deploy.md")));
        assertThat(example.find())
                .describedAs("docs/deploy.md must contain a resource policy")
                .isTrue();

        ResourcePolicy policy = Objects.requireNonNull(ResourcePolicy.read(file(example.group(1))));

        assertThat(policy.admitsEveryone()).isTrue();
        Trees.list(policy.document().get("Statement")).remove(0);
        assertThat(policy.admitsEveryone()).isFalse();
    }

    @Test
    void all_faults_are_reported_at_once() throws IOException {
        Path file = file("{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Maybe\", \"Principal\": \"*\"}]}");
        String name = "resource policy: " + file + ": ";

        assertThatThrownBy(() -> ResourcePolicy.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(String.join(
                        "\n",
                        name + "/Version must be \"2012-10-17\", not \"1\"",
                        name + "/Statement/0/Effect must be \"Allow\" or \"Deny\", not \"Maybe\"",
                        name + "/Statement/0 must have either Action or NotAction",
                        name + "/Statement/0 must have either Resource or NotResource"));
    }

    @Test
    void a_duplicate_key_is_refused() throws IOException {
        Path file = file("{\"Version\": \"2012-10-17\",\n \"Version\": \"2012-10-17\"}");

        assertThatThrownBy(() -> ResourcePolicy.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(
                        "resource policy: " + file + ": Invalid JSON at line 2, column 11: Duplicate field 'Version'");
    }

    @Test
    void a_missing_file_and_one_that_is_not_in_UTF_8_are_named() throws IOException {
        Path missing = folder.resolve("missing.json");
        Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'{', (byte) 0xe9, '}'});

        assertThatThrownBy(() -> ResourcePolicy.read(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Cannot read the resource policy: " + missing);
        assertThatThrownBy(() -> ResourcePolicy.read(latin))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("resource policy: " + latin + ": the file must be in UTF-8");
        assertThat(ResourcePolicy.read(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Effect': 'Allow', 'Principal': '*'",
                "'Effect': 'Allow', 'Principal': {'AWS': '*'}",
                "'Effect': 'Allow', 'Principal': {'AWS': ['123456789012', '*']}",
                "'Effect': 'Allow', 'NotPrincipal': {'AWS': '123456789012'}"
            })
    void a_policy_that_allows_every_principal_is_refused_with_signed_requests(String part) throws IOException {
        Path file = file(statement(part));
        DeploymentSettings settings = DeploymentSettings.read(null, Map.of("API_RESOURCE_POLICY", file.toString()));

        assertThatThrownBy(() -> settings.checkAccess(false, settings.resourcePolicy()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(
                        "API_ACCESS must not be IAM, because API_RESOURCE_POLICY allows every principal without a"
                                + " condition, so that callers of every AWS account could read: name the principals, or use only Deny");
        assertThatThrownBy(() -> new ActivitySystem(
                        Flavours.stack(Flavours.app(folder.resolve("cdk.out"))),
                        "ActivityService",
                        ActivitySystemProps.builder("dev", Flavours.jar())
                                .apiResourcePolicy(file)
                                .build()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("apiAccess must not be IAM, because apiResourcePolicy allows every principal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Effect': 'Deny', 'Principal': '*'",
                "'Effect': 'Allow', 'Principal': {'AWS': '123456789012'}",
                "'Effect': 'Allow', 'Principal': {'Service': 'events.amazonaws.com'}",
                "'Effect': 'Allow', 'Principal': '*', 'Condition': {'StringEquals': {'aws:PrincipalOrgID': 'o-a'}}"
            })
    void a_policy_that_names_principals_or_has_a_condition_is_accepted_with_signed_requests(String part)
            throws IOException {
        DeploymentSettings settings = DeploymentSettings.read(
                null, Map.of("API_RESOURCE_POLICY", file(statement(part)).toString()));

        settings.checkAccess(false, settings.resourcePolicy());
    }

    private static String statement(String part) {
        return ("{'Version': '2012-10-17', 'Statement': [{" + part
                        + ", 'Action': 'execute-api:Invoke', 'Resource': 'execute-api:/*'}]}")
                .replace('\'', '"');
    }

    private Path file(String json) throws IOException {
        return Files.writeString(folder.resolve("policy.json"), json);
    }
}
