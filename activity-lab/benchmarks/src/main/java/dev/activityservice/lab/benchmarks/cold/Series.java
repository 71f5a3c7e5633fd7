package dev.activityservice.lab.benchmarks.cold;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** A candidate's starts: those that were timed, and what was loaded in the one that was not. */
record Series(Candidate candidate, List<Start> starts, List<Start.LoadedClass> classes) {

    private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

    double medianMillis() {
        return median(Start::millis);
    }

    double medianCpuMillis() {
        return median(Start::cpuMillis);
    }

    double minMillis() {
        return starts.stream().mapToDouble(Start::millis).min().orElse(Double.NaN);
    }

    double maxMillis() {
        return starts.stream().mapToDouble(Start::millis).max().orElse(Double.NaN);
    }

    /** Classes that came from no archive: they were read and verified. */
    long classesRead() {
        return classes.stream().filter(each -> !each.archived()).count();
    }

    /** Classes of this project: what priming has left out. */
    long classesOfOurs() {
        return classes.stream()
                .filter(each -> each.name().startsWith("dev.activityservice."))
                .count();
    }

    /** Classes that the JDK does not bring: the runtime client's, the SDK's and ours. */
    long classesOfLibraries() {
        return classes.stream()
                .filter(each -> JDK.stream().noneMatch(each.name()::startsWith))
                .count();
    }

    private double median(ToDoubleFunction<Start> value) {
        double[] sorted = starts.stream().mapToDouble(value).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
