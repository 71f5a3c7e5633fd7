package dev.activityservice.event;

import static dev.activityservice.event.Bodies.cloudEvent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.Position;
import dev.activityservice.model.Warning;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attribute {@code sequence}: it is always shown, and it orders the event if it has at most 64 bytes. */
class EventSequencesTest {

    private static final Warning IGNORED = new Warning(
            Warning.Code.SEQUENCE_IGNORED,
            "/sequence",
            "The sequence must have at most 64 bytes to order the event; it is only shown");

    static Stream<Arguments> sequences() {
        return Stream.of(
                Arguments.of("\"17\"", "17", "17"),
                Arguments.of("17", "17", "17"),
                Arguments.of("0", "0", "0"),
                Arguments.of("\"000\"", "000", "0"),
                Arguments.of("\"0017\"", "0017", "17"),
                Arguments.of("\"" + "0".repeat(1000) + "17\"", "0".repeat(1000) + "17", "17"),
                Arguments.of("\"" + "0".repeat(100) + "\"", "0".repeat(100), "0"),
                Arguments.of("\"" + "9".repeat(64) + "\"", "9".repeat(64), "9".repeat(64)),
                Arguments.of("9".repeat(64), "9".repeat(64), "9".repeat(64)),
                Arguments.of("\"0" + "9".repeat(64) + "\"", "0" + "9".repeat(64), "9".repeat(64)),
                Arguments.of("-17", "-17", "-17"),
                Arguments.of("\"-017\"", "-017", "-017"),
                Arguments.of("\"00a\"", "00a", "00a"),
                Arguments.of("\" 17\"", " 17", " 17"),
                Arguments.of("\"\u0661\"", "\u0661", "\u0661"),
                Arguments.of("\"" + "a".repeat(64) + "\"", "a".repeat(64), "a".repeat(64)),
                Arguments.of("\"" + "\u00e9".repeat(32) + "\"", "\u00e9".repeat(32), "\u00e9".repeat(32)),
                Arguments.of(
                        "\"" + "\ud83d\ude00".repeat(16) + "\"", "\ud83d\ude00".repeat(16), "\ud83d\ude00".repeat(16)));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void a_sequence_of_at_most_64_bytes_is_shown_as_it_is_and_orders_the_event(
            String json, String shown, String ordering) {
        Result.Accepted result = read(json);

        assertThat(result.event().sequence()).isEqualTo(shown);
        assertThat(Position.sequenceOf(result.event().sequence())).isEqualTo(ordering);
        assertThat(result.warnings()).isEmpty();
    }

    static Stream<String> longSequences() {
        return Stream.of(
                "1".repeat(65),
                "0".repeat(10) + "1".repeat(65),
                "a".repeat(65),
                "0".repeat(64) + "a",
                "\u00e9".repeat(32) + "a",
                "\u20ac".repeat(22),
                "\ud83d\ude00".repeat(16) + "a",
                "1".repeat(1024));
    }

    @ParameterizedTest
    @MethodSource("longSequences")
    void a_longer_sequence_is_only_shown(String sequence) {
        Result.Accepted result = read("\"" + sequence + "\"");

        assertThat(result.event().sequence()).isEqualTo(sequence);
        assertThat(Position.sequenceOf(result.event().sequence())).isNull();
        assertThat(result.warnings()).containsExactly(IGNORED);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 1000})
    void a_longer_number_is_only_shown(int digits) {
        Result.Accepted result = read("1".repeat(digits));

        assertThat(result.event().sequence()).isEqualTo("1".repeat(digits));
        assertThat(result.warnings()).containsExactly(IGNORED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"\"", "\" \"", "1.5", "1e3", "true", "[1]", "{\"a\":1}"})
    void a_value_that_is_no_sequence_has_one_warning(String json) {
        Result.Accepted result = read(json);

        assertThat(result.event().sequence()).isNull();
        assertThat(result.warnings()).extracting(Warning::code).containsExactly(Warning.Code.ATTRIBUTE_IGNORED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"17\""})
    void the_warning_s_pointer_is_the_place_in_the_body(String outer) {
        String body = "{\"id\":\"ENV-1\",\"detail-type\":\"orders.orderCreated.v1\",\"source\":\"s\",\"sequence\":"
                + outer + ",\"detail\":"
                + cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"sequence\":\"" + "x".repeat(65) + "\"") + "}";

        assertThat(Bodies.accepted(body).warnings())
                .extracting(Warning::pointer)
                .containsExactly("/detail/sequence");
    }

    private static Result.Accepted read(String json) {
        return Bodies.accepted(cloudEvent("\"time\":\"2026-03-02T09:15:59Z\",\"sequence\":" + json));
    }
}
