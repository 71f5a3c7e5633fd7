/** A checked exception and an exception with a wrong name. */
@NullMarked
package dev.activityservice.testkit.arch.violating.failure;

import org.jspecify.annotations.NullMarked;
