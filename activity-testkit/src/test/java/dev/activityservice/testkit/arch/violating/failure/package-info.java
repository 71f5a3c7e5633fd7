/** A checked exception. */
@NullMarked
package dev.activityservice.testkit.arch.violating.trouble;

import org.jspecify.annotations.NullMarked;
