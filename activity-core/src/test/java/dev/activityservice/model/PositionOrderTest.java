package dev.activityservice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.activityservice.model.Rejection.Code;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order of positions: by time, then by sequence, then by tie-breaker. {@code -Dactivity.seed} replays a run, {@code
 * -Dactivity.positions} makes it longer.
 */
class PositionOrderTest {

    private static final int POSITIONS = Integer.getInteger("activity.positions", 300);
    private static final Instant TIME = Instant.parse("2026-03-02T09:15:04Z");
    private static final String TIE = "A".repeat(22);

    /** In order. U+FFFD is before U+1F600 in UTF-8. In the UTF-16 order of Java strings it is after it. */
    private static final List<String> ORDERED = List.of(
            "0",
            "1",
            "2",
            "9",
            "10",
            "99",
            "100",
            "9".repeat(63),
            "1" + "0".repeat(63),
            "9".repeat(64),
            " 1",
            "+1",
            "-1",
            "-2",
            "0.5",
            "00a",
            "1a",
            "A",
            "a",
            "aa",
            "b",
            "\u00e9",
            "\u0661",
            "\ufffd",
            "\ud83d\ude00",
            "\udbff\udffd");

    @Test
    void within_an_instant_a_position_without_a_sequence_is_first_then_digits_by_value_then_texts_by_bytes() {
        List<Position> ordered = new ArrayList<>();
        ordered.add(new Position(TIME, null, "w".repeat(21) + "w"));
        ORDERED.forEach(sequence -> ordered.add(new Position(TIME, sequence, TIE)));
        ordered.add(new Position(TIME.plusNanos(1), null, TIE));
        List<Position> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));

        shuffled.sort(null);

        assertThat(shuffled).containsExactlyElementsOf(ordered);
    }

    @Test
    void the_time_counts_before_the_sequence_and_the_sequence_before_the_tie_breaker() {
        Position base = new Position(TIME, "5", TIE);

        assertThat(new Position(TIME.minusNanos(1), "6", TIE)).isLessThan(base);
        assertThat(new Position(TIME, "4", "w".repeat(21) + "w")).isLessThan(base);
        assertThat(new Position(TIME, "5", "B".repeat(21) + "A")).isGreaterThan(base);
    }

    @Test
    void the_order_is_total_and_consistent_with_equals() {
        long seed = Long.getLong("activity.seed", new SplittableRandom().nextLong());
        System.out.printf("PositionOrderTest: -Dactivity.seed=%d, %d positions%n", seed, POSITIONS);
        Random random = new Random(seed);
        List<Position> positions =
                Stream.generate(() -> position(random)).limit(POSITIONS).toList();

        List<Position> sorted = new ArrayList<>(positions);
        sorted.sort(null);
        for (int i = 0; i < sorted.size(); i++) {
            for (int j = 0; j < sorted.size(); j++) {
                Position a = sorted.get(i);
                Position b = sorted.get(j);
                int order = a.compareTo(b);
                String what = a + " and " + b + ", seed " + seed;

                // Each pair of the sorted list is in order, so the order is transitive, too.
                assertThat(i < j ? order <= 0 : order >= 0 || i == j).as(what).isTrue();
                assertThat(Integer.signum(order)).as(what).isEqualTo(-Integer.signum(b.compareTo(a)));
                assertThat(order == 0).as(what).isEqualTo(a.equals(b));
                assertThat(Integer.signum(order)).as(what).isEqualTo(Integer.signum(expected(a, b)));
                if (order == 0) {
                    assertThat(a.hashCode()).as(what).isEqualTo(b.hashCode());
                }
            }
        }
        Set<Position> distinct = new HashSet<>(positions);
        assertThat(distinct).as("some positions are equal, seed %d", seed).hasSizeLessThan(positions.size());
    }

    @Test
    void the_sequence_of_a_position_is_the_sequence_of_its_own_sequence() {
        long seed = Long.getLong("activity.seed", new SplittableRandom().nextLong());
        System.out.println("PositionOrderTest: -Dactivity.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            String text = anyText(random);

            String sequence = Position.sequenceOf(text);

            String what = "\"" + text + "\", seed " + seed;
            assertThat(Position.sequenceOf(sequence)).as(what).isEqualTo(sequence);
            assertThat(Position.of(TIME, text, EventIdentity.of("s", "1")).sequence())
                    .as(what)
                    .isEqualTo(sequence);
            if (sequence != null) {
                assertThat(sequence.getBytes(StandardCharsets.UTF_8).length)
                        .as(what)
                        .isBetween(1, 64);
                assertThat(new String(sequence.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .as(what)
                        .isEqualTo(sequence);
                if (text.matches("[0-9]+")) {
                    assertThat(sequence).as(what).isEqualTo(new BigInteger(text).toString());
                } else {
                    assertThat(sequence).as(what).isEqualTo(text);
                }
            }
        }
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"a\n", "\u0000", "a\u007f", "\u0085", "\ud800", "\udc00a"})
    void a_text_that_cannot_be_in_a_key_does_not_count(@Nullable String text) {
        assertThat(Position.sequenceOf(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "007", "00", "\ud800", "a\n"})
    void a_position_does_not_take_a_sequence_that_is_not_in_its_form(String sequence) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new Position(TIME, sequence, TIE))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(Code.INVALID_TEXT);
                    assertThat(e.field()).isEqualTo("position");
                });
    }

    @Test
    void a_sequence_of_a_position_has_at_most_64_bytes() {
        assertThat(new Position(TIME, "x".repeat(64), TIE).sequence()).hasSize(64);
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new Position(TIME, "x".repeat(65), TIE))
                .withMessageEndingWith("must have a sequence of at most 64 bytes, without leading zeros");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> new Position(TIME, "\u20ac".repeat(22), TIE));
    }

    /** Compares as the documentation describes the order, without the code of the model. */
    private static int expected(Position a, Position b) {
        int order = a.time().compareTo(b.time());
        if (order == 0) {
            order = rank(a.sequence()) - rank(b.sequence());
        }
        String x = a.sequence();
        String y = b.sequence();
        if (order == 0 && x != null && y != null) {
            order = rank(x) == 1
                    ? new BigInteger(x).compareTo(new BigInteger(y))
                    : Arrays.compareUnsigned(x.getBytes(StandardCharsets.UTF_8), y.getBytes(StandardCharsets.UTF_8));
        }
        return order != 0 ? order : a.tieBreaker().compareTo(b.tieBreaker());
    }

    private static int rank(@Nullable String sequence) {
        return sequence == null ? 0 : sequence.matches("[0-9]+") ? 1 : 2;
    }

    private static Position position(Random random) {
        String sequence = null;
        for (int i = random.nextInt(6); i > 0 && sequence == null; i--) {
            sequence = Position.sequenceOf(anyText(random));
        }
        return new Position(
                TIME.plusNanos(random.nextInt(3)),
                sequence,
                "AB".charAt(random.nextInt(2)) + "A".repeat(20) + "AQ".charAt(random.nextInt(2)));
    }

    private static String anyText(Random random) {
        if (random.nextInt(3) == 0) {
            return ORDERED.get(random.nextInt(ORDERED.size()));
        }
        StringBuilder text = new StringBuilder("0".repeat(random.nextInt(3)));
        boolean digits = random.nextBoolean();
        for (int length = random.nextInt(random.nextInt(10) == 0 ? 80 : 4); length >= 0; length--) {
            text.appendCodePoint(
                    digits || random.nextBoolean()
                            ? '0' + random.nextInt(10)
                            : random.nextInt(4) == 0 ? random.nextInt(0x110000) : ' ' + random.nextInt(95));
        }
        return text.toString();
    }
}
