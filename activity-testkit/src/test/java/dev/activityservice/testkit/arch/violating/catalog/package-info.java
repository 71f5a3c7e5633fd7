/** A catalog that depends on event reading. */
@NullMarked
package dev.activityservice.testkit.arch.violating.catalog;

import org.jspecify.annotations.NullMarked;
