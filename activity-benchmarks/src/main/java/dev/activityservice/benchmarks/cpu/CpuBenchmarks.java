package dev.activityservice.benchmarks.cpu;

/** Placeholder of the build step. */
final class CpuBenchmarks {
    private CpuBenchmarks() {}
}
