/** A composition root, which may read what it likes. */
@NullMarked
package dev.activityservice.testkit.arch.violating.lambda;

import org.jspecify.annotations.NullMarked;
