package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class DeploymentSettingsTest {

    static final List<String> REFUSED_TAGS = List.of(
            "service=checkout",
            "Environment=x",
            "Team=a,team=b",
            "AWS:x=1",
            "aws:x=1",
            "team=shop,x=",
            " =x",
            "team=a, cost=b",
            "team=a ,cost=b",
            "k=" + "v".repeat(257),
            "k".repeat(129) + "=v",
            IntStream.range(0, 41).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(",")));

    @TempDir
    Path folder;

    @Test
    void a_value_of_a_file_is_everything_after_the_first_equals_sign() throws IOException {
        Path file = file("# a comment", "", "  # another", "ENV=ann", "OTEL_ENDPOINT=http://a/?b=$HOME&c=`id`#d,\"e\"");

        DeploymentSettings settings = DeploymentSettings.read(file, Map.of());

        assertThat(settings.get(Setting.ENV)).isEqualTo("ann");
        assertThat(settings.get(Setting.OTEL_ENDPOINT)).isEqualTo("http://a/?b=$HOME&c=`id`#d,\"e\"");
        assertThat(settings.source(Setting.ENV)).isEqualTo(file + ", line 4");
    }

    @Test
    void a_file_may_have_the_line_ends_and_the_mark_of_Windows() throws IOException {
        Path file = Files.writeString(folder.resolve("settings"), "\uFEFFENV=ann\r\nARCHIVE_DAYS=7\r\n");

        DeploymentSettings settings = DeploymentSettings.read(file, Map.of());

        assertThat(settings.get(Setting.ENV)).isEqualTo("ann");
        assertThat(settings.number(Setting.ARCHIVE_DAYS)).isEqualTo(7);
    }

    @Test
    void a_variable_takes_precedence_over_the_file_and_an_empty_one_restores_the_default() throws IOException {
        Path file = file("ENV=ann", "ARCHIVE_DAYS=7", "BATCH_SIZE=5");

        DeploymentSettings settings = DeploymentSettings.read(file, Map.of("ENV", "bob", "ARCHIVE_DAYS", ""));

        assertThat(settings.get(Setting.ENV)).isEqualTo("bob");
        assertThat(settings.source(Setting.ENV)).isEqualTo("environment");
        assertThat(settings.get(Setting.ARCHIVE_DAYS)).isEqualTo("0");
        assertThat(settings.source(Setting.ARCHIVE_DAYS)).isEqualTo("default");
        assertThat(settings.number(Setting.BATCH_SIZE)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "CORS_ALLOW_ORIGIN, https://a.example, ',https://a.example'",
        "CORS_ALLOW_ORIGIN, https://a.example, .a",
        "TRACE_URL_TEMPLATE, https://a.example/{trace_id}, a",
        "TRACE_URL_TEMPLATE, https://a.example/{trace_id}, {trace_id}",
        "DD_TAGS, a:b, ',a:b'",
        "DD_SITE, a.example, .a",
        "AUTHORIZER_IDENTITY_SOURCE, context.path, ',context.path'"
    })
    void a_text_may_have_1024_characters(Setting setting, String begin, String repeated) {
        int times = (SettingForm.Text.MAX_CHARS - begin.length()) / repeated.length();
        String longest = begin + repeated.repeat(times);
        String tooLong = begin + repeated.repeat(100_000 / repeated.length());

        assertThat(setting.form().accepts(longest)).isTrue();
        assertThatThrownBy(() -> DeploymentSettings.read(null, Map.of(setting.name(), tooLong)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(setting.name() + " must have at most 1024 characters, not " + tooLong.length());
    }

    @Test
    void an_ARN_of_another_region_is_refused() {
        Map<String, String> environment = Map.of(
                "AWS_REGION",
                "eu-west-1",
                "API_ACCESS",
                "AUTHORIZER",
                "READ_POLICY",
                "claim:sub=user",
                "AUTHORIZER_ARN",
                "arn:aws:lambda:us-east-1:123456789012:function:f",
                "KMS_KEY_ARN",
                "arn:aws:kms:eu-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "ALARM_TOPIC_ARN",
                "arn:aws:sns:eu-central-1:123456789012:alarms",
                "OTEL_LAYERS",
                "arn:aws:lambda:eu-west-1:123456789012:layer:a:1,arn:aws:lambda:eu-west-3:123456789012:layer:b:1");

        assertThatThrownBy(() -> DeploymentSettings.read(null, environment))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(
                        "AUTHORIZER_ARN must be in the region of the deployment, eu-west-1, not in us-east-1")
                .hasMessageContaining(
                        "KMS_KEY_ARN must be in the region of the deployment, eu-west-1, not in eu-west-2")
                .hasMessageContaining(
                        "ALARM_TOPIC_ARN must be in the region of the deployment, eu-west-1, not in eu-central-1")
                .hasMessageContaining(
                        "OTEL_LAYERS must be in the region of the deployment, eu-west-1, not in eu-west-3");
        Map<String, String> without = new HashMap<>(environment);
        without.remove("AWS_REGION");
        assertThat(DeploymentSettings.read(null, without).get(Setting.KMS_KEY_ARN))
                .isEqualTo(environment.get("KMS_KEY_ARN"));
    }

    @Test
    void the_commit_hash_of_the_reference_is_the_version_unless_a_version_is_set() throws IOException {
        Path file = file("COMMIT_HASH=abc1234");

        assertThat(DeploymentSettings.read(file, Map.of(), List.of(), "def5678").get(Setting.VERSION))
                .isEqualTo("abc1234");
        assertThat(DeploymentSettings.read(file, Map.of("COMMIT_HASH", "0a1b2c3"))
                        .get(Setting.VERSION))
                .isEqualTo("0a1b2c3");
        assertThat(DeploymentSettings.read(file, Map.of("COMMIT_HASH", "0a1b2c3", "VERSION", "1.0"))
                        .get(Setting.VERSION))
                .isEqualTo("1.0");
        assertThat(DeploymentSettings.read(null, Map.of(), List.of(), "def5678").get(Setting.VERSION))
                .isEqualTo("def5678");
        assertThat(DeploymentSettings.read(null, Map.of()).get(Setting.VERSION)).isEqualTo("latest");
    }

    @Test
    void all_faults_are_reported_at_once_and_no_value_of_an_unknown_key() throws IOException {
        Path file = file(
                "RECORD_MEMROY=s3cr3t",
                "PASSWORD=s3cr3t",
                "s3cr3t",
                "dd_api_key=s3cr3t",
                "BATCH_SIZE=many",
                "BATCH_SIZE=5",
                "ENV=\"ann\"",
                "DD_API_KEY_SECRET_ARN=s3cr3t");

        assertThatThrownBy(() -> DeploymentSettings.read(file, Map.of("FIND_MEMORY", "1")))
                .isInstanceOf(InvalidSettingsException.class)
                .message()
                .doesNotContain("s3cr3t")
                .satisfies(message -> assertThat(message.lines())
                        .containsExactly(
                                file
                                        + ", line 1: \"RECORD_MEMROY\" is not a known key; did you mean \"RECORD_MEMORY\"?",
                                file + ", line 2: \"PASSWORD\" is not a known key; \"make settings\" lists all keys",
                                file + ", line 3: must be KEY=value, a comment that begins with #, or empty",
                                file + ", line 4: " + DatadogKey.REFUSAL,
                                file + ", line 6: BATCH_SIZE must be set only once, but line 5 also sets it",
                                file + ", line 7: ENV must be 1 to 10 lower-case letters, digits and hyphens, starting"
                                        + " with a letter or a digit, but not with aws or ssm, not \"\\\"ann\\\"\". A value has no quotes around it",
                                "FIND_MEMORY must be a whole number from 512 to 10240 MB, not \"1\"",
                                file + ", line 5: BATCH_SIZE must be a whole number from 1 to 10000, not \"many\"",
                                file + ", line 8: DD_API_KEY_SECRET_ARN must be the ARN of a Secrets Manager secret,"
                                        + " not the key itself; the value is not shown, because it may be a secret"));
    }

    @Test
    void a_missing_file_is_named() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> DeploymentSettings.read(missing, Map.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("Cannot find the file of settings: " + missing);
    }

    @Test
    void stack_and_state_have_names_of_the_environment_that_the_reference_system_does_not_have() {
        DeploymentSettings settings = DeploymentSettings.read(null, Map.of("ENV", "ann"));

        assertThat(settings.get(Setting.STACK_NAME)).isEqualTo("ActivityTimeline-ann");
        assertThat(settings.get(Setting.TF_STATE_KEY)).isEqualTo("activity-timeline/ann/terraform.tfstate");
    }

    @ParameterizedTest
    @FieldSource("REFUSED_TAGS")
    void a_tag_that_AWS_refuses_is_refused(String tags) {
        assertThatThrownBy(() -> DeploymentSettings.read(null, Map.of("TAGS", tags)))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("TAGS must be 1 to 40 pairs key=value");
    }

    @Test
    void the_audit_key_must_be_in_the_region_of_the_deployment() {
        assertThatThrownBy(() -> DeploymentSettings.read(
                        null, Map.of("AWS_REGION", "us-east-1", "AUDIT_KEY_SECRET_ARN", Scenario.SECRET)))
                .hasMessage(
                        "AUDIT_KEY_SECRET_ARN must be in the region of the deployment, us-east-1, not in eu-west-1");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("settings"), List.of(lines));
    }
}
