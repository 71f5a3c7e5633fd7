/** Measures work without a network; start at {@link dev.activityservice.lab.benchmarks.cpu.CpuBenchmarks}. */
@NullMarked
package dev.activityservice.lab.benchmarks.cpu;

import org.jspecify.annotations.NullMarked;
