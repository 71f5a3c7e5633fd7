/**
 * Measures cold starts of the functions and of baselines; start at {@link
 * dev.activityservice.lab.benchmarks.cold.ColdStartBenchmark}.
 */
@NullMarked
package dev.activityservice.lab.benchmarks.cold;

import org.jspecify.annotations.NullMarked;
