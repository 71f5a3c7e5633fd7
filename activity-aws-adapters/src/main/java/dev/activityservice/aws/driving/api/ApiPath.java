package dev.activityservice.aws.driving.api;

import org.jspecify.annotations.Nullable;

/**
 * The path of a request. It must be decoded exactly once, by the gateway or by this package.
 *
 * @param text the path
 * @param encoded true if the path is still percent-encoded. REST APIs and function URLs pass it encoded. HTTP APIs pass it decoded,
 *     both in payload 1.0 ({@code path}) and in payload 2.0 ({@code rawPath})
 */
record ApiPath(String text, boolean encoded) {

    /** Removes the stage from the path. HTTP APIs include the stage unless it is {@code $default}. */
    ApiPath withoutStage(@Nullable String stage) {
        if (stage == null || stage.isEmpty() || stage.equals("$default") || !text.startsWith("/" + stage + "/")) {
            return this;
        }
        return new ApiPath(text.substring(stage.length() + 1), encoded);
    }
}
