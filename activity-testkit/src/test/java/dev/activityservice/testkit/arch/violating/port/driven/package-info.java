/** A driven port that knows a driving one. */
@NullMarked
package dev.activityservice.testkit.arch.violating.port.driven;

import org.jspecify.annotations.NullMarked;
