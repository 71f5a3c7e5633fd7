package dev.activityservice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.activityservice.query.InvalidQueryException;
import dev.activityservice.testbed.openapi.ApiContract;
import dev.activityservice.text.NameRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that docs/openapi.json is current and that its examples are valid. */
class OpenApiDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/openapi.json");
    private static final Path WRITTEN = Path.of("target/openapi.json");

    @Test
    void the_document_is_current() throws IOException {
        String expected = OpenApiDocument.text();
        Files.writeString(WRITTEN, expected);
        if (Boolean.getBoolean(CheckedHttp.WRITES_DOCUMENT)) {
            Files.writeString(DOCUMENT, expected);
        }

        assertThat(Files.readString(DOCUMENT))
                .as("docs/openapi.json; to write it from the code: make openapi")
                .isEqualTo(expected);
    }

    @Test
    void the_jar_contains_the_document() throws IOException {
        assertThat(OpenApi.json()).isEqualTo(Files.readString(DOCUMENT));
    }

    @Test
    void the_document_can_have_another_server() {
        JsonNode document = OpenApiDocument.json(OpenApi.json());
        JsonNode local = OpenApiDocument.json(OpenApi.json("/"));

        assertThat(local.path("servers").toString()).isEqualTo("[{\"url\":\"/\"}]");
        assertThat(local.deepCopy().toString())
                .isEqualTo(document.toString()
                        .replace(
                                document.path("servers").toString(),
                                local.path("servers").toString()));
    }

    @Test
    void the_document_has_the_parameters_that_the_api_knows() {
        Set<String> declared = new TreeSet<>();
        OpenApiDocument.json(OpenApi.json()).at("/components/parameters").forEach(each -> {
            if (each.path("in").asText().equals("query")) {
                declared.add(each.path("name").asText());
            }
        });

        assertThat(declared).isEqualTo(new TreeSet<>(QueryParameters.KNOWN));
    }

    @Test
    void each_reason_of_an_invalid_query_is_a_code() {
        for (InvalidQueryException.Reason reason : InvalidQueryException.Reason.values()) {
            assertThat(ProblemCode.of(reason).status()).isEqualTo(400);
        }
    }

    @Test
    void the_pattern_of_entity_types_is_the_rule_for_names() {
        // In JSON Schema, "$" is only the end of the text. In Java, it is also a line feed at the end.
        Pattern pattern = Pattern.compile(OpenApiSchemas.NAME.replace("$", "\\z"));
        for (int c = 0; c < 0x300; c++) {
            for (String name : List.of((char) c + "a", "a" + (char) c, "a" + (char) c + "b")) {
                assertThat(pattern.matcher(name).find()).as("U+%04X", c).isEqualTo(NameRule.isName(name));
            }
        }
    }

    @Test
    void all_examples_are_valid() {
        JsonNode document = OpenApiDocument.json(OpenApi.json());
        ApiContract contract = ApiContract.of(OpenApi.json());
        List<String> violations = new ArrayList<>();
        int examples = 0;
        for (String kind : List.of("parameters", "responses")) {
            for (JsonPointer pointer : pointersWithSchema(JsonPointer.compile("/components/" + kind), document)) {
                JsonNode holder = document.at(pointer);
                List<JsonNode> values = new ArrayList<>();
                holder.path("examples").forEach(each -> values.add(each.path("value")));
                if (holder.has("example")) {
                    values.add(holder.path("example"));
                }
                boolean isHeader = pointer.toString().contains("/headers/");
                assertThat(values).as("examples of %s", pointer).hasSizeGreaterThanOrEqualTo(isHeader ? 0 : 1);
                examples += values.size();
                for (JsonNode value : values) {
                    contract.violations(pointer.appendProperty("schema"), value)
                            .forEach(each -> violations.add(pointer + " " + each));
                }
            }
        }

        assertThat(violations).isEmpty();
        assertThat(examples).isGreaterThan(30);
        assertThat(contract.violations(JsonPointer.compile("/components/schemas/Cursor"), TextNode.valueOf("a b")))
                .hasSize(1);
    }

    private static List<JsonPointer> pointersWithSchema(JsonPointer pointer, JsonNode document) {
        List<JsonPointer> found = new ArrayList<>();
        JsonNode node = document.at(pointer);
        if (node.has("schema")) {
            found.add(pointer);
        } else {
            node.fieldNames().forEachRemaining(name -> {
                if (node.path(name).isObject()) {
                    found.addAll(pointersWithSchema(pointer.appendProperty(name), document));
                }
            });
        }
        return found;
    }
}
