/**
 * Prepares the deployed functions for a snapshot or an archive of classes; start at
 * {@link dev.activityservice.aws.lambda.priming.SnapStart}.
 */
@NullMarked
package dev.activityservice.aws.lambda.priming;

import org.jspecify.annotations.NullMarked;
