package dev.activityservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.json.Json;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit of a body: the largest allowed value, and the smallest that is not allowed. */
class EventBoundsTest {

    private static final String TIME = "\"time\":\"2026-03-02T09:15:59Z\"";

    /** Characters of one, two, three and four bytes in UTF-8, at both ends of their ranges. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\u007f", "\u0080", "\u07ff", "\u0800", "\uffff", "\ud83d\ude00"})
    void a_body_has_at_most_a_megabyte_in_UTF_8(String character) {
        int bytes = character.getBytes(StandardCharsets.UTF_8).length;
        String around = Bodies.cloudEvent(TIME + ",\"data\":{\"text\":\"\"}");
        int room = Json.MAX_BYTES - around.length();
        String full = around.replace("\"\"", '"' + character.repeat(room / bytes) + "x".repeat(room % bytes) + '"');

        assertThat(Bodies.read(full)).isInstanceOf(Result.Accepted.class);
        assertThat(Bodies.read(full.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Result.Accepted.class);
        assertThat(code(Bodies.read(full + " "))).isEqualTo(Code.TOO_LARGE);
        assertThat(code(Bodies.read((full + " ").getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Code.TOO_LARGE);
    }

    @Test
    void f29_a_body_is_at_most_64_deep() {
        // The event and its data are two of the levels.
        assertThat(Bodies.read(nested(62))).isInstanceOf(Result.Accepted.class);
        assertThat(code(Bodies.read(nested(63)))).isEqualTo(Code.TOO_DEEP);
    }

    @ParameterizedTest
    @CsvSource({
        "1234567890, BAD_TIME",
        "12345678901, ",
        "123456789012345, ",
        "1234567890123456, BAD_TIME",
    })
    void f36_epoch_milliseconds_have_11_to_15_digits(String digits, String code) {
        Result result = Bodies.read(Bodies.at(digits));

        assertThat(result instanceof Result.Accepted ? null : code(result).name())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "40, 40"})
    void a_lone_surrogate_is_reported_with_its_offset(int before, int place) {
        Rejection rejection = rejection(Bodies.read("x".repeat(before) + '\ud83d' + "x"));

        assertThat(rejection)
                .isEqualTo(Rejection.of(Code.INVALID_TEXT, "", "The body has a lone surrogate at character " + place));
    }

    /** Letters and digits at both ends of their ranges, and the characters just outside of the ranges. */
    @ParameterizedTest
    @CsvSource({"a, 0", "z, 0", "0, 0", "9, 0", "`, 1", "{, 1", "/, 1", ":, 1", "A, 1", "a_b, 1"})
    void an_extension_s_name_has_lower_case_letters_and_digits_only(String name, int warnings) {
        Result result = Bodies.read(Bodies.cloudEvent(TIME + ",\"" + name + "\":\"x\""));

        assertThat(((Result.Accepted) result).warnings()).hasSize(warnings);
    }

    private static String nested(int depth) {
        return Bodies.cloudEvent(TIME + ",\"data\":{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
    }

    private static Code code(Result result) {
        return rejection(result).code();
    }

    private static Rejection rejection(Result result) {
        return ((Result.Rejected) result).rejection();
    }
}
