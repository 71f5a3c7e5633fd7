package dev.activityservice.aws.driving.api;

import dev.activityservice.query.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, whichever gateway it came through.
 *
 * @param method as sent
 * @param path without the stage
 * @param route the path's
 * @param parameters in order, repeated ones too
 * @param headers by name in lower case, of several with one name the last
 * @param serverAddress the domain name that was asked
 * @param principal whom the gateway has authenticated
 */
record ApiRequest(
        String method,
        ApiPath path,
        ApiRoute route,
        List<Parameter> parameters,
        Map<String, String> headers,
        @Nullable String serverAddress,
        @Nullable Principal principal) {

    /**
     * Characters of path and parameters, as the gateway hands them on. <a
     * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway's</a> request line and headers are
     * at most 10,240 bytes together; function URLs name no bound.
     */
    static final int MAX_URL = 32_768;

    static ApiRequest of(
            String method,
            ApiPath path,
            List<Parameter> parameters,
            Map<String, String> headers,
            @Nullable String serverAddress,
            @Nullable Principal principal) {
        ApiRoute route = urlChars(path, parameters) > MAX_URL ? ApiRoute.tooLong() : ApiRoute.of(path);
        return new ApiRequest(method, path, route, parameters, headers, serverAddress, principal);
    }

    private static long urlChars(ApiPath path, List<Parameter> parameters) {
        long length = path.text().length();
        for (Parameter each : parameters) {
            // One for what divides it from the next, one for what divides name and value.
            length += each.name().length() + each.value().length() + 2;
        }
        return length;
    }

    /** The header of that name. */
    @Nullable
    String origin() {
        String origin = headers.get("origin");
        return origin == null || origin.isBlank() ? null : origin;
    }

    /**
     * @param name as the gateway hands it on
     * @param value likewise
     * @param encoded whether both still are percent-encoded
     */
    record Parameter(String name, String value, boolean encoded) {

        /** Throws {@link ApiProblemException} if it is not percent-encoded UTF-8. */
        Parameter decoded() {
            return encoded
                    ? new Parameter(PercentEncoding.decode(name, true), PercentEncoding.decode(value, true), false)
                    : this;
        }
    }
}
