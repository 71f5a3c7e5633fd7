/**
 * Counts the cost of the service and of its peers; start at {@link
 * dev.activityservice.lab.benchmarks.cost.CostBenchmark}.
 */
@NullMarked
package dev.activityservice.lab.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
