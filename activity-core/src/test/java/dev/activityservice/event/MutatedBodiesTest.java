package dev.activityservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Samples with random mutations. {@code -Dactivity.test.rounds=1000000} runs more of them. */
class MutatedBodiesTest {

    private static final List<String> SCRAPS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "null",
            "true",
            "1e400",
            "-",
            "0",
            "NaN",
            "\u0000",
            "\ud800",
            "\ufeff",
            "\"id\":",
            "\"detail\":",
            "\"Type\":\"Notification\",",
            "\"time\":\"\",",
            "//",
            "[[[[[[[[",
            "\"Data\":{",
            "\"SystemMetadata\":{},",
            "99999999999999999999",
            "\ufffd",
            "\uffff");

    @Test
    void the_reader_does_not_throw_for_any_body() {
        long seed = Long.getLong("activity.seed", 20261123L);
        int rounds = Integer.getInteger("activity.test.rounds", 5_000);
        System.out.println("MutatedBodiesTest: activity.seed=" + seed);
        Set<Rejection.Code> seen = EnumSet.noneOf(Rejection.Code.class);
        List<String> samples = Bodies.SAMPLES.stream().map(Bodies::sample).toList();
        int accepted = 0;
        for (int round = 0; round < rounds; round++) {
            // Each round has its own seed, so that a failure can be replayed alone.
            Random random = new Random(seed + round);
            String body = mutate(samples.get(random.nextInt(samples.size())), random);
            try {
                Result result = random.nextBoolean() ? Bodies.read(body) : Bodies.read(bytes(body, random));
                if (result instanceof Result.Rejected rejected) {
                    seen.add(rejected.rejection().code());
                    if (rejected.rejection().message().contains("\n")) {
                        throw new AssertionError("More than a line: " + rejected);
                    }
                } else {
                    accepted++;
                }
            } catch (Throwable e) {
                throw new AssertionError("Thrown for seed " + (seed + round) + ", with 1 round", e);
            }
        }
        if (rounds >= 5_000) {
            assertThat(accepted).isGreaterThan(rounds / 100);
            assertThat(seen)
                    .contains(
                            Rejection.Code.MALFORMED_JSON,
                            Rejection.Code.UNKNOWN_SHAPE,
                            Rejection.Code.WRONG_TYPE,
                            Rejection.Code.MISSING_FIELD,
                            Rejection.Code.INVALID_TEXT,
                            Rejection.Code.BAD_TIME);
        }
    }

    static String mutate(String body, Random random) {
        StringBuilder text = new StringBuilder(body);
        for (int mutations = 1 + random.nextInt(4); mutations > 0 && text.length() > 0; mutations--) {
            int at = random.nextInt(text.length());
            int length = Math.min(1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 8), text.length() - at);
            switch (random.nextInt(7)) {
                case 0 -> text.delete(at, at + length);
                case 1 -> text.insert(at, SCRAPS.get(random.nextInt(SCRAPS.size())));
                case 2 -> text.setCharAt(at, (char) random.nextInt(0x10000));
                case 3 -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
                case 4 -> text.insert(random.nextInt(text.length()), text.substring(at, at + length));
                // Replaces the value of a member and gives the old value to a new member. The body stays well-formed.
                case 5 -> text.insert(text.indexOf(": ", at) + 2, "1, \"extra" + at + "\": ");
                default -> text.setLength(at + (random.nextBoolean() ? length : 0));
            }
        }
        return text.toString();
    }

    private static byte[] bytes(String body, Random random) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
