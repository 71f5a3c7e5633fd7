package dev.activityservice.aws.driving.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response of {@link ActivityApi}. Immutable and thread-safe.
 *
 * @param status the HTTP status code
 * @param headers the headers by name, in order; unmodifiable
 * @param body the body; empty if the response has no body
 */
public record ApiResponse(int status, Map<String, String> headers, String body) {

    public ApiResponse {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
