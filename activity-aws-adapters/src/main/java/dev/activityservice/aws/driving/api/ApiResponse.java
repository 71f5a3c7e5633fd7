package dev.activityservice.aws.driving.api;

import java.util.Map;

/**
 * @param headers in order
 * @param body empty if there is none
 */
record ApiResponse(int status, Map<String, String> headers, String body) {}
