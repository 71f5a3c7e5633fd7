package dev.activityservice.aws.driving.api;

import dev.activityservice.aws.driving.api.ApiRequest.Parameter;
import dev.activityservice.query.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts events of API Gateway and of function URLs to requests. An event is given as the maps and lists of its JSON.
 *
 * <p>Formats: <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">REST
 * APIs</a> (payload 1.0) and <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">HTTP APIs</a>
 * (payload 1.0 and 2.0). AWS does not document which gateways decode the path. Recordings from live gateways show that HTTP APIs
 * decode it, and that REST APIs and function URLs do not (<a
 * href="https://github.com/middleapi/standard-server/pull/93">standard-server #93</a>, <a
 * href="https://github.com/honojs/hono/issues/2156">hono #2156</a>).
 */
final class GatewayEvent {

    private GatewayEvent() {}

    /** Returns the request. Throws {@link IllegalArgumentException} if the event has another format. */
    static ApiRequest toRequest(Map<String, @Nullable Object> event) {
        return "2.0".equals(event.get("version")) ? fromPayload2(event) : fromPayload1(event);
    }

    private static ApiRequest fromPayload1(Map<String, @Nullable Object> event) {
        Map<String, @Nullable Object> context = map(event.get("requestContext"));
        // In payload 1.0, only HTTP APIs send a version.
        boolean rest = event.get("version") == null;
        ApiPath path = new ApiPath(required(event, "path"), rest);
        List<Parameter> parameters = new ArrayList<>();
        Map<String, @Nullable Object> many = map(event.get("multiValueQueryStringParameters"));
        if (many.isEmpty()) {
            map(event.get("queryStringParameters")).forEach((name, value) -> add(parameters, name, value));
        } else {
            many.forEach((name, values) -> {
                if (values instanceof List<?> list) {
                    list.forEach(value -> add(parameters, name, value));
                }
            });
        }
        return ApiRequest.of(
                required(event, "httpMethod"),
                rest ? path : path.withoutStage(text(context.get("stage"))),
                parameters,
                headers(event),
                text(context.get("domainName")),
                principal1(context));
    }

    private static ApiRequest fromPayload2(Map<String, @Nullable Object> event) {
        Map<String, @Nullable Object> context = map(event.get("requestContext"));
        String domain = text(context.get("domainName"));
        boolean functionUrl = domain != null && domain.contains(".lambda-url.");
        return ApiRequest.of(
                required(map(context.get("http")), "method"),
                new ApiPath(required(event, "rawPath"), functionUrl).withoutStage(text(context.get("stage"))),
                // Not from the map of parameters, because it joins repeated values with a comma.
                parseQuery(text(event.get("rawQueryString"))),
                headers(event),
                domain,
                principal2(map(context.get("authorizer"))));
    }

    private static List<Parameter> parseQuery(@Nullable String query) {
        List<Parameter> parameters = new ArrayList<>();
        if (query != null) {
            // One more than the maximum shows that there are too many.
            for (String pair : query.split("&", QueryParameters.MAX_PARAMETERS + 2)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                if (!name.isEmpty()) {
                    parameters.add(new Parameter(name, equals < 0 ? "" : pair.substring(equals + 1), true));
                }
            }
        }
        return parameters;
    }

    /** Cognito and JWT authorizers provide claims, Lambda authorizers a principal and a context, and IAM an ARN. */
    private static @Nullable Principal principal1(Map<String, @Nullable Object> context) {
        Map<String, @Nullable Object> authorizer = map(context.get("authorizer"));
        Map<String, List<String>> claims = claims(map(authorizer.get("claims")));
        if (!claims.isEmpty()) {
            return Principal.of(subject(claims), claims);
        }
        String principalId = text(authorizer.get("principalId"));
        if (principalId != null) {
            return Principal.of(principalId, claims(authorizer));
        }
        return iam(text(map(context.get("identity")).get("userArn")));
    }

    private static @Nullable Principal principal2(Map<String, @Nullable Object> authorizer) {
        Map<String, List<String>> claims = claims(map(map(authorizer.get("jwt")).get("claims")));
        if (claims.isEmpty()) {
            claims = claims(map(authorizer.get("lambda")));
        }
        return claims.isEmpty()
                ? iam(text(map(authorizer.get("iam")).get("userArn")))
                : Principal.of(subject(claims), claims);
    }

    private static @Nullable Principal iam(@Nullable String userArn) {
        return userArn == null ? null : Principal.of(userArn).with("userArn", userArn);
    }

    private static String subject(Map<String, List<String>> claims) {
        for (String name : List.of("sub", "principalId", "client_id")) {
            List<String> values = claims.getOrDefault(name, List.of());
            if (values.size() == 1 && !values.get(0).isBlank()) {
                return values.get(0);
            }
        }
        return "authenticated";
    }

    private static Map<String, String> headers(Map<String, @Nullable Object> event) {
        Map<String, String> headers = new LinkedHashMap<>();
        map(event.get("headers")).forEach((name, value) -> {
            if (value instanceof String text) {
                headers.put(name.toLowerCase(Locale.ROOT), text);
            }
        });
        return headers;
    }

    private static void add(List<Parameter> parameters, String name, @Nullable Object value) {
        if (value instanceof String text) {
            parameters.add(new Parameter(name, text, false));
        }
    }

    private static String required(Map<String, @Nullable Object> map, String name) {
        if (map.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                "Cannot read the API Gateway event: the field \"" + name + "\" must be a string");
    }

    /** Returns the string; null if the value is not a string or is blank. */
    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && !text.isBlank() ? text : null;
    }

    /**
     * Returns the values of each claim, and omits objects. Only a REST API's native JWT authorizer sends arrays. An HTTP API sends an array as the string
     * {@code [a b]}, which stays one value, because splitting would turn the group "support readonly" into the group "support".
     */
    private static Map<String, List<String>> claims(Map<String, @Nullable Object> map) {
        Map<String, List<String>> claims = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            List<String> values = new ArrayList<>();
            for (Object each : value instanceof List<?> list ? list : Collections.singletonList(value)) {
                if (each instanceof String || each instanceof Number || each instanceof Boolean) {
                    values.add(each.toString());
                }
            }
            if (!values.isEmpty()) {
                claims.put(name, values);
            }
        });
        return claims;
    }

    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> given) {
            given.forEach((name, each) -> map.put(String.valueOf(name), each));
        }
        return map;
    }
}
