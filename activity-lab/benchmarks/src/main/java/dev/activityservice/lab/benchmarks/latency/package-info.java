/**
 * How long an invocation takes, beside what any solution must do and beside the peers; start at
 * {@link dev.activityservice.lab.benchmarks.latency.LatencyBenchmark}.
 */
@NullMarked
package dev.activityservice.lab.benchmarks.latency;

import org.jspecify.annotations.NullMarked;
