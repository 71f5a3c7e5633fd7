/**
 * Ways to record events and to read them back, to be measured beside this service, and the events that all are given; start at
 * {@link dev.activityservice.benchmarks.peer.Subject}.
 */
@NullMarked
package dev.activityservice.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
