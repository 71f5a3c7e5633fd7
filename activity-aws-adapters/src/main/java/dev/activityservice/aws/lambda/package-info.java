/**
 * The deployed functions, {@link dev.activityservice.aws.lambda.RecordActivitiesFunction} and
 * {@link dev.activityservice.aws.lambda.FindActivitiesFunction}. This package is the composition root: only it reads the environment.
 */
@NullMarked
package dev.activityservice.aws.lambda;

import org.jspecify.annotations.NullMarked;
