package dev.activityservice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.TimeSource;
import dev.activityservice.query.PageToken;
import dev.activityservice.text.NameRule;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The schemas of the OpenAPI document: bodies, and values that several places share. */
final class OpenApiSchemas {

    /** {@link NameRule} as a regular expression. A test compares the two. */
    static final String NAME = "^[A-Za-z][A-Za-z0-9._-]*$";

    private OpenApiSchemas() {}

    /** Returns the schemas by name. */
    static ObjectNode all() {
        ObjectNode schemas = OpenApiDocument.json("""
                {
                  "Page": {
                    "description": "Activities of one entity, in the requested order.",
                    "type": "object",
                    "required": ["entity_id", "entity_type", "activities"],
                    "properties": {
                      "entity_id": {"$ref": "#/components/schemas/EntityId"},
                      "entity_type": {"$ref": "#/components/schemas/EntityType"},
                      "activities": {
                        "description": "May be empty, also if the page has a next page.",
                        "type": "array",
                        "items": {"$ref": "#/components/schemas/Entry"}
                      },
                      "next_cursor": {"$ref": "#/components/schemas/Cursor"}
                    },
                    "unevaluatedProperties": false
                  },
                  "PageOrSummary": {
                    "oneOf": [{"$ref": "#/components/schemas/Page"}, {"$ref": "#/components/schemas/Summary"}]
                  },
                  "Summary": {
                    "description": "What the timeline contains, counted while it was read.",
                    "type": "object",
                    "required": ["entity_id", "entity_type", "count", "count_precision", "count_by_type"],
                    "properties": {
                      "entity_id": {"$ref": "#/components/schemas/EntityId"},
                      "entity_type": {"$ref": "#/components/schemas/EntityType"},
                      "count": {"description": "The number of activities.", "type": "integer", "minimum": 0},
                      "count_precision": {
                        "description": "`exact`, or `at_least` if not all of the timeline was counted: it has more than 10,000 rows or much data, or the time was over.",
                        "type": "string"
                      },
                      "first": {"description": "The oldest activity. Absent if none was counted.", "$ref": "#/components/schemas/Entry"},
                      "last": {
                        "description": "The newest activity. Absent if the timeline is empty, if it does not fit into the response, or if not all was counted and it was not found.",
                        "$ref": "#/components/schemas/Entry"
                      },
                      "count_by_type": {
                        "description": "The number of activities of each event type, most frequent types first. Types that do not fit into the response are left out.",
                        "type": "object",
                        "additionalProperties": {"type": "integer", "minimum": 1}
                      }
                    },
                    "unevaluatedProperties": false
                  },
                  "Entry": {
                    "description": "One activity: one event that concerns the entity. Fields that are not required are absent if unknown, or if the read policy hides them.",
                    "type": "object",
                    "allOf": [{"$ref": "#/components/schemas/EntryFields"}],
                    "unevaluatedProperties": false
                  },
                  "Lines": {"description": "One activity per line. Each line is JSON (`x-line-schema`) and ends with a line feed.", "type": "string"},
                  "Csv": {
                    "description": "One record per activity (RFC 4180), in UTF-8 without a byte order mark. `x-columns` has the columns. The first record has their names if the request has no `cursor`. `attributes` is a JSON object.",
                    "type": "string"
                  },
                  "CloudEvents": {
                    "description": "A batch of CloudEvents. Their data are the attributes that the service keeps, not the whole data of the original event.",
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/CloudEvent"}
                  },
                  "CloudEvent": {
                    "description": "An activity as a CloudEvent 1.0. Extensions that are not required are absent if unknown, or if the read policy hides them.",
                    "type": "object",
                    "required": ["specversion", "id", "source", "type", "time", "timesource", "entitytype", "entityid", "datacontenttype", "datapart", "data"],
                    "properties": {
                      "specversion": {"const": "1.0"},
                      "id": {"description": "The event's id, which is unique with its source.", "type": "string", "minLength": 1},
                      "source": {"description": "The producer, as in the event. It is not always a URI.", "type": "string", "minLength": 1},
                      "type": {"description": "The event's type.", "type": "string", "minLength": 1},
                      "time": {"description": "The event's time in UTC.", "type": "string", "format": "date-time", "pattern": "Z$"},
                      "timesource": {"description": "The source of the time, as in a page.", "type": "string"},
                      "entitytype": {"$ref": "#/components/schemas/EntityType"},
                      "entityid": {"$ref": "#/components/schemas/EntityId"},
                      "actorid": {"description": "The person or program that caused the event.", "type": "string"},
                      "actortype": {"description": "The kind of the actor.", "type": "string"},
                      "correlationid": {"type": "string"},
                      "causationid": {"type": "string"},
                      "sequence": {"type": "string"},
                      "summary": {"description": "One sentence for people.", "type": "string"},
                      "traceparent": {"description": "The span of the event (W3C Trace Context).", "type": "string", "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"},
                      "datacontenttype": {"const": "application/json"},
                      "datapart": {"description": "`attributes`: the data are the attributes that the service keeps, a part of the original data.", "const": "attributes"},
                      "data": {"description": "The attributes.", "type": "object", "additionalProperties": true}
                    },
                    "unevaluatedProperties": false
                  },
                  "EntryFields": {
                    "description": "The fields of an entry.",
                    "type": "object",
                    "allOf": [{"$ref": "#/components/schemas/Trace"}],
                    "required": ["type", "activity_time", "event_id", "source", "occurred_at", "time_source", "attributes"],
                    "properties": {
                      "type": {"description": "The event's type.", "type": "string", "minLength": 1},
                      "activity_time": {"description": "The event's time, in milliseconds since 1970-01-01T00:00:00Z.", "type": "integer", "format": "int64"},
                      "event_id": {"description": "The event's id, which is unique with its source.", "type": "string", "minLength": 1},
                      "source": {"description": "The producer.", "type": "string", "minLength": 1},
                      "occurred_at": {"description": "The event's time in UTC, with as many fraction digits as it has, at most nine.", "type": "string", "format": "date-time", "pattern": "Z$"},
                      "time_source": {
                        "description": "The source of the time: the event, or the envelope of an event without a time.",
                        "type": "string"
                      },
                      "actor": {"$ref": "#/components/schemas/Actor"},
                      "correlation_id": {"description": "The flow that the event belongs to.", "type": "string"},
                      "causation_id": {"description": "The event that caused this one.", "type": "string"},
                      "sequence": {"description": "The producer's order of events within an instant.", "type": "string"},
                      "attributes": {"description": "The fields that the catalog keeps, as in the event: any JSON value by its name.", "type": "object", "additionalProperties": true},
                      "summary": {"description": "One sentence for people.", "type": "string"}
                    }
                  },
                  "Actor": {
                    "description": "The person or program that caused the event.",
                    "type": "object",
                    "required": ["id"],
                    "properties": {
                      "id": {"type": "string"},
                      "type": {"description": "The kind of the actor, for example `user`.", "type": "string"}
                    },
                    "unevaluatedProperties": false
                  },
                  "Trace": {
                    "description": "The trace of the event (W3C Trace Context). A part of an entry.",
                    "type": "object",
                    "properties": {
                      "trace_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                      "span_id": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
                      "trace_url": {"description": "A link to the trace, if the service has a template of links.", "type": "string", "format": "uri"}
                    },
                    "dependentRequired": {"trace_id": ["span_id"], "span_id": ["trace_id"], "trace_url": ["trace_id"]}
                  },
                  "Problem": {
                    "description": "An error of the service (RFC 9457). It contains no text of the request, at most a number or a time from it.",
                    "type": "object",
                    "required": ["type", "title", "status", "detail", "code"],
                    "properties": {
                      "title": {"description": "The reason phrase of the status.", "type": "string"},
                      "status": {"description": "The status of the response.", "type": "integer"},
                      "detail": {"description": "The cause, for people. The text may change.", "type": "string"},
                      "code": {"$ref": "#/components/schemas/ProblemCode"}
                    }
                  },
                  "ProblemCode": {
                    "description": "The cause, for programs.",
                    "type": "string"
                  },
                  "GatewayMessage": {
                    "description": "An error of the gateway in front of the service. The service did not get the request, or the gateway did not get its response.",
                    "type": "object",
                    "minProperties": 1,
                    "properties": {
                      "message": {"description": "The cause, for people.", "type": ["string", "null"]},
                      "Message": {"description": "The cause, if a policy of IAM or of the API refuses the request.", "type": "string"}
                    },
                    "unevaluatedProperties": false
                  },
                  "EntityType": {"description": "The type of an entity: a letter, then letters, digits, `.`, `_` or `-`.", "type": "string", "minLength": 1},
                  "EntityId": {
                    "description": "The id of an entity: an opaque text, not blank, without control characters. The maximum counts bytes of UTF-8.",
                    "type": "string",
                    "minLength": 1
                  },
                  "Cursor": {
                    "description": "A position in the list that a request names. It is neither a secret nor a permission. Absent on the last page.",
                    "type": "string",
                    "minLength": 1,
                    "pattern": "^[A-Za-z0-9_-]+$"
                  }
                }
                """);
        ((ObjectNode) schemas.at("/Summary/properties/count_precision"))
                .putArray("enum")
                .add(SummaryWriter.EXACT)
                .add(SummaryWriter.AT_LEAST);
        object(schemas, "EntityType").put("maxLength", NameRule.MAX_CHARS).put("pattern", NAME);
        object(schemas, "EntityId").put("maxLength", EntityRef.MAX_ID_BYTES);
        object(schemas, "Cursor").put("maxLength", PageToken.MAX_TEXT_CHARS);
        ArrayNode sources = ((ObjectNode) schemas.at("/EntryFields/properties/time_source")).putArray("enum");
        Stream.of(TimeSource.values()).forEach(each -> sources.add(each.name().toLowerCase(Locale.ROOT)));
        ((ObjectNode) schemas.at("/Problem/properties")).putObject("type").put("const", HttpProblemException.TYPE);
        ArrayNode codes = object(schemas, "ProblemCode").putArray("enum");
        Stream.of(ProblemCode.values()).forEach(each -> codes.add(each.text()));
        codes.add(OpenApiResponses.FOREIGN_ORIGIN);
        problems().forEach(schemas::set);
        return schemas;
    }

    /** Returns the schema of a line of NDJSON. It is not a component, because tools do not see references to it. */
    static ObjectNode line() {
        return OpenApiDocument.json("""
                {
                  "description": "An entry with its entity.",
                  "type": "object",
                  "allOf": [{"$ref": "#/components/schemas/EntryFields"}],
                  "required": ["entity_type", "entity_id"],
                  "properties": {
                    "entity_type": {"$ref": "#/components/schemas/EntityType"},
                    "entity_id": {"$ref": "#/components/schemas/EntityId"}
                  },
                  "unevaluatedProperties": false
                }
                """);
    }

    /** Returns the name of the schema of the problems with a status. */
    static String problem(int status) {
        return "Problem" + status;
    }

    private static Map<String, ObjectNode> problems() {
        Map<String, ObjectNode> problems = new TreeMap<>();
        for (ProblemCode code : ProblemCode.values()) {
            ObjectNode schema = problems.computeIfAbsent(problem(code.status()), name -> problemsWith(code));
            ArrayNode codes = (ArrayNode) schema.at("/properties/code/enum");
            codes.add(code.text());
            if (code == ProblemCode.FORBIDDEN) {
                codes.add(OpenApiResponses.FOREIGN_ORIGIN);
            }
        }
        return problems;
    }

    private static ObjectNode problemsWith(ProblemCode code) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("description", "A problem with the status " + code.status() + ".");
        schema.putArray("allOf").addObject().put("$ref", "#/components/schemas/Problem");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("status").put("const", code.status());
        properties.putObject("title").put("const", code.title());
        properties.putObject("code").putArray("enum");
        if (code.hasError()) {
            properties
                    .putObject("error")
                    .put("description", "Equal to `title`. Clients of the Python service read it.")
                    .put("const", code.title());
            schema.putArray("required").add("error");
        }
        schema.put("unevaluatedProperties", false);
        return schema;
    }

    private static ObjectNode object(ObjectNode schemas, String name) {
        return (ObjectNode) schemas.path(name);
    }
}
