/**
 * Ways to record events and to read them back, to be measured beside this service, and the events that all are given; start at
 * {@link dev.activityservice.lab.benchmarks.peer.Subject}.
 */
@NullMarked
package dev.activityservice.lab.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
