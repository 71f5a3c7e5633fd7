package dev.activityservice.aws.driving.api;

import org.jspecify.annotations.Nullable;

/**
 * A path as a gateway hands it on, decoded exactly once: by the gateway or by us.
 *
 * @param text the path
 * @param encoded whether it still is as the client sent it, percent-encoded. REST APIs and function URLs pass it on so; HTTP APIs
 *     have decoded it, in payload 1.0 ({@code path}) and 2.0 ({@code rawPath}) alike
 */
record ApiPath(String text, boolean encoded) {

    /** Takes off the stage, which HTTP APIs leave in the path unless it is {@code $default}. */
    ApiPath withoutStage(@Nullable String stage) {
        if (stage == null || stage.isEmpty() || stage.equals("$default") || !text.startsWith("/" + stage + "/")) {
            return this;
        }
        return new ApiPath(text.substring(stage.length() + 1), encoded);
    }
}
