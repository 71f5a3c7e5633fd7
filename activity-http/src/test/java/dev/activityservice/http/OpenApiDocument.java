package dev.activityservice.http;

import static dev.activityservice.http.QueryParameters.CURSOR;
import static dev.activityservice.http.QueryParameters.FORMULAS;
import static dev.activityservice.http.QueryParameters.FROM;
import static dev.activityservice.http.QueryParameters.ID;
import static dev.activityservice.http.QueryParameters.LIMIT;
import static dev.activityservice.http.QueryParameters.ORDER;
import static dev.activityservice.http.QueryParameters.TYPE;
import static dev.activityservice.http.QueryParameters.UNTIL;
import static dev.activityservice.http.QueryParameters.VIEW;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes docs/openapi.json from the constants and the responses of the API. The texts are here and in the classes of the parts.
 *
 * <p>The document describes the service and the gateway in front of it, because a client sees both.
 */
final class OpenApiDocument {

    /** Keeps the digits of numbers, as the API does. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> FILTERS = List.of(LIMIT, ORDER, FROM, UNTIL, TYPE, CURSOR, VIEW, FORMULAS);

    private OpenApiDocument() {}

    /** Returns the document, indented, with a line feed at its end. */
    static String text() {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        try {
            return JSON.writer(printer).writeValueAsString(document()) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode json(String text) {
        return (ObjectNode) tree(text);
    }

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode document() {
        ObjectNode document = json("""
                {
                  "openapi": "3.1.1",
                  "info": {
                    "title": "Activity Service",
                    "version": "1.0.0",
                    "summary": "The timeline of an order, a user or a product: everything that happened to it, in order of time.",
                    "description": "Reads the activities of one entity, page by page.\\n\\n**Pages**: a page may be shorter than `limit`, even empty, and still have a next page. Follow the header `Link` or the field `next_cursor` until it is absent.\\n\\n**Export**: `Accept` selects JSON, NDJSON, CSV, or a batch of CloudEvents whose data are the attributes. All formats have the same parameters and the same pages. The next page is in the header `Link`, and the bodies of all pages can be joined (except those of JSON and CloudEvents).\\n\\n**Polling**: send the `ETag` of a response as `If-None-Match`. If nothing has changed, the answer is a 304 without a body.\\n\\n**Errors** of the service are problem documents (RFC 9457) with a stable `code`. The gateway in front of the service answers with `message` instead.\\n\\n**Web pages** of the allowed origins can read all responses. A preflight request needs no token.\\n\\nAmazon API Gateway adds headers that are not listed here, for example `x-amzn-RequestId`.",
                    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
                  },
                  "servers": [
                    {"url": "http://127.0.0.1:8080", "description": "The local stack (`make run`)"},
                    {
                      "url": "https://{api_id}.execute-api.{region}.amazonaws.com/{stage}",
                      "description": "A deployment to AWS: its output `ApiEndpoint`",
                      "variables": {
                        "api_id": {"default": "a1b2c3d4e5", "description": "The id of the REST API"},
                        "region": {"default": "eu-west-1", "description": "The region of the deployment"},
                        "stage": {"default": "dev", "description": "The name of the environment (`ENV`)"}
                      }
                    }
                  ],
                  "security": [{"aws_signature": []}, {"bearer_token": []}, {}],
                  "tags": [{"name": "Timelines", "description": "The activities of one entity."}],
                  "paths": {},
                  "components": {
                    "securitySchemes": {
                      "aws_signature": {
                        "type": "apiKey",
                        "in": "header",
                        "name": "Authorization",
                        "description": "Access mode `IAM`: AWS Signature Version 4 for the service `execute-api`.",
                        "x-amazon-apigateway-authtype": "awsSigv4"
                      },
                      "bearer_token": {
                        "type": "http",
                        "scheme": "bearer",
                        "bearerFormat": "JWT",
                        "description": "Access modes `COGNITO` and `AUTHORIZER`: a token of the user pool, or of the issuer that the authorizer accepts. Locally, `make token` prints one. The access mode `OPEN_TO_THE_INTERNET` needs neither."
                      }
                    }
                  }
                }
                """);
        OpenApiExamples examples = new OpenApiExamples();
        ObjectNode paths = (ObjectNode) document.path("paths");
        paths.set(HttpRoute.ENTITY_PATH, path(List.of(HttpRoute.ENTITY_TYPE, HttpRoute.ENTITY_ID), List.of(), ""));
        paths.set(HttpRoute.TYPE_PATH, path(List.of(HttpRoute.ENTITY_TYPE), List.of(ID), "ByParameter"));
        ObjectNode components = (ObjectNode) document.path("components");
        components.set("parameters", OpenApiParameters.all(examples.cursor(), examples.etag()));
        components.set("headers", OpenApiResponses.headerComponents());
        components.set("responses", OpenApiResponses.all(examples));
        components.set("schemas", OpenApiSchemas.all());
        return document;
    }

    private static ObjectNode path(List<String> inPath, List<String> required, String suffix) {
        ObjectNode path = json("""
                {
                  "get": {
                    "operationId": "readTimeline",
                    "summary": "Read a page or the summary of a timeline",
                    "description": "Returns what happened to the entity, in order of time, or counts it (`view=summary`). Parameters that are not listed have no effect, and the link to the next page keeps them. Each listed parameter may occur once."
                  },
                  "head": {
                    "operationId": "probeTimeline",
                    "summary": "Read only the headers of a page or a summary",
                    "description": "The response is that to `GET` without a body."
                  },
                  "options": {
                    "operationId": "preflightTimeline",
                    "summary": "Answer the preflight request of a browser",
                    "description": "Exists only if CORS origins are set (`CORS_ALLOW_ORIGIN`). Needs no token.",
                    "security": []
                  }
                }
                """);
        path.set("parameters", OpenApiParameters.references(inPath));
        List<String> query = new ArrayList<>(required);
        query.addAll(FILTERS);
        query.add(HeaderNames.IF_NONE_MATCH);
        for (String method : List.of("get", "head", "options")) {
            ObjectNode operation = (ObjectNode) path.path(method);
            operation.put("operationId", operation.path("operationId").asText() + suffix);
            operation.putArray("tags").add("Timelines");
            if (method.equals("options")) {
                List<ErrorStatus> errors = Stream.of(ErrorStatus.values())
                        .filter(each -> each != ErrorStatus.UNAUTHORIZED)
                        .toList();
                operation.set("responses", OpenApiResponses.of("Preflight", errors));
            } else {
                operation.set("parameters", OpenApiParameters.references(query));
                operation.set("responses", OpenApiResponses.of("Timeline", List.of(ErrorStatus.values())));
            }
        }
        return path;
    }
}
