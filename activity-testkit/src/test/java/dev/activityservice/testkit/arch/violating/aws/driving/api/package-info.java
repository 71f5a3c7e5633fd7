/** A driving adapter. */
@NullMarked
package dev.activityservice.testkit.arch.violating.aws.driving.api;

import org.jspecify.annotations.NullMarked;
