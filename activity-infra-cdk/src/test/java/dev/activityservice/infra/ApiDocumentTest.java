package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Compares the deployed API (terraform/module/api.json) with its description for people (docs/openapi.json). */
class ApiDocumentTest {

    private static final Path DEPLOYED = Path.of("terraform", "module", "api.json");
    private static final Path DESCRIBED = Path.of("..", "docs", "openapi.json");

    @Test
    void the_deployed_api_has_the_paths_methods_and_parameters_of_its_description() throws IOException {
        Map<String, Set<String>> deployed = parameters(DEPLOYED);

        assertThat(deployed).isEqualTo(parameters(DESCRIBED));
        assertThat(deployed.keySet())
                .containsExactly(
                        "/api/activity/{entity_type} get",
                        "/api/activity/{entity_type} head",
                        "/api/activity/{entity_type} options",
                        "/api/activity/{entity_type}/{entity_id} get",
                        "/api/activity/{entity_type}/{entity_id} head",
                        "/api/activity/{entity_type}/{entity_id} options");
        assertThat(deployed.get("/api/activity/{entity_type} get"))
                .contains("id in query, required", "limit in query", "entity_type in path, required")
                .hasSize(10);
    }

    /** Returns the parameters in the URL of each operation, by path and method. The gateway passes all headers on without a declaration. */
    private static Map<String, Set<String>> parameters(Path file) throws IOException {
        JsonNode document = new JsonMapper().readTree(Files.readString(file));
        Map<String, Set<String>> operations = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(each -> !each.getKey().equals("parameters"))
                        .forEach(operation -> {
                            Set<String> parameters = new TreeSet<>();
                            for (JsonNode list : List.of(path.getValue(), operation.getValue())) {
                                list.path("parameters").forEach(each -> {
                                    JsonNode parameter = resolved(document, each);
                                    if (!parameter.path("in").asText().equals("header")) {
                                        parameters.add(text(parameter));
                                    }
                                });
                            }
                            operations.put(path.getKey() + " " + operation.getKey(), parameters);
                        }));
        return operations;
    }

    private static JsonNode resolved(JsonNode document, JsonNode parameter) {
        return parameter.has("$ref")
                ? document.at(parameter.path("$ref").asText().substring(1))
                : parameter;
    }

    private static String text(JsonNode parameter) {
        return parameter.path("name").asText() + " in " + parameter.path("in").asText()
                + (parameter.path("required").asBoolean() ? ", required" : "");
    }
}
