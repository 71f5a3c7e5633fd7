package dev.activityservice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.query.ActivityQuery;
import java.util.List;

/** The parameters of the OpenAPI document. */
final class OpenApiParameters {

    private OpenApiParameters() {}

    /** Returns the parameter components by name. */
    static ObjectNode all(String cursor, String etag) {
        ObjectNode parameters = OpenApiDocument.json("""
                {
                  "entity_type": {"in": "path", "required": true, "description": "The type of the entity. It is never percent-decoded.",
                    "schema": {"$ref": "#/components/schemas/EntityType"}, "example": "order"},
                  "entity_id": {"in": "path", "required": true, "description": "The id of the entity, percent-encoded. Use the parameter `id` for ids with a slash, a percent sign or a question mark, and for `.` and `..`.",
                    "schema": {"$ref": "#/components/schemas/EntityId"}, "example": "ORD-1"},
                  "id": {"in": "query", "required": true, "description": "The id of the entity. Every id is accepted here.",
                    "schema": {"$ref": "#/components/schemas/EntityId"}, "example": "ORD-1"},
                  "limit": {"in": "query", "description": "Maximum number of activities. Without it, a page ends at about 1 MB.",
                    "schema": {"type": "integer", "minimum": 1}, "example": 20},
                  "order": {"in": "query", "description": "`asc`: oldest first. `desc`: newest first.",
                    "schema": {"type": "string"}, "example": "desc"},
                  "from": {"in": "query", "description": "Only activities at or after this time. It must have an offset.",
                    "schema": {"type": "string", "format": "date-time"}, "example": "2026-01-05T10:00:00Z"},
                  "until": {"in": "query", "description": "Only activities before this time. It must have an offset and be after `from`.",
                    "schema": {"type": "string", "format": "date-time"}, "example": "2026-01-06T00:00:00+01:00"},
                  "type": {"in": "query", "description": "Only these event types, separated by commas. Each is exact, or a prefix such as `orders.*`.",
                    "style": "form", "explode": false,
                    "schema": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
                    "example": ["orders.*", "inventory.stockReserved.v1"]},
                  "view": {"in": "query", "description": "`summary`: the first and the last activity, and counts, instead of a page. `limit`, `order` and `cursor` must then be absent.",
                    "schema": {"type": "string"}, "example": "summary"},
                  "formulas": {"in": "query", "description": "Only for CSV. `keep`: a text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return stays as it is. Otherwise, it gets an apostrophe in front of it, because a spreadsheet would run it as a formula.",
                    "schema": {"type": "string"}, "example": "keep"},
                  "If-None-Match": {"in": "header", "description": "The `ETag` of a response that the client still has, or a list of tags. If the response would be the same, its status is 304, without a body.",
                    "schema": {"type": "string"}},
                  "cursor": {"in": "query", "description": "Continues after a page: its `next_cursor`. All other parameters except `limit` must be the same.",
                    "schema": {"$ref": "#/components/schemas/Cursor"}}
                }
                """);
        parameters.fieldNames().forEachRemaining(name -> ((ObjectNode) parameters.path(name)).put("name", name));
        schema(parameters, QueryParameters.LIMIT).put("maximum", ActivityQuery.MAX_LIMIT);
        schema(parameters, QueryParameters.ORDER)
                .put("default", QueryParameters.OLDEST_FIRST)
                .putArray("enum")
                .add(QueryParameters.OLDEST_FIRST)
                .add(QueryParameters.NEWEST_FIRST);
        schema(parameters, QueryParameters.VIEW).putArray("enum").add(QueryParameters.SUMMARY);
        schema(parameters, QueryParameters.FORMULAS).putArray("enum").add(QueryParameters.KEEP);
        ObjectNode types = schema(parameters, QueryParameters.TYPE).put("maxItems", ActivityQuery.MAX_TYPES);
        ((ObjectNode) types.path("items")).put("maxLength", EventTypePattern.MAX_BYTES);
        ((ObjectNode) parameters.path(QueryParameters.CURSOR)).put("example", cursor);
        ((ObjectNode) parameters.path(HeaderNames.IF_NONE_MATCH)).put("example", etag);
        return parameters;
    }

    /** Returns references to parameters. */
    static ArrayNode references(List<String> names) {
        ArrayNode references = JsonNodeFactory.instance.arrayNode();
        names.forEach(name -> references.addObject().put("$ref", "#/components/parameters/" + name));
        return references;
    }

    private static ObjectNode schema(ObjectNode parameters, String name) {
        return (ObjectNode) parameters.path(name).path("schema");
    }
}
