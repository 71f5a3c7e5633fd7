package dev.activityservice.lab.benchmarks.cold;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The timed starts of a candidate, and the classes that an untimed start loaded. */
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

    /** Counts classes that were read and verified, because no archive contained them. */
    long classesRead() {
        return classes.stream().filter(each -> !each.archived()).count();
    }

    /** Counts classes of this project, which priming missed. */
    long classesOfOurs() {
        return classes.stream()
                .filter(each -> each.name().startsWith("dev.activityservice."))
                .count();
    }

    /** Counts classes of the runtime client, the SDK and this project. */
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
