/** Holds the fault matrix of {@code docs/reliability.md} to the tests that carry its numbers, and these to the guards they test. */
@NullMarked
package dev.activityservice.lab.guards;

import org.jspecify.annotations.NullMarked;
