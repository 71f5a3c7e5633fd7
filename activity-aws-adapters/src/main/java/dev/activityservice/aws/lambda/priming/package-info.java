/** What the functions do before Lambda takes a snapshot of them: {@link dev.activityservice.aws.lambda.priming.SnapStart}. */
@NullMarked
package dev.activityservice.aws.lambda.priming;

import org.jspecify.annotations.NullMarked;
