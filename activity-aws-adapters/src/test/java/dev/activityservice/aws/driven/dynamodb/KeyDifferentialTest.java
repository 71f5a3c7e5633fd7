package dev.activityservice.aws.driven.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** F35: DynamoDB orders sort keys by bytes, as the model orders positions. {@code -Dactivity.seed} replays a run. */
class KeyDifferentialTest {

    private static final long SEED = Long.getLong("activity.seed", 20_260_105L);
    private static final Comparator<Position> BY_BYTES = (a, b) -> Arrays.compareUnsigned(
            ItemKeys.sort(a).getBytes(StandardCharsets.UTF_8), ItemKeys.sort(b).getBytes(StandardCharsets.UTF_8));

    private final Random random = new Random(SEED);

    @Test
    void f35_sort_keys_have_the_order_of_positions_and_can_be_parsed() {
        System.out.printf("differential: 20000 pairs of keys from seed %d%n", SEED);

        for (int i = 0; i < 20_000; i++) {
            Position one = position(anyTime());
            Position other = position(random.nextInt(3) == 0 ? one.time() : near(one.time()));

            assertThat(Integer.signum(BY_BYTES.compare(one, other)))
                    .as("%s and %s, seed %d", one, other, SEED)
                    .isEqualTo(Integer.signum(one.compareTo(other)));
            assertThat(ItemKeys.parseSort(ItemKeys.sort(one))).isEqualTo(one);
        }
    }

    @Test
    void f35_whole_timelines_have_the_same_order_by_key_and_by_position() {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            positions.add(position(anyTime()));
        }

        List<Position> byBytes = positions.stream().sorted(BY_BYTES).toList();

        assertThat(byBytes).isEqualTo(positions.stream().sorted().toList());
    }

    private Position position(Instant time) {
        return Position.of(time, EventIdentity.of("s" + random.nextInt(3), "id-" + random.nextInt(1000)));
    }

    private Instant anyTime() {
        long first = Position.MIN_TIME.getEpochSecond();
        long span = Position.MAX_TIME.getEpochSecond() - first + 1;
        long second = first + Math.floorMod(random.nextLong(), span);
        return Instant.ofEpochSecond(second, random.nextInt(1_000_000_000));
    }

    private Instant near(Instant time) {
        Instant moved = time.plusNanos(random.nextInt(3) - 1).plusSeconds(random.nextInt(3) - 1);
        return moved.isBefore(Position.MIN_TIME) || moved.isAfter(Position.MAX_TIME) ? time : moved;
    }
}
