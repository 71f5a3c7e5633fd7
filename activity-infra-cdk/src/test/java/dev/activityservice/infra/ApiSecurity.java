package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;

import dev.activityservice.infra.SystemModel.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks the body of an API as it is deployed. Rule packs for CloudFormation cannot see into a body. Each method that reads must have the
 * authorizer of the access and the validator. Only {@code OPTIONS} has neither, and it exists only with CORS.
 */
final class ApiSecurity {

    private static final String X = "x-amazon-apigateway-";
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Set<String> PATHS =
            Set.of("/api/activity/{entity_type}", "/api/activity/{entity_type}/{entity_id}");

    private final Map<String, Object> api;
    private final String access;
    private final List<String> faults = new ArrayList<>();

    private ApiSecurity(Map<String, Object> api, String access) {
        this.api = api;
        this.access = access;
    }

    /**
     * Returns all faults.
     *
     * @param access a value of {@code API_ACCESS}
     * @param cors whether web pages of other origins may read
     */
    static List<String> faults(SystemModel model, String access, boolean cors) {
        ApiSecurity security = new ApiSecurity(model.section(Section.API), access);
        Map<String, Object> routes = model.section(Section.ROUTES);
        Set<String> expected = new TreeSet<>();
        for (String path : PATHS) {
            READS.forEach(method -> expected.add(method + " " + path));
            if (cors) {
                expected.add("OPTIONS " + path);
            }
        }
        security.check(routes.keySet().equals(expected), "routes", routes.keySet());
        routes.forEach((route, operation) -> security.checkRoute(route, map(operation)));
        security.checkScheme();
        security.check(
                cors == security.api.containsKey(X + "gateway-responses"),
                "gateway responses",
                security.api.get(X + "gateway-responses"));
        return security.faults;
    }

    private void checkRoute(String route, Map<String, Object> operation) {
        check(!map(operation.getOrDefault("responses", Map.of())).isEmpty(), route + " responses", null);
        check(
                "aws_proxy".equals(map(operation.get(X + "integration")).get("type")),
                route + " integration",
                operation.get(X + "integration"));
        Object auth = operation.get(X + "auth");
        Object security = operation.get("security");
        Object validator = operation.get(X + "request-validator");
        if (route.startsWith("OPTIONS ")) {
            check(Map.of("type", "NONE").equals(auth) && security == null, route + " authorizer", auth);
            check(validator == null, route + " validator", validator);
            return;
        }
        boolean secured = switch (access) {
            case "IAM" -> Map.of("type", "AWS_IAM").equals(auth) && security == null;
            case "COGNITO", "AUTHORIZER" -> auth == null && isCaller(security);
            default -> Map.of("type", "NONE").equals(auth) && security == null;
        };
        check(secured, route + " authorizer", auth + ", " + security);
        Object validators = map(api.get(X + "request-validators")).get(String.valueOf(validator));
        check(
                Map.of("validateRequestParameters", "true", "validateRequestBody", "true")
                        .equals(validators),
                route + " validator",
                validator + " " + validators);
    }

    private boolean isCaller(@Nullable Object security) {
        return security instanceof List<?> alternatives
                && alternatives.size() == 1
                && map(alternatives.get(0)).keySet().equals(Set.of("caller"));
    }

    private void checkScheme() {
        Map<String, Object> schemes =
                map(map(api.getOrDefault("components", Map.of())).getOrDefault("securitySchemes", Map.of()));
        if (!Set.of("COGNITO", "AUTHORIZER").contains(access)) {
            check(schemes.isEmpty(), "schemes", schemes);
            return;
        }
        check(schemes.keySet().equals(Set.of("caller")), "schemes", schemes.keySet());
        Map<String, Object> authorizer =
                map(map(schemes.getOrDefault("caller", Map.of())).getOrDefault(X + "authorizer", Map.of()));
        Object type = authorizer.get("type");
        boolean valid;
        if (access.equals("COGNITO")) {
            valid = "cognito_user_pools".equals(type)
                    && !list(authorizer.getOrDefault("providerARNs", List.of())).isEmpty();
        } else {
            valid = ("token".equals(type) || isSafeRequest(authorizer))
                    && Objects.toString(authorizer.get("authorizerUri")).contains(":function:");
        }
        check(valid, "authorizer", authorizer);
    }

    /** An answer that is cached without the path would also be the answer for other paths. */
    private static boolean isSafeRequest(Map<String, Object> authorizer) {
        return "request".equals(authorizer.get("type"))
                && ("0".equals(authorizer.get("authorizerResultTtlInSeconds"))
                        || List.of(Objects.toString(authorizer.get("identitySource"))
                                        .split(","))
                                .contains("context.path"));
    }

    private void check(boolean valid, String place, @Nullable Object value) {
        if (!valid) {
            faults.add(place + ": " + value);
        }
    }
}
