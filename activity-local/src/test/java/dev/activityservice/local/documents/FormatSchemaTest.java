package dev.activityservice.local.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import dev.activityservice.port.driven.InvalidReadPolicyException;
import dev.activityservice.port.driven.ReadPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas of the catalog and of the policy file agree with the programs that read these files. */
class FormatSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVERY_KEY_OF_A_CATALOG = """
            {"$schema": "catalog.schema.json", "version": 1, "tenant": {"envelope": "account"},
             "everywhere": [{"type": "actor", "id": "/authid", "optional": true, "except": ["system"]}],
             "events": {"shop.*": {
               "entities": [{"type": "order", "id": "/data/a~1b/0", "optional": false, "max": 10}, {"type": "t", "id": "/type"}],
               "actor": {"id": "/authid", "type": "user"}, "attributes": {"total": "/data/total", "s": "/subject"},
               "summary": "{order} {total}", "retention": "P1D", "tenant": "/tenantid",
               "readers": {"order": ["actor"]}, "sources": ["dev.*", "x"]}}}""";
    private static final String EVERY_KEY_OF_A_POLICY = """
            {"$schema": "read-policy.schema.json", "version": 1, "rules": [
              {"claim": "groups", "has": "support", "may": ["*"], "split": " ", "hide": ["trace", "actor"]},
              {"claim": "sub", "is": "user"}, {"claim": "sub", "is": "user", "of": ["order"]}]}""";

    @ParameterizedTest
    @MethodSource("catalogs")
    void the_schema_accepts_each_catalog_that_the_service_accepts(String catalog) {
        assertThat(isCatalog(catalog)).isTrue();
        assertThat(faults(FormatSchema.CATALOG, json(catalog))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{'version': 2, 'events': {'a': {'entities': [{'type': 'o', 'id': '/data'}]}}}",
                "{'version': 1, 'events': {}}",
                "{'version': 1, 'events': {'a': {}}}",
                "{'version': 1, 'everywhere': [], 'events': {'a': {}}}",
                "{'version': 1, 'events': {'a*': {'entities': [{'type': 'o', 'id': '/data'}]}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': '1', 'id': '/data'}]}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': 'o', 'id': 'data'}]}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': 'o', 'id': '/data/~2'}]}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': 'o', 'id': '/subject/x'}]}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': 'o', 'id': '/data', 'optional': 'yes'}]}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': 'o', 'id': '/data', 'max': 0}]}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': 'o', 'id': '/data', 'except': []}]}}}",
                "{'version': 1, 'events': {'a': {'entites': [{'type': 'o', 'id': '/data'}]}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': 'o', 'id': '/data'}], 'attributes': {'x': '/type'}}}}",
                "{'version': 1, 'events': {'a': {'entities': [{'type': 'o', 'id': '/data'}], 'sources': ['a*b']}}}",
                "{'version': 1, 'tenant': '/Tenant', 'events': {'a': {'entities': [{'type': 'o', 'id': '/data'}]}}}"
            })
    void the_schema_refuses_catalogs_of_a_wrong_form(String text) {
        String catalog = text.replace('\'', '"');

        assertThat(isCatalog(catalog)).isFalse();
        assertThat(faults(FormatSchema.CATALOG, json(catalog))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'version': 1, 'rules': []}",
                "{'version': 1, 'rules': [{'claim': 'sub'}]}",
                "{'version': 1, 'rules': [{'claim': 'sub', 'has': 'x'}]}",
                "{'version': 1, 'rules': [{'claim': 'sub', 'has': 'x', 'may': ['*'], 'is': 'user'}]}",
                "{'version': 1, 'rules': [{'claim': 'sub', 'is': '*'}]}",
                "{'version': 1, 'rules': [{'claim': 'sub', 'is': 'user', 'may': ['*']}]}",
                "{'version': 1, 'rules': [{'claim': 'sub', 'is': 'user', 'hide': ['id']}]}",
                "{'version': 1, 'rules': [{'claim': '*', 'is': 'user'}]}",
                "{'version': 1, 'rules': [{'claims': 'sub', 'is': 'user'}]}"
            })
    void the_schema_refuses_policies_of_a_wrong_form(String text) {
        String policy = text.replace('\'', '"');

        assertThat(isPolicy(policy)).isFalse();
        assertThat(faults(FormatSchema.READ_POLICY, json(policy))).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_a_schema_refuses_is_also_refused_by_the_program(FormatSchema format) {
        long seed = Long.getLong("activity.seed", new SplittableRandom().nextLong());
        System.out.println("FormatSchemaTest: -Dactivity.seed=" + seed);
        Random random = new Random(seed);
        String valid = format == FormatSchema.CATALOG ? EVERY_KEY_OF_A_CATALOG : EVERY_KEY_OF_A_POLICY;
        int refused = 0;
        int refusedByBoth = 0;
        for (int i = 0; i < 3000; i++) {
            JsonNode changed = changed(json(valid), random);
            String text = changed.toString();

            boolean isAccepted = format == FormatSchema.CATALOG ? isCatalog(text) : isPolicy(text);
            List<?> faults = faults(format, changed);

            assertThat(isAccepted && !faults.isEmpty())
                    .as(() -> text + "\n" + faults)
                    .isFalse();
            refused += isAccepted ? 0 : 1;
            refusedByBoth += isAccepted || faults.isEmpty() ? 0 : 1;
        }
        // The program alone knows, for example, whether a placeholder is the name of an attribute.
        assertThat(refusedByBoth).isGreaterThan(refused * 8 / 10);
    }

    @Test
    void the_policies_of_the_documentation_follow_the_schema() throws IOException {
        assertThat(faults(FormatSchema.READ_POLICY, json(EVERY_KEY_OF_A_POLICY)))
                .isEmpty();
        assertThat(isPolicy(EVERY_KEY_OF_A_POLICY)).isTrue();
        List<String> policies =
                blocks("access.md").stream().filter(FormatSchemaTest::isPolicy).toList();
        assertThat(policies)
                .isNotEmpty()
                .allSatisfy(policy -> assertThat(faults(FormatSchema.READ_POLICY, json(policy)))
                        .isEmpty());
    }

    static Stream<String> catalogs() throws IOException {
        List<String> catalogs = new ArrayList<>(blocks("catalog.md"));
        catalogs.add(EVERY_KEY_OF_A_CATALOG);
        Path corpus = Path.of("..", "activity-aws-adapters", "src", "test", "fuzz", "catalog");
        try (Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.sorted().toList()) {
                catalogs.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return catalogs.stream().filter(FormatSchemaTest::isCatalog);
    }

    /** Returns the blocks of JSON in a document. */
    private static List<String> blocks(String document) throws IOException {
        Matcher block = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", document)));
        return block.results().map(result -> result.group(1)).toList();
    }

    private static boolean isCatalog(String text) {
        try {
            ActivityCatalog.parse(text);
            return true;
        } catch (InvalidCatalogException e) {
            return false;
        }
    }

    private static boolean isPolicy(String text) {
        try {
            ReadPolicy.file(text);
            return true;
        } catch (InvalidReadPolicyException e) {
            return false;
        }
    }

    private static List<?> faults(FormatSchema format, JsonNode file) {
        Schema schema =
                SchemaRegistry.withDefaultDialect(Dialects.getDraft7()).getSchema(format.text(), InputFormat.JSON);
        return schema.validate(file);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Changes one value somewhere: removes it, replaces it, or adds a key. */
    private static JsonNode changed(JsonNode root, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        JsonNode container = containers.get(random.nextInt(containers.size()));
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name + "x", object.remove(name));
                default -> object.set(name, replacement(random));
            }
        } else if (container instanceof ArrayNode array) {
            switch (random.nextInt(3)) {
                case 0 -> array.removeAll();
                case 1 -> array.add(array.get(0).deepCopy());
                default -> array.set(0, replacement(random));
            }
        }
        return root;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private static JsonNode replacement(Random random) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (random.nextInt(8)) {
            case 0 -> json.nullNode();
            case 1 -> json.booleanNode(random.nextBoolean());
            case 2 -> json.numberNode(random.nextInt(3) - 1);
            case 3 -> json.textNode("");
            case 4 -> json.textNode("/data/x");
            case 5 -> json.textNode("*");
            case 6 -> json.objectNode();
            default -> json.arrayNode().add("x");
        };
    }
}
