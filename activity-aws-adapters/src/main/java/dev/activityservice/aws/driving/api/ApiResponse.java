package dev.activityservice.aws.driving.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of {@link ActivityApi}. Immutable and thread-safe.
 *
 * @param status the HTTP status
 * @param headers by name, in order; unmodifiable
 * @param body empty if there is none
 */
public record ApiResponse(int status, Map<String, String> headers, String body) {

    public ApiResponse {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
