/**
 * The HTTP API for requests that arrive as objects of {@code aws-lambda-java-events}, an optional dependency; start at
 * {@link dev.activityservice.aws.driving.api.typed.RestApiHandler} or
 * {@link dev.activityservice.aws.driving.api.typed.HttpApiHandler}.
 */
@NullMarked
package dev.activityservice.aws.driving.api.typed;

import org.jspecify.annotations.NullMarked;
