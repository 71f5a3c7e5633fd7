package dev.activityservice.lab.benchmarks.latency;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** One value per round. Not thread-safe. */
final class Times {

    private final List<Double> rounds = new ArrayList<>();

    void add(double value) {
        rounds.add(value);
    }

    int count() {
        return rounds.size();
    }

    /** Returns the smallest value that is at least as large as this share of all values. */
    double quantile(double share) {
        if (rounds.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(rounds);
        Collections.sort(sorted);
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    double median() {
        return quantile(0.5);
    }

    double mean() {
        return rounds.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Returns the ratios to another measurement, round by round. */
    Times over(Times other) {
        Times ratios = new Times();
        for (int i = 0; i < rounds.size(); i++) {
            ratios.add(rounds.get(i) / other.rounds.get(i));
        }
        return ratios;
    }

    /** Returns the median and the quartiles. */
    String spread(String format) {
        return String.format(Locale.ROOT, format, median())
                + " (" + String.format(Locale.ROOT, format, quantile(0.25))
                + " to " + String.format(Locale.ROOT, format, quantile(0.75)) + ")";
    }
}
