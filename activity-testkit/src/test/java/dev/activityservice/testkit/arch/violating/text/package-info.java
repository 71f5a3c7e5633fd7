/** Helpers that depend on packages above them. */
@NullMarked
package dev.activityservice.testkit.arch.violating.text;

import org.jspecify.annotations.NullMarked;
