package dev.activityservice.http;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The error statuses of the service and of a gateway in front of it, with their texts in the OpenAPI document. */
enum ErrorStatus {
    BAD_REQUEST(400, "The path, a parameter or the cursor is not valid.", "Missing required request parameters: [id]"),
    UNAUTHORIZED(401, "The caller is not authenticated.", "Unauthorized"),
    FORBIDDEN(
            403,
            "The caller may not read this entity, whether or not it exists. `forbidden_origin` comes only from the local stack, which refuses web pages of other sites.",
            "Forbidden"),
    NOT_FOUND(404, "The path names no entity. An id with a slash must be in the parameter `id`.", null),
    METHOD_NOT_ALLOWED(
            405,
            "The method is not one of the header `Allow`. `OPTIONS` is allowed only if CORS origins are set.",
            null),
    NOT_ACCEPTABLE(
            406,
            "The header `Accept` excludes all formats of the response. The detail names them. A summary is only JSON.",
            null),
    CONTENT_TOO_LARGE(413, "The request is too large for the gateway.", "Request Too Long"),
    URI_TOO_LONG(414, "Path and parameters are longer than " + HttpRequest.MAX_URL_CHARS + " characters.", null),
    TOO_MANY_REQUESTS(429, "The gateway throttles the request. Retry later.", "Too Many Requests"),
    INTERNAL_SERVER_ERROR(500, "The request failed because of an internal error.", "Internal server error"),
    BAD_GATEWAY(502, "The gateway got no valid response from the service.", "Internal server error"),
    SERVICE_UNAVAILABLE(
            503,
            "The activities are temporarily unavailable. Retry after the seconds of `Retry-After`.",
            "Service Unavailable"),
    GATEWAY_TIMEOUT(504, "The gateway got no response from the service in time.", "Endpoint request timed out");

    private final int status;
    private final String description;
    private final @Nullable String gatewayMessage;

    ErrorStatus(int status, String description, @Nullable String gatewayMessage) {
        this.status = status;
        this.description = description;
        this.gatewayMessage = gatewayMessage;
    }

    int status() {
        return status;
    }

    String description() {
        return description;
    }

    /** Returns an example of the message with which a gateway answers itself; null if only the service has this status. */
    @Nullable
    String gatewayMessage() {
        return gatewayMessage;
    }

    /** Returns the name of the response component, for example {@code BadRequest}. */
    String component() {
        return Stream.of(name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
