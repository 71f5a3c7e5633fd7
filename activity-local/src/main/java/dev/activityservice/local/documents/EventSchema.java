package dev.activityservice.local.documents;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.local.documents.CatalogEntries.Entry;
import dev.activityservice.local.documents.CatalogEntries.Field;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The JSON Schema (draft-07) of the events of one entry of the catalog: of the CloudEvent, and of its data below {@code
 * definitions/data}. It demands only what the catalog needs.
 */
final class EventSchema {

    private static final String DRAFT = "http://json-schema.org/draft-07/schema#";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private EventSchema() {}

    /** Returns the schema as a separate document. */
    static ObjectNode document(Entry entry) {
        ObjectNode schema = JSON.objectNode().put("$schema", DRAFT);
        ObjectNode parts = JSON.objectNode();
        schema.setAll(of(entry, new Definitions(parts, "/definitions", "")));
        if (!parts.isEmpty()) {
            schema.set("definitions", parts);
        }
        return schema;
    }

    /** Returns the schema without its parts, which are added to the definitions. */
    static ObjectNode of(Entry entry, Definitions definitions) {
        ObjectNode schema = JSON.objectNode();
        schema.put("title", entry.type());
        schema.put("description", description(entry));
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        // An invalid value is a rejection, also if the catalog does not use it.
        for (String attribute : List.of("subject", "authid", "correlationid", "causationid", "sequence")) {
            properties.set(attribute, PointerSchema.text(definitions));
        }
        properties.set("authtype", PointerSchema.actorType(definitions));
        // Several fields may need the same attribute.
        Set<String> required = new LinkedHashSet<>();
        Map<String, ArrayNode> attributes = new LinkedHashMap<>();
        ArrayNode data = JSON.arrayNode();
        boolean isDataRequired = false;
        for (int i = 0; i < entry.fields().size(); i++) {
            Field field = entry.fields().get(i);
            JsonPointer inData = field.inData();
            if (inData != null) {
                new PointerSchema(field, "field-" + i, definitions).addTo(data, inData);
                isDataRequired |= field.isRequired();
            } else if (field.isRequired() && !isAlwaysThere(field)) {
                String attribute = field.pointer().getMatchingProperty();
                JsonNode rule = PointerSchema.attribute(field, definitions);
                ArrayNode rules = attributes.computeIfAbsent(attribute, key -> JSON.arrayNode());
                if (!contains(rules, rule)) {
                    rules.add(rule);
                }
                required.add(attribute);
            }
        }
        attributes.forEach((attribute, rules) -> properties.set(
                attribute, rules.size() == 1 ? rules.get(0) : JSON.objectNode().set("allOf", rules)));
        if (!data.isEmpty()) {
            definitions.set("data", JSON.objectNode().set("allOf", data));
            properties.set("data", definitions.reference("data"));
            if (isDataRequired) {
                required.add("data");
            }
        }
        if (!entry.sources().isEmpty()) {
            properties.set(
                    "source", PointerSchema.ifString(JSON.objectNode().put("pattern", sources(entry.sources()))));
        }
        ArrayNode names = schema.putArray("required");
        required.forEach(names::add);
        return schema;
    }

    private static boolean contains(ArrayNode rules, JsonNode rule) {
        for (JsonNode each : rules) {
            if (each.equals(rule)) {
                return true;
            }
        }
        return false;
    }

    /** Returns a regular expression of all sources. */
    static String sources(List<String> sources) {
        return sources.stream()
                .map(source ->
                        source.endsWith("*") ? escape(source.substring(0, source.length() - 1)) : escape(source) + "$")
                .collect(Collectors.joining("|", "^(?:", ")"));
    }

    /** Escapes the characters with a meaning in the regular expressions of ECMA-262, which JSON Schema uses. */
    private static String escape(String text) {
        return Pattern.compile("[\\\\^$.*+?()\\[\\]{}|/]").matcher(text).replaceAll("\\\\$0");
    }

    /** Each event has a source and a type: the envelope's, if the CloudEvent has none. */
    private static boolean isAlwaysThere(Field field) {
        return List.of("source", "type").contains(field.pointer().getMatchingProperty());
    }

    private static String description(Entry entry) {
        String fields = entry.fields().stream()
                .map(field -> field.name() + " at " + field.pointer() + (field.isRequired() ? "" : " (optional)"))
                .collect(Collectors.joining(", "));
        return "What the activity service needs of an event "
                + (entry.isPrefix() ? "whose type begins with " : "of the type ") + entry.literal() + ": " + fields
                + ".";
    }
}
