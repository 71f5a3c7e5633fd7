/** Counts what writing and reading cost, beside the peers; start at {@link dev.activityservice.benchmarks.cost.CostBenchmark}. */
@NullMarked
package dev.activityservice.benchmarks.cost;

import org.jspecify.annotations.NullMarked;
