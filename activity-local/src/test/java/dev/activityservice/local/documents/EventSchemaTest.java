package dev.activityservice.local.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.activityservice.ActivityService;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema of an event type accepts exactly the events that a dry run with the same catalog accepts. */
class EventSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(Dialects.getDraft7());
    private static final List<String> KEYS = List.of("a", "b", "0", "1", "~x/");

    @Test
    void schema_and_dry_run_agree_about_random_events_of_random_catalogs() {
        long seed = Long.getLong("activity.seed", new SplittableRandom().nextLong());
        System.out.println("EventSchemaTest: -Dactivity.seed=" + seed);
        Random random = new Random(seed);
        int accepted = 0;
        int rejected = 0;
        for (int catalogs = 0; catalogs < 300; catalogs++) {
            String catalog = catalog(random);
            Subject subject = Subject.of(catalog);
            for (int events = 0; events < 40; events++) {
                ObjectNode cloudEvent = cloudEvent(random);
                boolean isPlain =
                        random.nextInt(3) == 0 && cloudEvent.path("data").isObject();
                JsonNode detail = isPlain ? cloudEvent.path("data") : cloudEvent;

                String verdict = subject.explain(detail);
                if (verdict.contains("one tenant, not several")) {
                    // No JSON Schema can compare values.
                    continue;
                }
                boolean isValid = isPlain ? subject.isValidData(detail) : subject.isValid(detail);

                assertThat(isValid)
                        .as(() -> catalog + "\n" + detail + "\n" + verdict)
                        .isEqualTo(verdict.isEmpty());
                accepted += isValid ? 1 : 0;
                rejected += isValid ? 0 : 1;
            }
        }
        assertThat(accepted).isGreaterThan(1000);
        assertThat(rejected).isGreaterThan(1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\": 7}                                      | true",
                "{\"id\": \"7\"}                                  | true",
                "{\"id\": 7.5}                                    | false",
                "{\"id\": \" \"}                                  | false",
                "{\"id\": \"a\\u0000\"}                           | false",
                "{\"id\": null}                                   | false",
                "{}                                               | false",
                "{\"id\": [1, \"2\"]}                             | true",
                "{\"id\": []}                                     | false",
                "{\"id\": 7, \"items\": [{\"sku\": 1}, {}]}       | true",
                "{\"id\": 7, \"items\": [{\"sku\": true}]}        | false",
                "{\"id\": 7, \"items\": \"none\"}                 | false",
                "{\"id\": 7, \"other\": {\"x\": 1.5}}             | true"
            })
    void the_schema_demands_what_the_catalog_needs(String data, boolean isValid) {
        Subject subject = Subject.of("""
                {"version": 1, "events": {"t": {"entities": [
                  {"type": "order", "id": "/data/id"},
                  {"type": "product", "id": "/data/items/sku", "optional": true}]}}}""");

        assertThat(subject.isValidData(json(data))).isEqualTo(isValid);
        assertThat(subject.explain(json(data)).isEmpty()).isEqualTo(isValid);
    }

    @Test
    void the_schema_names_the_sources_that_may_publish_the_event() {
        Subject subject = Subject.of("""
                {"version": 1, "events": {"t": {
                  "entities": [{"type": "order", "id": "/data"}], "sources": ["dev.orders", "shop.*"]}}}""");

        assertThat(subject.isValid(json("{\"source\": \"dev.orders\", \"data\": 1}")))
                .isTrue();
        assertThat(subject.isValid(json("{\"source\": \"shop.web\", \"data\": 1}")))
                .isTrue();
        assertThat(subject.isValid(json("{\"source\": \"dev_orders\", \"data\": 1}")))
                .isFalse();
        assertThat(subject.isValid(json("{\"source\": \"dev.orders.x\", \"data\": 1}")))
                .isFalse();
    }

    @Test
    void each_entry_has_a_file_whose_name_is_safe() {
        CatalogDocuments documents = CatalogDocuments.of("""
                {"version": 1, "events": {
                  "shop.*": {"entities": [{"type": "order", "id": "/data"}]},
                  "a/../ü b.v1": {"entities": [{"type": "order", "id": "/data"}]}}}""");

        assertThat(documents.schemas().keySet())
                .containsExactly("shop.%2A.schema.json", "a%2F..%2F%C3%BC%20b.v1.schema.json");
    }

    @Test
    void no_file_has_the_name_of_another_one_and_each_name_fits_into_a_folder() {
        String longest = "ü".repeat(128);
        CatalogDocuments documents = CatalogDocuments.of("""
                {"version": 1, "events": {
                  "catalog": {"entities": [{"type": "order", "id": "/data"}]},
                  "read-policy": {"entities": [{"type": "order", "id": "/data"}]},
                  "shop.A": {"entities": [{"type": "order", "id": "/data"}]},
                  "shop.a": {"entities": [{"type": "order", "id": "/data"}]},
                  "%s": {"entities": [{"type": "order", "id": "/data"}]}}}""".formatted(longest));

        var names = documents.schemas().keySet();

        assertThat(names.stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .hasSize(5)
                .doesNotHaveDuplicates()
                .doesNotContain("catalog.schema.json", "read-policy.schema.json");
        assertThat(names)
                .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(255))
                .allSatisfy(name -> assertThat(URI.create(name).getRawPath()).isEqualTo(name));
    }

    @Test
    void several_fields_may_need_the_same_attribute() {
        String catalog = """
                {"version": 1, "tenant": "/correlationid", "events": {"t": {"entities": [
                  {"type": "user", "id": "/authid"},
                  {"type": "actor", "id": "/authid"},
                  {"type": "flow", "id": "/correlationid"}]}}}""";
        Subject subject = Subject.of(catalog);

        JsonNode schema =
                json(CatalogDocuments.of(catalog).schemas().values().iterator().next());

        assertThat(schema.path("required")).isEqualTo(json("[\"authid\", \"correlationid\"]"));
        for (String flow : List.of("\"F-1\"", "7", "\"a/b\"")) {
            JsonNode event =
                    json("{\"specversion\": \"1.0\", \"id\": \"e-1\", \"source\": \"dev.orders\", \"type\": \"t\","
                            + " \"authid\": \"U-1\", \"correlationid\": " + flow + "}");
            assertThat(subject.isValid(event))
                    .as(flow)
                    .isEqualTo(subject.explain(event).isEmpty())
                    .isEqualTo(flow.equals("\"F-1\""));
        }
    }

    @Test
    void a_tenant_at_the_subject_must_be_a_string() {
        Subject subject = Subject.of("""
                {"version": 1, "tenant": "/subject", "events": {"t": {"entities": [
                  {"type": "order", "id": "/type"}]}}}""");
        JsonNode event = json("{\"specversion\": \"1.0\", \"id\": \"e-1\", \"source\": \"dev.orders\", \"type\": \"t\","
                + " \"subject\": 7}");

        assertThat(subject.explain(event)).contains("MISSING_FIELD");
        assertThat(subject.isValid(event)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user", "a\u0001", "0123456789012345678901234567890123456789012345678901234567890123456789"})
    void the_type_of_the_actor_has_the_limits_of_the_reader(String type) {
        Subject subject = Subject.of("""
                {"version": 1, "events": {"t": {"entities": [{"type": "order", "id": "/type"}]}}}""");
        ObjectNode event = (ObjectNode) json("{\"specversion\": \"1.0\", \"id\": \"e-1\", \"source\": \"dev.orders\","
                + " \"type\": \"t\", \"authid\": \"U-1\"}");
        event.put("authtype", type);

        assertThat(subject.isValid(event))
                .isEqualTo(subject.explain(event).isEmpty())
                .isEqualTo(type.equals("user"));
    }

    @Test
    void an_invalid_catalog_has_no_documents() {
        assertThatThrownBy(() -> CatalogDocuments.of("{}")).isInstanceOf(InvalidCatalogException.class);
    }

    /** A catalog with one entry, whose schema and dry run are compared. */
    private record Subject(CatalogEntries.Entry entry, Schema event, Schema data, ActivityService service) {

        static Subject of(String catalog) {
            ActivityService service = ActivityService.builder(InMemoryActivityStore.create())
                    .catalog(ActivityCatalog.parse(catalog))
                    .build();
            String schema =
                    CatalogDocuments.of(catalog).schemas().values().iterator().next();
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            JsonNode definitions = json(schema).path("definitions");
            if (definitions.has("data")) {
                data.putArray("allOf").addObject().put("$ref", "#/definitions/data");
                data.set("definitions", definitions);
            }
            return new Subject(
                    CatalogEntries.of(catalog).get(0),
                    REGISTRY.getSchema(schema, InputFormat.JSON),
                    REGISTRY.getSchema(data.toString(), InputFormat.JSON),
                    service);
        }

        boolean isValid(JsonNode cloudEvent) {
            return event.validate(cloudEvent).isEmpty();
        }

        /** The data of a plain event. Its attributes are only those of the envelope. */
        boolean isValidData(JsonNode detail) {
            boolean hasAttributes = entry.fields().stream()
                    .noneMatch(field -> field.isRequired()
                            && field.inData() == null
                            && !field.pointer().toString().matches("/source|/type"));
            return hasAttributes && data.validate(detail).isEmpty();
        }

        /** Returns the rejection of a dry run; empty if the event is accepted. */
        String explain(JsonNode detail) {
            ObjectNode envelope = JsonNodeFactory.instance
                    .objectNode()
                    .put("version", "0")
                    .put("id", "6a7e8feb-b491-4cf7-a9f1-bf3703467718")
                    .put("detail-type", "t")
                    .put("source", "dev.orders")
                    .put("account", "123456789012")
                    .put("time", "2026-03-02T09:16:00Z")
                    .put("region", "eu-west-1");
            envelope.set("detail", detail);
            var outcome = service.explain(
                            envelope.toString(), MessageMetadata.builder().build())
                    .outcome();
            return outcome instanceof Outcome.Rejected rejected
                    ? rejected.rejection().toString()
                    : "";
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A schema demands the tenant of each event. The service needs it only for events with an entity. */
    private static String catalog(Random random) {
        boolean hasTenant = random.nextInt(4) == 0;
        String entities = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> "{\"type\": \"e" + i + "\", \"id\": \"" + pointer(random) + "\", \"optional\": "
                        + (random.nextBoolean() && !(hasTenant && i == 0)) + "}")
                .collect(Collectors.joining(", "));
        String tenant =
                hasTenant ? ", \"tenant\": \"" + (random.nextBoolean() ? "/tenantid" : dataPointer(random)) + "\"" : "";
        return "{\"version\": 1" + tenant + ", \"events\": {\"t\": {\"entities\": [" + entities + "]}}}";
    }

    private static String pointer(Random random) {
        return random.nextInt(6) == 0
                ? List.of("/subject", "/authid", "/correlationid", "/causationid", "/source", "/type")
                        .get(random.nextInt(6))
                : dataPointer(random);
    }

    private static String dataPointer(Random random) {
        return "/data"
                + IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> KEYS.get(random.nextInt(KEYS.size())))
                        .map(key -> "/" + key.replace("~", "~0").replace("/", "~1"))
                        .collect(Collectors.joining());
    }

    private static ObjectNode cloudEvent(Random random) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", "e-1")
                .put("source", "dev.orders")
                .put("type", "t")
                .put("time", "2026-03-02T09:16:00Z");
        for (String attribute : List.of("subject", "authid", "correlationid", "causationid", "sequence", "tenantid")) {
            if (random.nextInt(4) != 0) {
                event.set(attribute, random.nextInt(5) == 0 ? scalar(random) : event.textNode("x"));
            }
        }
        if (random.nextInt(20) != 0) {
            JsonNode data = value(random, 4);
            // A reader also accepts an object in a string, which the schema does not offer to producers.
            event.set("data", data.isTextual() && data.textValue().isBlank() ? event.textNode("x") : data);
        }
        return event;
    }

    private static JsonNode value(Random random, int depth) {
        int kind = depth == 0 ? 9 : random.nextInt(10);
        if (kind < 5) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            KEYS.forEach(key -> {
                if (random.nextInt(4) != 0) {
                    object.set(key, value(random, depth - 1));
                }
            });
            return object;
        }
        if (kind < 7) {
            var array = JsonNodeFactory.instance.arrayNode();
            IntStream.range(0, random.nextInt(4)).forEach(i -> array.add(value(random, depth - 1)));
            return array;
        }
        return random.nextInt(3) == 0 ? scalar(random) : JsonNodeFactory.instance.textNode("i-" + random.nextInt(3));
    }

    private static JsonNode scalar(Random random) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (random.nextInt(9)) {
            case 0 -> json.nullNode();
            case 1 -> json.booleanNode(true);
            case 2 -> json.numberNode(1.5);
            case 3 -> json.numberNode(-7);
            case 4 -> json.textNode("");
            case 5 -> json.textNode(" \u2003\t");
            case 6 -> json.textNode("\u00a0");
            case 7 -> json.textNode("a\u0085b");
            default -> json.textNode("ü-1");
        };
    }
}
