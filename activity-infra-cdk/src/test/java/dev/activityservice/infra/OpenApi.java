package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;

import dev.activityservice.infra.SystemModel.Section;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Reads the routes of an API from its OpenAPI document with the extensions of API Gateway. */
final class OpenApi {

    private static final String PREFIX = "x-amazon-apigateway-";

    private OpenApi() {}

    static void addRoutes(SystemModel model, Map<String, Object> body) {
        only(body, List.of("openapi", "info", "paths", PREFIX + "request-validators"));
        if (!"3.0.1".equals(text(body.get("openapi")))) {
            throw new IllegalArgumentException("Unknown version of OpenAPI: " + body.get("openapi"));
        }
        Map<String, Object> validators = map(body.get(PREFIX + "request-validators"));
        map(body.get("paths"))
                .forEach((path, item) -> map(item)
                        .forEach((method, operation) -> model.add(
                                Section.ROUTES,
                                method.toUpperCase(Locale.ROOT) + " " + path,
                                route(map(operation), validators))));
    }

    private static Object route(Map<String, Object> operation, Map<String, Object> validators) {
        only(operation, List.of(PREFIX + "auth", PREFIX + "request-validator", PREFIX + "integration", "parameters"));
        Map<String, Object> integration = map(operation.get(PREFIX + "integration"));
        only(integration, List.of("type", "httpMethod", "uri"));
        Map<String, Object> parameters = new TreeMap<>();
        for (Object item : list(operation.get("parameters"))) {
            Map<String, Object> parameter = map(item);
            if (!parameter.keySet().equals(Set.of("name", "in", "required", "schema"))
                    || !Map.of("type", "string").equals(parameter.get("schema"))) {
                throw new IllegalArgumentException("Unknown form of a parameter: " + parameter);
            }
            String place = text(parameter.get("in")).equals("query") ? "querystring" : text(parameter.get("in"));
            parameters.put(
                    "method.request." + place + "." + text(parameter.get("name")), text(parameter.get("required")));
        }
        String name = text(operation.get(PREFIX + "request-validator"));
        Map<String, Object> validator = map(Objects.requireNonNull(validators.get(name), name));
        Map<String, Object> auth = map(operation.get(PREFIX + "auth"));
        only(auth, List.of("type"));
        return new TreeMap<>(Map.of(
                "Authorization", text(auth.get("type")),
                "Parameters", parameters,
                "Validator",
                        new TreeMap<>(Map.of(
                                "Parameters", text(validator.get("validateRequestParameters")),
                                "Body", text(validator.get("validateRequestBody")),
                                "Name", name)),
                "IntegrationType", text(integration.get("type")).toUpperCase(Locale.ROOT),
                "IntegrationMethod", text(integration.get("httpMethod")),
                "Uri", text(integration.get("uri"))));
    }

    private static void only(Map<String, Object> map, List<String> known) {
        for (String key : map.keySet()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException("Unknown part of the API: " + key);
            }
        }
    }
}
