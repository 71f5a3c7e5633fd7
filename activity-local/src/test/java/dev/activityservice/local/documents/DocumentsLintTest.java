package dev.activityservice.local.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.testbed.tool.NpmTool;
import dev.activityservice.testbed.tool.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the generated documents and the schemas of our formats with tools of other authors. */
@Tag("thorough")
class DocumentsLintTest {

    private static final String CATALOG = """
            {"version": 1, "tenant": "/data/tenant", "events": {
              "shop.*": {"entities": [{"type": "order", "id": "/data/a/0/~1b"},
                                      {"type": "user", "id": "/authid"}, {"type": "actor", "id": "/authid"},
                                      {"type": "user", "id": "/subject", "optional": true}], "sources": ["a.*", "b"]}}}""";

    @TempDir
    private Path folder;

    @Test
    void the_asyncapi_document_has_neither_errors_nor_warnings() throws IOException {
        require(NpmTool.REDOCLY, "--version");

        assertThat(lint(CatalogDocuments.of(new CatalogOption().text()).asyncApi()))
                .isEqualTo("{\"errors\":0,\"warnings\":0,\"ignored\":0}");
        assertThat(lint(CatalogDocuments.of(CATALOG).asyncApi()))
                .isEqualTo("{\"errors\":0,\"warnings\":0,\"ignored\":0}");
        assertThat(lint(CatalogDocuments.of(CATALOG).asyncApi().replace("\"receive\"", "\"get\"")))
                .doesNotContain("\"errors\":0");
    }

    @Test
    void another_validator_compiles_all_schemas_and_refuses_a_wrong_one() throws IOException {
        for (FormatSchema format : FormatSchema.values()) {
            compile(format.fileName(), format.text());
        }
        for (Map.Entry<String, String> schema :
                CatalogDocuments.of(CATALOG).schemas().entrySet()) {
            compile(schema.getKey(), schema.getValue());
        }
        assertThat(ajv("wrong.json", "{\"type\": \"objekt\"}").exitCode()).isEqualTo(1);
    }

    private void compile(String name, String schema) throws IOException {
        ToolProcess.Result result = ajv(name, schema);

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private ToolProcess.Result ajv(String name, String schema) throws IOException {
        require(NpmTool.AJV, "help");
        Path file = Files.writeString(folder.resolve(name), schema);
        // A schema of a pointer with an index checks one element. The array may have more elements than the schema.
        return NpmTool.AJV.run(
                "compile",
                "--spec=draft7",
                "--strict=true",
                "--strict-required=false",
                "--strict-tuples=false",
                "-s",
                file.toString());
    }

    private String lint(String document) throws IOException {
        Path file = Files.writeString(folder.resolve("asyncapi.json"), document);
        String output =
                NpmTool.REDOCLY.run("lint", "--format=json", file.toString()).output();
        JsonNode result =
                new ObjectMapper().readTree(output.substring(output.indexOf('{'), output.lastIndexOf('}') + 1));
        return result.path("totals").toString();
    }

    private static void require(NpmTool tool, String command) {
        String problem = tool.problem(command);
        Assumptions.assumeTrue(problem.isEmpty(), problem);
    }
}
