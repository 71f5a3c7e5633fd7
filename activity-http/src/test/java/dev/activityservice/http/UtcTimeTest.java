package dev.activityservice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.Position;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtcTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-01-01T00:00:00Z",
                "1969-12-31T23:59:59.9Z",
                "1970-01-01T00:00:00Z",
                "2026-03-02T09:15:59.87Z",
                "2026-03-02T09:15:00.000000001Z",
                "9999-12-31T23:59:59.999999999Z"
            })
    void a_time_is_formatted_as_it_was_parsed(String text) {
        assertThat(UtcTime.text(Instant.parse(text))).isEqualTo(text);
    }

    @Test
    void any_time_is_formatted_like_the_standard_formatter() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        long first = Position.MIN_TIME.getEpochSecond();
        long last = Position.MAX_TIME.getEpochSecond();
        for (int i = 0; i < 10_000; i++) {
            long second = first + (long) (random.nextDouble() * (last - first));
            int nanos = random.nextInt(1_000_000_000);
            // Ends with a random number of zeros.
            Instant time = Instant.ofEpochSecond(second, nanos - nanos % (int) Math.pow(10, random.nextInt(10)));

            assertThat(UtcTime.text(time))
                    .as("seed %s, %s", seed, time)
                    .isEqualTo(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(ZoneOffset.UTC)));
        }
    }
}
