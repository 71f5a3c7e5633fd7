/** A composition root, which may read the environment and the clock. */
@NullMarked
package dev.activityservice.testkit.arch.violating.lambda;

import org.jspecify.annotations.NullMarked;
