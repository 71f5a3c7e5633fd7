package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.activityservice.lab.campaigns.Trend.Sample;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void a_line_grows_by_what_it_rises() {
        Trend trend = Trend.of(samples(i -> 100 + i));

        assertThat(trend.growth()).isCloseTo(39, within(1e-9));
        assertThat(trend.mean()).isCloseTo(119.5, within(1e-9));
        assertThat(trend.isFlat(0.10)).isFalse();
    }

    @Test
    void noise_is_flat_and_a_leak_under_the_noise_is_not() {
        SplittableRandom random = new SplittableRandom(1);
        double[] noise = IntStream.range(0, 40)
                .mapToDouble(i -> random.nextDouble() * 4 - 2)
                .toArray();

        assertThat(Trend.of(samples(i -> 40 + noise[i])).isFlat(0.10)).isTrue();
        assertThat(Trend.of(samples(i -> 40 + noise[i] + i * 0.2)).isFlat(0.10)).isFalse();
    }

    @Test
    void what_shrinks_is_flat() {
        assertThat(Trend.of(samples(i -> 100 - i)).isFlat(0)).isTrue();
    }

    private static List<Sample> samples(IntToDoubleFunction value) {
        return IntStream.range(0, 40)
                .mapToObj(i -> new Sample(i * 10, value.applyAsDouble(i)))
                .toList();
    }
}
