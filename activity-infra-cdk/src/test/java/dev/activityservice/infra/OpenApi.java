package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;

import dev.activityservice.infra.SystemModel.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the body of an API: an OpenAPI document with the extensions of API Gateway. All its values are compared, except its version. */
final class OpenApi {

    private static final List<String> PARTS = List.of(
            "components",
            "x-amazon-apigateway-policy",
            "x-amazon-apigateway-request-validators",
            "x-amazon-apigateway-gateway-responses");

    private OpenApi() {}

    static void add(SystemModel model, Map<String, Object> body) {
        only(body, List.of("openapi", "info", "paths"), PARTS);
        if (!"3.0.1".equals(text(body.get("openapi")))) {
            throw new IllegalArgumentException("Unknown version of OpenAPI: " + body.get("openapi"));
        }
        Map<String, Object> info = map(body.get("info"));
        only(info, List.of("title", "version"), List.of());
        model.add(Section.API, "title", text(info.get("title")));
        for (String part : PARTS) {
            if (body.containsKey(part)) {
                model.add(Section.API, part, body.get(part));
            }
        }
        map(body.get("paths"))
                .forEach((path, item) -> map(item)
                        .forEach((method, operation) -> model.add(
                                Section.ROUTES, method.toUpperCase(Locale.ROOT) + " " + path, map(operation))));
    }

    private static void only(Map<String, Object> map, List<String> mandatory, List<String> optional) {
        for (String key : mandatory) {
            if (!map.containsKey(key)) {
                throw new IllegalArgumentException("Missing part of the API: " + key);
            }
        }
        for (String key : map.keySet()) {
            if (!mandatory.contains(key) && !optional.contains(key)) {
                throw new IllegalArgumentException("Unknown part of the API: " + key);
            }
        }
    }
}
