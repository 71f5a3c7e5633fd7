package dev.activityservice.aws.driving.api;

import dev.activityservice.query.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request, independent of the kind of gateway.
 *
 * @param method the HTTP method, as the client sent it
 * @param path the path without the stage
 * @param route the route that the path names
 * @param parameters all parameters in order, including repeated ones
 * @param headers the last header of each name; names are in lower case
 * @param serverAddress the domain name of the request; null if the gateway does not report it
 * @param principal the authenticated caller; null if the gateway did not authenticate one
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
     * Maximum length of path and query together, in characters, as received from the gateway. <a
     * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway</a> limits the request line and the
     * headers to 10,240 bytes together; AWS documents no limit for function URLs.
     */
    static final int MAX_URL_CHARS = 32_768;

    static ApiRequest of(
            String method,
            ApiPath path,
            List<Parameter> parameters,
            Map<String, String> headers,
            @Nullable String serverAddress,
            @Nullable Principal principal) {
        ApiRoute route = urlChars(path, parameters) > MAX_URL_CHARS ? ApiRoute.tooLong() : ApiRoute.of(path);
        return new ApiRequest(method, path, route, parameters, headers, serverAddress, principal);
    }

    private static long urlChars(ApiPath path, List<Parameter> parameters) {
        long length = path.text().length();
        for (Parameter each : parameters) {
            // Two separators: "&" before the name and "=" before the value.
            length += each.name().length() + each.value().length() + 2;
        }
        return length;
    }

    /** Returns the header {@code Origin}; null if it is missing or blank. */
    @Nullable
    String origin() {
        String origin = headers.get("origin");
        return origin == null || origin.isBlank() ? null : origin;
    }

    /**
     * A query parameter.
     *
     * @param name the name, as received from the gateway
     * @param value the value, as received from the gateway
     * @param encoded true if name and value are still percent-encoded
     */
    record Parameter(String name, String value, boolean encoded) {

        /** Returns the decoded parameter. Throws {@link ApiProblemException} if it is not percent-encoded UTF-8. */
        Parameter decoded() {
            return encoded
                    ? new Parameter(PercentEncoding.decode(name, true), PercentEncoding.decode(value, true), false)
                    : this;
        }
    }
}
