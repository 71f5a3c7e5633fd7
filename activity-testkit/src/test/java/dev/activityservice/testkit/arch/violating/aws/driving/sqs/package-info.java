/** A driving adapter that knows another one. */
@NullMarked
package dev.activityservice.testkit.arch.violating.aws.driving.sqs;

import org.jspecify.annotations.NullMarked;
