/** A driving adapter that depends on another driving adapter. */
@NullMarked
package dev.activityservice.testkit.arch.violating.aws.driving.sqs;

import org.jspecify.annotations.NullMarked;
