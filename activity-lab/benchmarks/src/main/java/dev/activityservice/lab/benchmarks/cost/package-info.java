/** Counts what writing and reading cost, beside the peers; start at {@link dev.activityservice.lab.benchmarks.cost.CostBenchmark}. */
@NullMarked
package dev.activityservice.lab.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
