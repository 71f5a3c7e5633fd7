/** A driving port. */
@NullMarked
package dev.activityservice.testkit.arch.violating.port.driving;

import org.jspecify.annotations.NullMarked;
