/** Helpers that know what is above them. */
@NullMarked
package dev.activityservice.testkit.arch.violating.text;

import org.jspecify.annotations.NullMarked;
