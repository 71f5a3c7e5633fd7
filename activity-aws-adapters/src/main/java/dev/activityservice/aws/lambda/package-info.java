/**
 * The two deployed functions, {@link dev.activityservice.aws.lambda.RecordActivitiesFunction} and
 * {@link dev.activityservice.aws.lambda.FindActivitiesFunction}: the composition root, and the only package here that reads the
 * environment.
 */
@NullMarked
package dev.activityservice.aws.lambda;

import org.jspecify.annotations.NullMarked;
