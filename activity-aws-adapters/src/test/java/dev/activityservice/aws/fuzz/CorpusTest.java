package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays the inputs that once caused a finding or that lead the fuzzer to interesting code. */
@ResourceLock("processor")
class CorpusTest {

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("inputs")
    void no_input_throws_or_costs_more_than_is_promised(Target target, Path input) throws IOException {
        target.accept(Files.readAllBytes(input), Limits.PROMISED);
    }

    /** {@link LongInput} repeats one unit, so that it has no distinct keys. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'detail-type':'t','id':'e','source':'s','time':'2026-01-05T10:00:00Z','detail':%s}",
                "{'detail-type':'t','id':'e','source':'s','time':'2026-01-05T10:00:00Z','detail':{'_datadog':%s}}",
                "{'specversion':'1.0','type':'t','id':'e','source':'s','time':'2026-01-05T10:00:00Z','data':%s}",
            })
    void an_object_in_a_string_costs_no_more_than_is_promised(String event) {
        StringBuilder object = new StringBuilder("{\\\"id\\\":1");
        for (int key = 0; object.length() < LongInput.LENGTH - 300; key++) {
            object.append(",\\\"").append(key).append("\\\":1");
        }
        String body = event.replace('\'', '"').replace("%s", "\"" + object + "}\"");

        Target.READER.accept(body.getBytes(StandardCharsets.UTF_8), Limits.PROMISED);
    }

    static Stream<Arguments> inputs() {
        return Arrays.stream(Target.values())
                .flatMap(target -> target.inputs().stream().map(input -> Arguments.of(target, input)));
    }

    @Test
    void an_input_that_takes_too_long_or_too_much_memory_is_a_finding() {
        Limits limits = new Limits(1, 16, 1);

        assertThatThrownBy(() -> limits.measured(10, () -> new byte[8_000_000].length))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("10 bytes took \\d+ ms and 781\\d KB; allowed are 1 ms and 4096 KB");
        assertThatThrownBy(() -> limits.measured(
                        10,
                        () -> Stream.iterate(1L, i -> i * 31 + 7)
                                .limit(2_000_000)
                                .reduce(0L, Long::sum)))
                .isInstanceOf(AssertionError.class);
        assertThat(Limits.PROMISED.measured(1024 * 1024, () -> new byte[8_000_000].length))
                .isEqualTo(8_000_000);
    }

    @Test
    void a_unit_is_repeated_until_the_input_is_as_long_as_a_message_may_be() {
        byte[] input = "\u00ff[\u00ff1,\u00ff2]".getBytes(StandardCharsets.ISO_8859_1);

        String text = new String(LongInput.expand(input), StandardCharsets.US_ASCII);

        assertThat(text).hasSize(LongInput.LENGTH - 1).startsWith("[1,1,").endsWith("1,2]");
        assertThat(LongInput.expand(new byte[] {(byte) 0xff, 1, (byte) 0xff}))
                .isEqualTo(new byte[] {(byte) 0xff, 1, (byte) 0xff});
    }
}
