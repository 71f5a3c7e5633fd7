package dev.activityservice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks docs/openapi.json with a tool of other authors, by its recommended rules: Redocly CLI, which npx downloads. */
@Tag("thorough")
class OpenApiLintTest {

    private static final String TOOL = "@redocly/cli@2.77.0";

    @TempDir
    static Path folder;

    private record Result(int exitCode, String output) {}

    @BeforeAll
    static void the_tool_can_be_had() throws IOException, InterruptedException {
        Result version;
        try {
            version = run("--version");
        } catch (IOException e) {
            version = new Result(-1, String.valueOf(e.getMessage()));
        }
        Result result = version;
        Assumptions.assumeTrue(
                result.exitCode() == 0,
                () -> "Cannot run npx " + TOOL + ", which needs Node and a registry of npm: " + result.output());
    }

    @Test
    void the_document_has_neither_errors_nor_warnings() throws IOException, InterruptedException {
        JsonNode totals = lint(OpenApi.json());

        assertThat(totals.toString()).isEqualTo("{\"errors\":0,\"warnings\":0,\"ignored\":0}");
    }

    @Test
    void a_document_with_a_broken_reference_has_an_error() throws IOException, InterruptedException {
        JsonNode totals = lint(OpenApi.json().replace("\"Cursor\" : {", "\"Position\" : {"));

        assertThat(totals.path("errors").asInt()).isPositive();
    }

    private static JsonNode lint(String document) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("openapi.json"), document);
        String output = run("lint", "--format=json", file.toString()).output();
        return OpenApiDocument.json(output.substring(output.indexOf('{'), output.lastIndexOf('}') + 1))
                .path("totals");
    }

    private static Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("npx", "--yes", TOOL));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().put("REDOCLY_TELEMETRY", "off");
        builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return new Result(-1, "It did not end in two minutes");
        }
        return new Result(
                process.exitValue(),
                Files.readString(output)
                        + (process.exitValue() == 0 ? "" : Files.readString(folder.resolve("errors"))));
    }
}
