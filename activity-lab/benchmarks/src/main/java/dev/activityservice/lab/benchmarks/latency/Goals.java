package dev.activityservice.lab.benchmarks.latency;

import dev.activityservice.lab.report.Report;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Goals that each course adds a measurement to; the worst one counts. Not thread-safe. */
final class Goals {

    private final Map<String, Goal> goals = new LinkedHashMap<>();

    private record Goal(double bound, boolean isMost, double worst) {}

    void atMost(String name, double bound, double measured) {
        goals.merge(name, new Goal(bound, true, measured), (a, b) -> a.worst() > b.worst() ? a : b);
    }

    void atLeast(String name, double bound, double measured) {
        goals.merge(name, new Goal(bound, false, measured), (a, b) -> a.worst() < b.worst() ? a : b);
    }

    void writeTo(Report report) {
        goals.forEach((name, goal) -> report.goal(
                String.format(Locale.ROOT, "%s %.2f: %s", goal.isMost() ? "at most" : "at least", goal.bound(), name),
                String.format(Locale.ROOT, "%.2f", goal.worst()),
                goal.isMost() ? goal.worst() <= goal.bound() : goal.worst() >= goal.bound()));
    }
}
