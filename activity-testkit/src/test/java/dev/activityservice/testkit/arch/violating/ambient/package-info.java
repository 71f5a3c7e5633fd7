/** Code that takes settings, time, ids and randomness from the system. */
@NullMarked
package dev.activityservice.testkit.arch.violating.ambient;

import org.jspecify.annotations.NullMarked;
