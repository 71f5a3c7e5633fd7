/** Helpers that depend on packages above them. */
@NullMarked
package dev.activityservice.testkit.arch.violating.telemetry;

import org.jspecify.annotations.NullMarked;
