/** A driven port that depends on a driving port. */
@NullMarked
package dev.activityservice.testkit.arch.violating.port.driven;

import org.jspecify.annotations.NullMarked;
