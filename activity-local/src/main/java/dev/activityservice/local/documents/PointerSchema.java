package dev.activityservice.local.documents;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.local.documents.CatalogEntries.Field;
import java.util.List;

/**
 * The JSON Schema of one pointer of the catalog into the data of an event. Not thread-safe, used for one field.
 *
 * <p><b>Implementation note.</b> The catalog has two rules for a pointer, and each has its definitions:
 *
 * <ul>
 *   <li><i>valid</i>: each value that the pointer reaches must have the right type. A required value must not be missing in one
 *       element of an array.
 *   <li><i>found</i>: a required value must exist at least once.
 * </ul>
 *
 * <p>A pointer continues in each element of an array, also of nested arrays. The definition of a part of the pointer therefore refers
 * to itself for the elements of an array. An index in a pointer selects one element of an array, or a key of an object.
 */
final class PointerSchema {

    /** The position of an element in a schema of an array. A larger index would need a larger schema, so it is not checked. */
    private static final int MAX_INDEX = 100;

    /** No control characters, or blank. */
    private static final String TEXT =
            "^(?:[^\\u0000-\\u001f\\u007f-\\u009f]*|[\\u0009-\\u000d\\u001c-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]*)$";

    /** The rules of the model for an id: not blank as Java defines it, and no control characters. */
    private static final String ID =
            "^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\u0000-\\u0020\\u007f-\\u009f\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]"
                    + "[^\\u0000-\\u001f\\u007f-\\u009f]*$";

    private static final String TENANT = "^[A-Za-z0-9._-]{1,64}$";

    /** Java's white space, which is ignored for an optional id and for a tenant. */
    private static final String BLANK =
            "^[\\u0009-\\u000d\\u001c-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]*$";

    private static final int MAX_ID_CHARS = 1024;
    private static final int MAX_ACTOR_TYPE_CHARS = 64;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Field field;
    private final String name;
    private final Definitions definitions;

    /**
     * @param name the beginning of the names of the definitions
     * @param definitions receives the definitions
     */
    PointerSchema(Field field, String name, Definitions definitions) {
        this.field = field;
        this.name = name;
        this.definitions = definitions;
    }

    /** Adds what the field demands of the data to the schemas that the data must match together. */
    void addTo(ArrayNode allOf, JsonPointer inData) {
        allOf.add(valid(inData, 0));
        if (field.isRequired()) {
            allOf.add(found(inData, 0));
        }
    }

    /** Returns the rules for a value if it is a string. */
    static JsonNode text(Definitions definitions) {
        return shared(
                definitions,
                "text",
                ifString(JSON.objectNode().put("pattern", TEXT).put("maxLength", MAX_ID_CHARS)));
    }

    /** Returns the rules for the type of an actor if it is a string. */
    static JsonNode actorType(Definitions definitions) {
        return shared(
                definitions,
                "actor-type",
                ifString(JSON.objectNode().put("pattern", TEXT).put("maxLength", MAX_ACTOR_TYPE_CHARS)));
    }

    /** Returns a schema with rules for strings that allows all other values. Validators with strict types require the types. */
    static ObjectNode ifString(ObjectNode rules) {
        ObjectNode schema = JSON.objectNode();
        ArrayNode anyOf = schema.putArray("anyOf");
        anyOf.add(type("string").setAll(rules));
        anyOf.addObject().set("not", type("string"));
        return schema;
    }

    private static JsonNode id(Definitions definitions) {
        return shared(definitions, "id", type("string").put("pattern", ID).put("maxLength", MAX_ID_CHARS));
    }

    private static JsonNode tenant(Definitions definitions) {
        return shared(definitions, "tenant", type("string").put("pattern", TENANT));
    }

    private static JsonNode blank(Definitions definitions) {
        return shared(definitions, "blank", type("string").put("pattern", BLANK));
    }

    private static JsonNode shared(Definitions definitions, String name, JsonNode schema) {
        if (!definitions.has(name)) {
            definitions.set(name, schema);
        }
        return definitions.reference(name);
    }

    /** Returns the schema of an attribute of the CloudEvent that the catalog needs. */
    static JsonNode attribute(Field field, Definitions definitions) {
        if (field.kind() != Field.Kind.TENANT) {
            return id(definitions);
        }
        // The reader keeps a subject and an actor only if they are strings.
        if (List.of("subject", "authid").contains(field.pointer().getMatchingProperty())) {
            return tenant(definitions);
        }
        ObjectNode tenant = JSON.objectNode();
        tenant.putArray("anyOf").add(type("integer")).add(tenant(definitions));
        return tenant;
    }

    private JsonNode valid(JsonPointer rest, int depth) {
        String definition = name + (depth == 0 ? "" : "-" + depth);
        JsonNode reference = definitions.reference(definition);
        if (definitions.has(definition)) {
            return reference;
        }
        ArrayNode anyOf = JSON.arrayNode();
        definitions.set(definition, JSON.objectNode().set("anyOf", anyOf));
        if (rest.matches()) {
            anyOf.add(array().set("items", reference));
            anyOf.add(type("integer"));
            anyOf.add(field.kind() == Field.Kind.TENANT ? tenant(definitions) : id(definitions));
            if (field.kind() != Field.Kind.REQUIRED) {
                anyOf.add(blank(definitions));
                anyOf.add(type("null"));
            }
            return reference;
        }
        String key = rest.getMatchingProperty();
        JsonNode next = valid(rest.tail(), depth + 1);
        ObjectNode object = type("object");
        object.putObject("properties").set(key, next);
        if (field.kind() == Field.Kind.REQUIRED) {
            object.putArray("required").add(key);
        }
        anyOf.add(object);
        anyOf.add(
                rest.mayMatchElement()
                        ? element(array(), rest.getMatchingIndex(), next)
                        : array().set("items", reference));
        if (field.kind() == Field.Kind.OPTIONAL) {
            anyOf.add(type("null"));
        } else if (field.kind() == Field.Kind.TENANT) {
            List.of("null", "string", "number", "boolean").forEach(each -> anyOf.add(type(each)));
        }
        return reference;
    }

    private JsonNode found(JsonPointer rest, int depth) {
        String definition = name + "-found" + (depth == 0 ? "" : "-" + depth);
        JsonNode reference = definitions.reference(definition);
        if (definitions.has(definition)) {
            return reference;
        }
        ArrayNode anyOf = JSON.arrayNode();
        definitions.set(definition, JSON.objectNode().set("anyOf", anyOf));
        if (rest.matches()) {
            anyOf.add(type("integer"));
            anyOf.add(field.kind() == Field.Kind.TENANT ? tenant(definitions) : id(definitions));
            anyOf.add(array().set("contains", reference));
            return reference;
        }
        String key = rest.getMatchingProperty();
        JsonNode next = found(rest.tail(), depth + 1);
        ObjectNode object = type("object");
        object.putArray("required").add(key);
        object.putObject("properties").set(key, next);
        anyOf.add(object);
        if (rest.mayMatchElement()) {
            anyOf.add(element(array().put("minItems", rest.getMatchingIndex() + 1L), rest.getMatchingIndex(), next));
        } else {
            anyOf.add(array().set("contains", reference));
        }
        return reference;
    }

    /** Adds the schema of one element. */
    private static ObjectNode element(ObjectNode array, int index, JsonNode schema) {
        if (index <= MAX_INDEX) {
            ArrayNode items = array.putArray("items");
            for (int i = 0; i < index; i++) {
                items.add(BooleanNode.TRUE);
            }
            items.add(schema);
        }
        return array;
    }

    private static ObjectNode array() {
        return type("array");
    }

    private static ObjectNode type(String type) {
        return JSON.objectNode().put("type", type);
    }
}
