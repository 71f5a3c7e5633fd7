package dev.activityservice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.testbed.tool.NpmTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks docs/openapi.json with a tool of other authors, by its recommended rules: Redocly CLI, which npx downloads. */
@Tag("thorough")
class OpenApiLintTest {

    @TempDir
    static Path folder;

    @BeforeAll
    static void the_tool_can_be_had() {
        String problem = NpmTool.REDOCLY.problem("--version");
        Assumptions.assumeTrue(problem.isEmpty(), problem);
    }

    @Test
    void the_document_has_neither_errors_nor_warnings() throws IOException {
        JsonNode totals = lint(OpenApi.json());

        assertThat(totals.toString()).isEqualTo("{\"errors\":0,\"warnings\":0,\"ignored\":0}");
    }

    @Test
    void a_document_with_a_broken_reference_has_an_error() throws IOException {
        JsonNode totals = lint(OpenApi.json().replace("\"Cursor\" : {", "\"Position\" : {"));

        assertThat(totals.path("errors").asInt()).isPositive();
    }

    private static JsonNode lint(String document) throws IOException {
        Path file = Files.writeString(folder.resolve("openapi.json"), document);
        String output =
                NpmTool.REDOCLY.run("lint", "--format=json", file.toString()).output();
        return OpenApiDocument.json(output.substring(output.indexOf('{'), output.lastIndexOf('}') + 1))
                .path("totals");
    }
}
