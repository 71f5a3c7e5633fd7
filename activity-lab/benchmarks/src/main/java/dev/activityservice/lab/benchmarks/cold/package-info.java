/**
 * Measures how long a function takes from the start of its JVM to its first good answer, beside functions that do nothing; start
 * at {@link dev.activityservice.lab.benchmarks.cold.ColdStartBenchmark}.
 */
@NullMarked
package dev.activityservice.lab.benchmarks.cold;

import org.jspecify.annotations.NullMarked;
