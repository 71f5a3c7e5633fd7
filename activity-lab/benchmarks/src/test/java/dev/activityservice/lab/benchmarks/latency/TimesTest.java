package dev.activityservice.lab.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TimesTest {

    @Test
    void a_quantile_is_the_smallest_value_that_is_not_less_than_so_many() {
        Times times = times(DoubleStream.iterate(100, value -> value - 1).limit(100));

        assertThat(times.median()).isEqualTo(50);
        assertThat(times.quantile(0.99)).isEqualTo(99);
        assertThat(times.quantile(1)).isEqualTo(100);
        assertThat(times.quantile(0)).isEqualTo(1);
        assertThat(times.mean()).isEqualTo(50.5);
    }

    @Test
    void a_ratio_is_taken_in_each_round_and_not_of_the_medians() {
        Times ours = times(DoubleStream.of(1, 2, 10));
        Times theirs = times(DoubleStream.of(20, 10, 30));

        assertThat(theirs.over(ours).spread("%.1f")).isEqualTo("5.0 (3.0 to 20.0)");
    }

    @Test
    void one_round_is_its_own_median_and_its_own_extremes() {
        Times times = times(DoubleStream.of(7));

        assertThat(times.spread("%.0f")).isEqualTo("7 (7 to 7)");
    }

    private static Times times(DoubleStream values) {
        Times times = new Times();
        values.forEach(times::add);
        return times;
    }
}
