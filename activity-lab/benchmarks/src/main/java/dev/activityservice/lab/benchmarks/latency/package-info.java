/**
 * Times invocations of the service, of baselines and of peers; start at {@link
 * dev.activityservice.lab.benchmarks.latency.LatencyBenchmark}.
 */
@NullMarked
package dev.activityservice.lab.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
