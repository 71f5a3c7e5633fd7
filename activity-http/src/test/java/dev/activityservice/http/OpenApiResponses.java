package dev.activityservice.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The responses and headers of the OpenAPI document. */
final class OpenApiResponses {

    /** The code with which only the local stack answers a web page of another site. Not a code of the service. */
    static final String FOREIGN_ORIGIN = "forbidden_origin";

    private static final String FROM_SERVICE = "FromService";
    private static final String OF_PREFLIGHT = "OfPreflight";

    private OpenApiResponses() {}

    /** Returns the references of an operation's responses by status. */
    static ObjectNode of(String success, List<ErrorStatus> errors) {
        ObjectNode responses = JsonNodeFactory.instance.objectNode();
        if (success.equals("Preflight")) {
            responses.set("204", reference(success));
        } else {
            responses.set("200", reference(success));
            responses.set("304", reference("NotModified"));
        }
        errors.forEach(each -> responses.set(String.valueOf(each.status()), reference(each.component())));
        return responses;
    }

    /** Returns the response components by name. */
    static ObjectNode all(OpenApiExamples examples) {
        ObjectNode responses = JsonNodeFactory.instance.objectNode();
        ObjectNode page = response(
                responses,
                "Timeline",
                "A page of the timeline, or its summary (`view=summary`). An unknown entity has an empty list or counts of 0.");
        List<String> ofPage = List.of(HeaderNames.ETAG, HeaderNames.LINK);
        headers(page, false, List.of(HeaderNames.CONTENT_DISPOSITION, HeaderNames.ETAG, HeaderNames.LINK));
        ObjectNode content = content(page, ResponseFormat.JSON.mediaType(), "PageOrSummary");
        example(content, "page", "A page that has a next page", examples.page().bodyText());
        example(content, "last_page", "The last page", examples.lastPage().bodyText());
        example(
                content,
                "unknown_entity",
                "An entity without activities",
                examples.emptyPage().bodyText());
        example(content, "summary", "A summary", examples.summary().bodyText());
        example(
                content,
                "summary_of_unknown_entity",
                "The summary of an entity without activities",
                examples.emptySummary().bodyText());

        exports(page, examples);

        ObjectNode notModified = response(
                responses,
                "NotModified",
                "The response would have the body that the client already has. Its headers are those of the response with the body.");
        headers(notModified, false, ofPage);

        ObjectNode preflight = response(responses, "Preflight", "What a web page of an allowed origin may send.");
        ObjectNode headers = preflight.putObject("headers");
        preflightHeaders()
                .forEach((name, value) ->
                        headers.set(name, header(name.equals(HeaderNames.VARY) ? name + OF_PREFLIGHT : name)));

        for (ErrorStatus error : ErrorStatus.values()) {
            error(responses, error, examples);
        }
        return responses;
    }

    private static void exports(ObjectNode page, OpenApiExamples examples) {
        ObjectNode lines = text(page, ResponseFormat.NDJSON, "Lines", examples);
        lines.set("x-line-schema", OpenApiSchemas.line());
        ObjectNode records = text(page, ResponseFormat.CSV, "Csv", examples);
        CsvPage.COLUMNS.forEach(records.putArray("x-columns")::add);
        ObjectNode batch = content(page, ResponseFormat.CLOUD_EVENTS.mediaType(), "CloudEvents");
        batch.withObject("/examples")
                .putObject("page")
                .set(
                        "value",
                        OpenApiDocument.tree(
                                examples.page(ResponseFormat.CLOUD_EVENTS).bodyText()));
    }

    private static ObjectNode text(ObjectNode page, ResponseFormat format, String schema, OpenApiExamples examples) {
        ObjectNode content = content(page, format.mediaType(), schema);
        content.withObject("/examples")
                .putObject("page")
                .put("value", examples.page(format).bodyText());
        return content;
    }

    private static void error(ObjectNode responses, ErrorStatus error, OpenApiExamples examples) {
        ObjectNode response = response(responses, error.component(), error.description());
        List<ProblemCode> codes = Stream.of(ProblemCode.values())
                .filter(code -> code.status() == error.status())
                .toList();
        headers(response, error.gatewayMessage() != null, headersOf(error));
        if (!codes.isEmpty()) {
            ObjectNode problems =
                    content(response, HttpProblemException.MEDIA_TYPE, OpenApiSchemas.problem(error.status()));
            for (ProblemCode code : codes) {
                HttpResponse problem = examples.problem(code);
                if (problem.status() != error.status() || !problem.bodyText().contains("\"" + code.text() + "\"")) {
                    throw new AssertionError("The example of " + code + " is " + problem.bodyText());
                }
                example(problems, code.text(), null, problem.bodyText());
            }
        }
        if (error.gatewayMessage() != null) {
            ObjectNode message = JsonNodeFactory.instance.objectNode().put("message", error.gatewayMessage());
            example(
                    content(response, ResponseFormat.JSON.mediaType(), "GatewayMessage"),
                    "gateway",
                    "From the gateway",
                    message.toString());
        }
    }

    private static List<String> headersOf(ErrorStatus error) {
        return switch (error) {
            case UNAUTHORIZED -> List.of("WWW-Authenticate");
            case METHOD_NOT_ALLOWED -> List.of(HeaderNames.ALLOW);
            case SERVICE_UNAVAILABLE -> List.of(HeaderNames.RETRY_AFTER);
            default -> List.of();
        };
    }

    /** Returns the header components by name. */
    static ObjectNode headerComponents() {
        ObjectNode headers = OpenApiDocument.json("""
                {
                  "Link": {
                    "description": "The next page (RFC 8288), relative to the URL of the request: its known parameters, the cursor, and its unknown parameters. Absent on the last page.",
                    "schema": {"type": "string", "pattern": "^<\\\\?[!-;=?-~]+>; rel=\\"next\\"$"}
                  },
                  "ETag": {
                    "description": "The hash of the body (RFC 9110). Send it in `If-None-Match` to get the body only if it has changed.",
                    "required": true,
                    "schema": {"type": "string", "pattern": "^\\"[A-Za-z0-9_-]{43}\\"$"}
                  },
                  "Content-Disposition": {
                    "description": "The name of the file in which a browser saves NDJSON and CSV. Absent for JSON.",
                    "schema": {"type": "string", "pattern": "^attachment; filename=\\"[A-Za-z0-9._-]+\\"$"}
                  },
                  "WWW-Authenticate": {
                    "description": "How to authenticate (RFC 9110). Only a gateway sends it.",
                    "schema": {"type": "string", "minLength": 1}
                  }
                }
                """);
        ((ObjectNode) headers.at("/Link/schema"))
                .put("maxLength", "<>; rel=\"next\"".length() + QueryParameters.MAX_LINK_CHARS);
        constant(
                headers, HeaderNames.CACHE_CONTROL, true, "No cache may store a timeline.", ActivityHttp.CACHE_CONTROL);
        constant(
                headers,
                HeaderNames.CACHE_CONTROL + FROM_SERVICE,
                false,
                "Absent if the gateway answers.",
                ActivityHttp.CACHE_CONTROL);
        constant(
                headers,
                HeaderNames.CONTENT_TYPE_OPTIONS,
                true,
                "A browser must not guess the media type.",
                ActivityHttp.CONTENT_TYPE_OPTIONS);
        constant(
                headers,
                HeaderNames.CONTENT_TYPE_OPTIONS + FROM_SERVICE,
                false,
                "Absent if the gateway answers.",
                ActivityHttp.CONTENT_TYPE_OPTIONS);
        ObjectNode retry =
                header(headers, HeaderNames.RETRY_AFTER, false, "Seconds to wait. Absent if the gateway answers.");
        retry.putObject("schema")
                .put("type", "integer")
                .put("const", Integer.parseInt(ActivityHttp.RETRY_AFTER_SECONDS));
        ObjectNode allow = header(
                headers, HeaderNames.ALLOW, true, "The allowed methods, with `OPTIONS` if CORS origins are set.");
        allow.putObject("schema")
                .put("type", "string")
                .putArray("enum")
                .add(ActivityHttp.METHODS)
                .add(ActivityHttp.METHODS_WITH_CORS);
        preflightHeaders().forEach((name, value) -> {
            if (name.equals("Access-Control-Allow-Origin")) {
                header(
                                headers,
                                name,
                                false,
                                "The origin of the request or `*`, if this origin is allowed (`CORS_ALLOW_ORIGIN`).")
                        .putObject("schema")
                        .put("type", "string")
                        .put("pattern", "^(\\*|https?://.+)$");
            } else if (name.equals("Access-Control-Expose-Headers")) {
                ObjectNode expose = header(
                        headers,
                        name,
                        false,
                        "The headers that a web page may read. A gateway may also expose `WWW-Authenticate`.");
                expose.putObject("schema")
                        .put("type", "string")
                        .putArray("enum")
                        .add(value)
                        .add("WWW-Authenticate");
            } else if (name.equals(HeaderNames.VARY)) {
                header(headers, name, true, "The headers of the request that the response depends on.")
                        .putObject("schema")
                        .put("type", "string")
                        .putArray("enum")
                        .add("Accept")
                        .add("Accept, Origin");
                header(headers, name + FROM_SERVICE, false, "Absent, or only Origin, if the gateway answers.")
                        .putObject("schema")
                        .put("type", "string")
                        .putArray("enum")
                        .add("Accept")
                        .add("Accept, Origin")
                        .add("Origin");
                constant(headers, name + OF_PREFLIGHT, false, "Present if the response depends on the origin.", value);
            } else if (name.equals("Access-Control-Max-Age")) {
                header(headers, name, true, "Seconds for which a browser may keep this answer.")
                        .putObject("schema")
                        .put("type", "integer")
                        .put("const", Integer.parseInt(value));
            } else {
                constant(headers, name, true, "What a web page may use.", value);
            }
        });
        return headers;
    }

    /** Returns the headers for web pages, as the service sends them. */
    private static Map<String, String> corsHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        OpenApiExamples.CORS.addTo(headers, "https://shop.example");
        return headers;
    }

    private static Map<String, String> preflightHeaders() {
        Map<String, String> headers = corsHeaders();
        OpenApiExamples.CORS.addPreflightTo(headers);
        return headers;
    }

    /** @param special further headers */
    private static void headers(ObjectNode response, boolean fromGateway, List<String> special) {
        ObjectNode headers = response.putObject("headers");
        String suffix = fromGateway ? FROM_SERVICE : "";
        headers.set(HeaderNames.CACHE_CONTROL, header(HeaderNames.CACHE_CONTROL + suffix));
        headers.set(HeaderNames.CONTENT_TYPE_OPTIONS, header(HeaderNames.CONTENT_TYPE_OPTIONS + suffix));
        special.forEach(name -> headers.set(name, header(name)));
        corsHeaders()
                .forEach((name, value) ->
                        headers.set(name, header(name.equals(HeaderNames.VARY) ? name + suffix : name)));
    }

    private static ObjectNode header(String component) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/headers/" + component);
    }

    private static ObjectNode header(ObjectNode headers, String name, boolean isRequired, String description) {
        ObjectNode header = headers.putObject(name).put("description", description);
        if (isRequired) {
            header.put("required", true);
        }
        return header;
    }

    private static void constant(
            ObjectNode headers, String name, boolean isRequired, String description, String value) {
        header(headers, name, isRequired, description)
                .putObject("schema")
                .put("type", "string")
                .put("const", value);
    }

    private static ObjectNode reference(String response) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/responses/" + response);
    }

    private static ObjectNode response(ObjectNode responses, String name, String description) {
        return responses.putObject(name).put("description", description);
    }

    private static ObjectNode content(ObjectNode response, String mediaType, String schema) {
        ObjectNode content = response.withObject("/content").putObject(mediaType);
        content.putObject("schema").put("$ref", "#/components/schemas/" + schema);
        return content;
    }

    private static void example(ObjectNode content, String name, @Nullable String summary, String json) {
        ObjectNode example = content.withObject("/examples").putObject(name);
        if (summary != null) {
            example.put("summary", summary);
        }
        example.set("value", OpenApiDocument.json(json));
    }
}
