package dev.activityservice.lab.campaigns;

import java.util.List;

/**
 * A straight line through measurements, by least squares.
 *
 * @param mean of all values
 * @param growth of the line from the first measurement to the last
 */
record Trend(double mean, double growth) {

    /** @param at a time in any unit */
    record Sample(double at, double value) {}

    static Trend of(List<Sample> samples) {
        double meanAt = samples.stream().mapToDouble(Sample::at).average().orElseThrow();
        double mean = samples.stream().mapToDouble(Sample::value).average().orElseThrow();
        double products = 0;
        double squares = 0;
        for (Sample sample : samples) {
            products += (sample.at() - meanAt) * (sample.value() - mean);
            squares += (sample.at() - meanAt) * (sample.at() - meanAt);
        }
        double span = samples.get(samples.size() - 1).at() - samples.get(0).at();
        return new Trend(mean, squares == 0 ? 0 : products / squares * span);
    }

    /** Returns whether the line grows by at most this share of the mean. */
    boolean isFlat(double share) {
        return growth <= share * mean;
    }
}
