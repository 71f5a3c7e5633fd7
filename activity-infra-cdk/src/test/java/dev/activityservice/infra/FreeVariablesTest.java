package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeVariablesTest {

    @TempDir
    Path folder;

    @Test
    void a_fault_names_the_variable_and_the_cure_but_never_the_value() throws IOException {
        Path file = Files.writeString(folder.resolve("environment.json"), """
                {
                  "AWS_REGION": "s3cr3t",
                  "ACTIVITY_LOG_LEVEL": "s3cr3t",
                  "DD_SERVICE": "s3cr3t",
                  "DB_PASSWORD": "s3cr3t",
                  "dd_api_key": "s3cr3t",
                  "1ST": "s3cr3t",
                  "X_SECRET_ARN": "arn",
                  "OTHER": "fine"
                }
                """);

        assertThatThrownBy(() -> DeploymentSettings.read(null, Map.of("ENVIRONMENT", file.toString())))
                .isInstanceOf(InvalidSettingsException.class)
                .message()
                .doesNotContain("s3cr3t")
                .satisfies(message -> assertThat(message.lines())
                        .containsExactly(
                                "ENVIRONMENT: \"AWS_REGION\" must not be set, because Lambda reserves it",
                                "ENVIRONMENT: \"ACTIVITY_LOG_LEVEL\" must not be set, because the deployment sets it; use the"
                                        + " setting LOG_LEVEL",
                                "ENVIRONMENT: \"DD_SERVICE\" must not be set, because the deployment sets it",
                                "ENVIRONMENT: \"DB_PASSWORD\" looks like the name of a secret, and templates and states must not"
                                        + " contain secrets. Store the secret in Secrets Manager, and set a variable with its ARN, whose"
                                        + " name ends in _ARN",
                                "ENVIRONMENT: \"dd_api_key\": " + DatadogKey.REFUSAL,
                                "ENVIRONMENT: \"1ST\" must have at least two letters, digits and underscores, starting with a"
                                        + " letter"));
    }

    @Test
    void a_file_that_is_not_an_object_of_texts_is_refused_with_all_faults() throws IOException {
        Path file =
                Files.writeString(folder.resolve("environment.json"), "{\"A_B\": 1, \"A_B\": \"x\", \"C_D\": null}");

        assertThatThrownBy(() -> DeploymentSettings.read(null, Map.of("ENVIRONMENT", file.toString())))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("ENVIRONMENT: " + file + ": Invalid environment: 3 fault(s)\n"
                        + "  /A_B: must be a string, not a number\n"
                        + "  /A_B: is a duplicate key\n"
                        + "  /C_D: must be a string, not null");
    }

    @Test
    void the_size_is_that_of_a_JSON_object_without_spaces() {
        Map<String, String> variables = new LinkedHashMap<>();
        assertThat(FreeVariables.bytes(variables)).isEqualTo("{}".length());
        variables.put("A_B", "c\"d\\e\n");
        assertThat(FreeVariables.bytes(variables)).isEqualTo("{\"A_B\":\"c\\\"d\\\\e\\n\"}".length());
        variables.put("E_F", "\u00e9<>&\u2028");
        assertThat(FreeVariables.bytes(variables))
                .isEqualTo("{\"A_B\":\"c\\\"d\\\\e\\n\",\"E_F\":\"xx<>&xxx\"}".length());
    }

    /** Returns the maximum length of a free variable LONG with default settings. */
    static int longest() {
        int withEmpty =
                FreeVariables.bytes(Map.of("LONG", ""), Setting::defaultValue).getOrDefault("Record", 0);
        return FreeVariables.MAX_BYTES - withEmpty;
    }

    @Test
    void more_bytes_than_Lambda_allows_are_refused_by_all_flavours_at_the_same_length() {
        int own = FreeVariables.bytes(Map.of(), Setting::defaultValue).getOrDefault("Record", 0);
        int max = longest();

        assertThat(FreeVariables.faults(Map.of("LONG", "x".repeat(max)), Setting::defaultValue, "ENVIRONMENT"))
                .isEmpty();
        assertThat(FreeVariables.faults(Map.of("LONG", "x".repeat(max + 1)), Setting::defaultValue, "ENVIRONMENT"))
                .containsExactly(
                        "ENVIRONMENT: all variables of the Record function must have at most 4096 bytes together (the limit"
                                + " of Lambda), not 4097, of which the deployment needs " + own
                                + ". Shorten or remove variables");
        assertThatThrownBy(() -> ActivitySystemProps.builder("dev", Path.of("any.jar"))
                        .putEnvironment("LONG", "x".repeat(max + 1))
                        .build())
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageStartingWith("environment: all variables of the Record function");
    }
}
