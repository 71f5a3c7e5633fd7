/** What handlers of Lambda invocations share: {@link dev.activityservice.aws.driving.LambdaDeadline}. */
@NullMarked
package dev.activityservice.aws.driving;

import org.jspecify.annotations.NullMarked;
