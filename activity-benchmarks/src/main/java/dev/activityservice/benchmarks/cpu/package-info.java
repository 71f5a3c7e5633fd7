/** Measures the work that is done without a network; start at {@link dev.activityservice.benchmarks.cpu.CpuBenchmarks}. */
@NullMarked
package dev.activityservice.benchmarks.cpu;

import org.jspecify.annotations.NullMarked;
