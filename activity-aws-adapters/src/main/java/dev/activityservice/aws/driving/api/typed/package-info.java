/**
 * The HTTP API for programs that have their events as objects of {@code aws-lambda-java-events}, which they bring themselves: start
 * at {@link dev.activityservice.aws.driving.api.typed.RestApiHandler} or
 * {@link dev.activityservice.aws.driving.api.typed.HttpApiHandler}.
 */
@NullMarked
package dev.activityservice.aws.driving.api.typed;

import org.jspecify.annotations.NullMarked;
