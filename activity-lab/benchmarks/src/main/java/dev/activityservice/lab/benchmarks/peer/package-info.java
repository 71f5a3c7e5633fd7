/**
 * The service and other ways to record and read activities, with the events for all of them; start at {@link
 * dev.activityservice.lab.benchmarks.peer.Candidate}.
 */
@NullMarked
package dev.activityservice.lab.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
