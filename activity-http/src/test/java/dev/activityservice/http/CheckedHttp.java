package dev.activityservice.http;

import dev.activityservice.port.Deadline;
import dev.activityservice.testbed.openapi.ApiContract;
import dev.activityservice.testbed.openapi.ApiResponse;

/**
 * Calls the API and validates each response against the OpenAPI document. The tests of this module call the API only here, which
 * HttpArchitectureTest checks.
 */
final class CheckedHttp {

    /** The property of the run that writes the document. Until then, the document is the old one, so nothing is validated. */
    static final String WRITES_DOCUMENT = "activity.openapi.update";

    private static final ApiContract CONTRACT = ApiContract.of(OpenApi.json());

    private CheckedHttp() {}

    static HttpResponse handle(ActivityHttp http, HttpRequest request, Deadline deadline) {
        HttpResponse response = http.handle(request, deadline);
        if (!Boolean.getBoolean(WRITES_DOCUMENT)) {
            CONTRACT.check(
                    request.method(),
                    request.path(),
                    ApiResponse.of(response.status(), response.headers(), response.body()));
        }
        return response;
    }
}
