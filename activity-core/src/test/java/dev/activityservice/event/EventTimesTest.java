package dev.activityservice.event;

import static dev.activityservice.event.Bodies.accepted;
import static dev.activityservice.event.Bodies.at;
import static dev.activityservice.event.Bodies.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.activityservice.event.EventReader.Result;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.Warning;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times in RFC 3339 and similar formats. */
class EventTimesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T09:15:04Z, 2026-03-02T09:15:04Z",
        "2026-03-02t09:15:04z, 2026-03-02T09:15:04Z",
        "2026-03-02T11:15:04+02:00, 2026-03-02T09:15:04Z",
        "2026-03-01T20:45:04-12:30, 2026-03-02T09:15:04Z",
        "2026-03-02T09:15:04-00:00, 2026-03-02T09:15:04Z",
        "2026-03-03T09:14:04+23:59, 2026-03-02T09:15:04Z",
        "2026-03-02T09:15:04.5Z, 2026-03-02T09:15:04.5Z",
        "2026-03-02T09:15:04.000000001Z, 2026-03-02T09:15:04.000000001Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "0000-12-31T23:59:59-01:00, 0001-01-01T00:59:59Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z",
        "1969-12-31T23:59:59.25Z, 1969-12-31T23:59:59.25Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "2016-12-31T23:59:60.75Z, 2017-01-01T00:00:00.75Z",
        "2017-01-01T05:29:60+05:30, 2017-01-01T00:00:00Z",
    })
    void f36_every_form_of_rfc_3339_is_an_instant(String text, String instant) {
        Result.Accepted result = accepted(at(text));

        assertThat(result.event().time()).isEqualTo(Instant.parse(instant));
        assertThat(result.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T09:15:04.1234567891Z, 2026-03-02T09:15:04.123456789Z, TIME_CUT",
        "2026-03-02T09:15:04.99999999999999999999999999Z, 2026-03-02T09:15:04.999999999Z, TIME_CUT",
        "1772442905123, 2026-03-02T09:15:05.123Z, EPOCH_TIME",
        "-62167219200000, 0000-01-01T00:00:00Z, EPOCH_TIME",
        "253402300799999, 9999-12-31T23:59:59.999Z, EPOCH_TIME",
        "2026-03-02T09:15Z, 2026-03-02T09:15:00Z, TIME_FORMAT",
        "2026-03-02 09:15:04Z, 2026-03-02T09:15:04Z, TIME_FORMAT",
        "2026-03-02 9:15 -03, 2026-03-02T12:15:00Z, TIME_FORMAT",
        "2026-03-02T09:15:04+0100, 2026-03-02T08:15:04Z, TIME_FORMAT",
        "2026-03-02T09:15:04+0530, 2026-03-02T03:45:04Z, TIME_FORMAT",
        "2026-03-02T09:15:04+01, 2026-03-02T08:15:04Z, TIME_FORMAT",
        "2026-03-02T09:15:04.5+01:00[Europe/Berlin], 2026-03-02T08:15:04.5Z, TIME_FORMAT",
        "2026-03-02T09:15:04Z[Europe/Berlin], 2026-03-02T09:15:04Z, TIME_FORMAT",
        "2026-03-02T09:15:04+05:00[Europe/Berlin][u-ca=hebrew], 2026-03-02T04:15:04Z, TIME_FORMAT",
        "2026-03-02 09:15:04 +0800 CST m=-12.000000345, 2026-03-02T01:15:04Z, TIME_FORMAT",
        "2026-03-02 09:15:04.12345678901 UTC, 2026-03-02T09:15:04.123456789Z, TIME_FORMAT",
        "2017-01-01 05:53:27.5+05:53:28, 2016-12-31T23:59:59.5Z, TIME_FORMAT",
        "2016-12-31 23:59:60Z, 2017-01-01T00:00:00Z, TIME_FORMAT",
        "'Mon, 2 Mar 2026 09:15:04 GMT', 2026-03-02T09:15:04Z, TIME_FORMAT",
        "'Mon, 02 Mar 2026 09:15:04 -0000', 2026-03-02T09:15:04Z, TIME_FORMAT",
        "Mon Mar 02 2026 09:15:04 GMT+0100 (Mitteleuropäische Normalzeit), 2026-03-02T08:15:04Z, TIME_FORMAT",
        "Mon Mar  2 09:15:04 UTC 2026, 2026-03-02T09:15:04Z, TIME_FORMAT",
    })
    void f36_a_clear_time_in_another_format_is_read_with_a_warning(String text, String instant, Warning.Code warning) {
        Result.Accepted result = accepted(at(text));

        assertThat(result.event().time()).isEqualTo(Instant.parse(instant));
        assertThat(result.warnings())
                .extracting(Warning::code, Warning::pointer)
                .containsExactly(tuple(warning, "/time"));
    }

    @ParameterizedTest
    @CsvSource({
        "0001-01-01T00:00:00Z, ZERO_TIME",
        "0001-01-01T00:00:00, ZERO_TIME",
        "0001-01-01T00:00:00.0000000+05:30, ZERO_TIME",
        "0001-01-01T00:00Z, ZERO_TIME",
        "0001-01-01 00:00:00 +0000 UTC, ZERO_TIME",
        "0001-01-01T00:09:21+00:09, ZERO_TIME",
        "'Mon, 01 Jan 0001 00:00:00 GMT', ZERO_TIME",
        "-62135596800000, ZERO_TIME",
        "-62135596800, ZERO_TIME",
        "0001-01-01T05:00:00Z, ZERO_TIME",
        "0000-12-31T23:00:00.0000000Z, ZERO_TIME",
        "0000-12-31 12:00:00 +0000 UTC, ZERO_TIME",
        "2026-03-02T09:15, TIME_WITHOUT_OFFSET",
        "2026-03-02 09:15:04.5, TIME_WITHOUT_OFFSET",
        "2026-03-02 09:15:04 CST, TIME_WITHOUT_OFFSET",
        "2026-03-02T09:15:04[Europe/Berlin], TIME_WITHOUT_OFFSET",
        "Mon Mar 02 09:15:04 CST 2026, TIME_WITHOUT_OFFSET",
        "Mon Mar  2 09:15:04 2026, TIME_WITHOUT_OFFSET",
        "'   ', BLANK_TIME",
    })
    void f36_a_text_without_an_instant_is_ignored_with_a_warning(String text, Warning.Code warning) {
        MessageMetadata sent = MessageMetadata.builder().sentTime(Instant.EPOCH).build();

        Result.Accepted result = accepted(at(text), sent);

        assertThat(result.event().time()).isEqualTo(Instant.EPOCH);
        assertThat(result.warnings())
                .extracting(Warning::code, Warning::pointer)
                .containsExactly(tuple(warning, "/time"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1900-01-01T00:00:00Z",
                "0001-01-01T00:00:00.000000001Z",
                "0001-01-01T00:01:00Z",
                "0001-01-01T05:00:01Z",
                "0001-01-02T00:00:00Z",
                "0000-12-31T00:00:00Z",
                "9999-12-31T23:59:59.9999999Z"
            })
    void f36_a_time_far_away_is_not_a_zero_value(String text) {
        assertThat(accepted(at(text)).event().time()).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2026-03-02",
                "2026-3-2T09:15:04Z",
                "2026-02-29T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T00:60:00Z",
                "2026-01-01T00:00:61Z",
                "2026-01-01T12:00:60Z",
                "2016-12-31T23:59:60+01:00",
                "2016-12-31T23:59:60",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00,5Z",
                "2026-01-01T00:00:00+24:00",
                "2026-01-01T00:00:00+01:60",
                "2026-01-01T00:00:00Z ",
                " 2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00ZZ",
                "10000-01-01T00:00:00Z",
                "+2026-01-01T00:00:00Z",
                "-001-01-01T00:00:00Z",
                "0000-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "9999-12-31T23:59:60Z",
                "２０２６-01-01T00:00:00Z",
                "1772442905",
                "2026",
                "253402300800000",
                "-62167219200001",
                "1772442905123.5",
                "9999999999999999999999",
                "1e12",
                "0x1",
                "20260302T091504Z",
                "2026-W10-1T09:15:04Z",
                "2026-061T09:15:04Z",
                "2026-03-02T09Z",
                "2026-03-02T09:15:04,5Z",
                "2026-03-02  09:15:04Z",
                "2026-03-02T09:15:04  Z",
                "2026-03-02T09:15:04+1",
                "2026-03-02T09:15:04+1:00",
                "2026-03-02T09:15:04+01:0",
                "2026-03-02T09:15:04+010",
                "2026-03-02T09:15:04+01:00:60",
                "2026-03-02T09:15:04+01:00:00.000001",
                "2026-03-02T09:15:04+01:00[Europe/Paris",
                "2026-03-02T09:15:04+01:00[]",
                "2026-03-02T09:15:04+01:00[!Europe/Paris]",
                "2026-03-02T09:15:04+01:00[Europe/Paris]Z",
                "2026-03-02T09:15:04Z garbage",
                "2026-03-02T09:15:04Z CET",
                "2026-03-02T09:15:04UTCX",
                "2026-03-02 09:15:04 +0100 CET m=",
                "2026-03-02 09:15:04 +0100 CET m=+1",
                "2026-03-02 09:15:04 +0100 CET CET",
                "2026-03-02 9:15:04 AM",
                "2026-03-02 9:15:04 AM +01:00",
                "2026-02-30 09:15:04 +01:00",
                "2026-03-02 12:00:60 +00:00",
                "2026-03-02 09:15:60 CST",
                "+10000-01-01T00:00Z",
                "9999-12-31T23:59-00:01",
                "3/2/2026 9:15:04 AM +01:00",
                "02/03/2026 09:15:04 +01:00",
                "2026/03/02 09:15:04 +01:00",
                "Tue, 02 Mar 2026 09:15:04 GMT",
                "Mon, 30 Feb 2026 09:15:04 GMT",
                "Mon, 02 Mrz 2026 09:15:04 GMT",
                "mon, 02 mar 2026 09:15:04 gmt",
                "Monday, 02-Mar-26 09:15:04 GMT",
                "Mon, 02 Mar 26 09:15:04 GMT",
                "Mon, 02 Mar 2026 09:15:04 GMT 2026",
                "Mon Mar 02 2026",
                "Mon Mar 02 2026 09:15:04 GMT+0100 (CET",
                "Mon Mar 02 2026 09:15:04 GMT+0100 (CET) x",
                "Mon Mar 02 09:15:04 UTC",
                "Mon",
                "Mon ",
                "Mon,",
                "Invalid Date"
            })
    void f36_any_other_time_is_rejected(String text) {
        assertThat(rejected(at(text)))
                .isEqualTo(Rejection.of(
                        Code.BAD_TIME,
                        "/time",
                        "Invalid time: \"" + text + "\" must be an RFC 3339 time in the years 0000 to 9999"));
    }

    @Test
    void f36_times_are_read_as_java_reads_them() {
        long seed = Long.getLong("activity.seed", 20260302L);
        System.out.println("EventTimesTest: activity.seed=" + seed);
        Random random = new Random(seed);
        String alphabet = "0123456789-:TtZz+. ";
        for (int i = 0; i < 10_000; i++) {
            StringBuilder text = new StringBuilder(randomTime(random));
            for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
                int at = random.nextInt(text.length());
                text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertAsJava(text.toString());
        }
    }

    private static String randomTime(Random random) {
        Instant instant = Instant.ofEpochSecond(
                -62_167_219_200L + (long) (random.nextDouble() * 315_569_520_000L), random.nextInt(1_000_000_000));
        ZoneOffset offset = random.nextBoolean()
                ? ZoneOffset.UTC
                : ZoneOffset.ofTotalSeconds((random.nextInt(2 * 18 * 60 + 1) - 18 * 60) * 60);
        OffsetDateTime time = instant.atOffset(offset);
        return time.getYear() < 0 || time.getYear() > 9999 ? "2026-01-01T00:00:00Z" : time.toString();
    }

    private static void assertAsJava(String text) {
        Instant expected = byJava(text);
        MessageMetadata sent = MessageMetadata.builder().sentTime(Instant.EPOCH).build();
        Result result = Bodies.read(at(text), sent);
        if (result instanceof Result.Accepted accepted && accepted.warnings().isEmpty()) {
            if (expected == null) {
                // Java does not support leap seconds and offsets of more than 18 hours.
                assertThat(text).matches(".*(:60(\\.\\d+)?([Zz]|[+-].*)|[+-](1[89]|2[0-3]):\\d\\d)");
            } else {
                assertThat(accepted.event().time()).as(text).isEqualTo(expected);
            }
        } else if (expected != null) {
            List<Warning.Code> codes = result instanceof Result.Accepted accepted
                    ? accepted.warnings().stream().map(Warning::code).toList()
                    : List.of();
            // Java accepts fractions without digits, and years outside of 0000 to 9999. It does not know zero values.
            boolean outside = expected.isBefore(Instant.parse("0000-01-01T00:00:00Z"))
                    || expected.isAfter(Instant.parse("9999-12-31T23:59:59.999999999Z"));
            boolean emptyFraction = text.matches(".*\\.[Zz+-].*");
            boolean withoutSeconds = !text.matches(".{10}[Tt]\\d\\d:\\d\\d:\\d\\d.*");
            assertThat(codes)
                    .as(text)
                    .isEqualTo(
                            outside || emptyFraction
                                    ? List.of()
                                    : withoutSeconds
                                            ? List.of(Warning.Code.TIME_FORMAT)
                                            : List.of(Warning.Code.ZERO_TIME));
            if (withoutSeconds && result instanceof Result.Accepted accepted) {
                assertThat(accepted.event().time()).as(text).isEqualTo(expected);
            }
        }
    }

    private static @Nullable Instant byJava(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
