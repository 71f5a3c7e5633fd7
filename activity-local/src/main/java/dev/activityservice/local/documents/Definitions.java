package dev.activityservice.local.documents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The named parts of a schema in one place of a document. Not thread-safe.
 *
 * @param place receives the parts
 * @param pointer the JSON Pointer to the place, for example {@code /definitions}
 * @param prefix the beginning of each name, because a place may have the parts of several schemas
 */
record Definitions(ObjectNode place, String pointer, String prefix) {

    boolean has(String name) {
        return place.has(prefix + name);
    }

    void set(String name, JsonNode schema) {
        place.set(prefix + name, schema);
    }

    ObjectNode reference(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#" + pointer + "/" + prefix + name);
    }
}
