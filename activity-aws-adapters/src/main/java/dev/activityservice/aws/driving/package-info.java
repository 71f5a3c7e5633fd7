/** Shared by the handlers of Lambda invocations; start at {@link dev.activityservice.aws.driving.LambdaDeadline}. */
@NullMarked
package dev.activityservice.aws.driving;

import org.jspecify.annotations.NullMarked;
