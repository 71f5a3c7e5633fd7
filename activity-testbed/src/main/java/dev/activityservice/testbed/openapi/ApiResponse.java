package dev.activityservice.testbed.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A response to validate. The array of the body is not copied, so do not change it.
 *
 * @param headers all values of each header, whose names may have any case
 * @param body empty without a body
 */
@SuppressWarnings("ArrayRecordComponent")
public record ApiResponse(int status, Map<String, List<String>> headers, byte[] body) {

    /** Returns a response whose headers have one value each. */
    public static ApiResponse of(int status, Map<String, String> headers, byte[] body) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new ApiResponse(status, all, body);
    }
}
