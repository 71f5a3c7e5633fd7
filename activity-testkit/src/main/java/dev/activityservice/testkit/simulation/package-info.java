/** A check of the promise for fault campaigns: {@link dev.activityservice.testkit.simulation.History}. */
@NullMarked
package dev.activityservice.testkit.simulation;

import org.jspecify.annotations.NullMarked;
