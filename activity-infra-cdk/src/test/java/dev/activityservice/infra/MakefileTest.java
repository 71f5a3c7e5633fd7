package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of the targets of infra.mk that need no account. */
class MakefileTest {

    @TempDir
    Path folder;

    @Test
    void every_target_of_the_reference_system_exists_with_a_help_text() {
        List<String> targets = Flavours.text(Path.of("infra.mk"))
                .lines()
                .filter(line -> line.matches("[a-z-]+:.*## .+"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();

        assertThat(targets)
                .contains(
                        "cdk-deploy",
                        "cdk-destroy",
                        "cdk-synth",
                        "sam",
                        "sam-destroy",
                        "sam-validate",
                        "tf-apply",
                        "tf-apply-local",
                        "tf-destroy",
                        "tf-validate",
                        "dd-secret");
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

    /** Runs make. Its environment contains only the given variables and the path. */
    private String make(String target, @Nullable String variables, int status) throws Exception {
        assumeTrue(Tools.run(List.of("make", "--version"), Path.of(".")).isPresent(), "The path must contain make");
        Path makefile = folder.resolve("Makefile");
        Files.writeString(
                makefile,
                "SHELL := /bin/bash\nMVN ?= mvn\ninclude " + Path.of("infra.mk").toAbsolutePath() + "\n");
        ProcessBuilder builder = new ProcessBuilder("make", "-f", makefile.toString(), target)
                .directory(folder.toFile())
                .redirectErrorStream(true);
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
