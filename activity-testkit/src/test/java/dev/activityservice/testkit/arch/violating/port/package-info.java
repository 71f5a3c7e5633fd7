/** A port that depends on an adapter. */
@NullMarked
package dev.activityservice.testkit.arch.violating.port;

import org.jspecify.annotations.NullMarked;
