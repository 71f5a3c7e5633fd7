package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentSettingsTest {

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

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("settings"), List.of(lines));
    }
}
