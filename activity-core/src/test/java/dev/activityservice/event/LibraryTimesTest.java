package dev.activityservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Times as the standard libraries of six languages print them. The output of Java is computed here. The file {@code times.tsv} contains
 * the output of the other languages.
 */
class LibraryTimesTest {

    private static final Instant WHOLE_SECOND = Instant.parse("2026-11-30T09:30:15Z");
    private static final List<Instant> INSTANTS = List.of(
            WHOLE_SECOND,
            Instant.parse("2026-11-30T09:30:00Z"),
            Instant.parse("2026-11-30T09:00:00Z"),
            Instant.parse("2026-11-30T09:30:15.123456789Z"),
            Instant.parse("2026-11-30T09:30:15.100Z"),
            Instant.parse("2026-11-30T09:30:00.000000001Z"),
            Instant.parse("2026-11-01T00:00:05Z"));
    private static final List<ZoneId> ZONES = Stream.of(
                    "Z",
                    "UTC",
                    "GMT",
                    "Etc/UTC",
                    "+01:00",
                    "-03:00",
                    "+05:30",
                    "+05:53:28",
                    "-18:00",
                    "GMT+01:00",
                    "Europe/Paris",
                    "America/Argentina/Buenos_Aires",
                    "Asia/Kolkata",
                    "Etc/GMT-14")
            .map(ZoneId::of)
            .toList();

    /** The methods of Java whose text contains an offset. */
    private static final Map<String, Function<ZonedDateTime, String>> WITH_OFFSET = withOffset();

    /** The methods of Java whose text does not contain an offset. */
    private static final Map<String, Function<ZonedDateTime, String>> WITHOUT_OFFSET = Map.of(
            "LocalDateTime.toString()",
            time -> time.toLocalDateTime().toString(),
            "ISO_LOCAL_DATE_TIME",
            DateTimeFormatter.ISO_LOCAL_DATE_TIME::format,
            "Timestamp.toString()",
            LibraryTimesTest::sqlTimestamp,
            "Date.toString() with an abbreviation",
            time -> date(time, "Asia/Kolkata"));

    private static Map<String, Function<ZonedDateTime, String>> withOffset() {
        Map<String, Function<ZonedDateTime, String>> calls = new LinkedHashMap<>();
        calls.put("Instant.toString()", time -> time.toInstant().toString());
        calls.put("FileTime.toString()", time -> FileTime.from(time.toInstant()).toString());
        calls.put("OffsetDateTime.toString()", time -> time.toOffsetDateTime().toString());
        calls.put("ZonedDateTime.toString()", ZonedDateTime::toString);
        calls.put("ISO_INSTANT", DateTimeFormatter.ISO_INSTANT::format);
        calls.put("ISO_OFFSET_DATE_TIME", DateTimeFormatter.ISO_OFFSET_DATE_TIME::format);
        calls.put("ISO_ZONED_DATE_TIME", DateTimeFormatter.ISO_ZONED_DATE_TIME::format);
        calls.put("ISO_DATE_TIME", DateTimeFormatter.ISO_DATE_TIME::format);
        return calls;
    }

    /** The methods of Java whose text ends with seconds. */
    private static final Map<String, Function<ZonedDateTime, String>> IN_SECONDS = Map.of(
            "RFC_1123_DATE_TIME", DateTimeFormatter.RFC_1123_DATE_TIME::format,
            "Date.toString() in UTC", time -> date(time, "UTC"),
            "Date.toString() in GMT+01:00", time -> date(time, "GMT+01:00"));

    /** Formats as the Javadoc of {@code Date.toString()} says. The method itself uses the zone of the machine. */
    private static String date(ZonedDateTime time, String zone) {
        SimpleDateFormat format = new SimpleDateFormat("EEE MMM dd HH:mm:ss zzz yyyy", Locale.US);
        format.setTimeZone(TimeZone.getTimeZone(zone));
        return format.format(Date.from(time.toInstant()));
    }

    /** Formats as the Javadoc of {@code java.sql.Timestamp.toString()} says. The module of the reader does not require java.sql. */
    private static String sqlTimestamp(ZonedDateTime time) {
        String text = time.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS", Locale.ROOT));
        return text.replaceFirst("0{1,8}$", "");
    }

    @Test
    void f36_what_java_prints_with_an_offset_is_the_same_instant() {
        for (Instant instant : INSTANTS) {
            for (ZoneId zone : ZONES) {
                WITH_OFFSET.forEach((call, format) -> assertInstant(call, format.apply(instant.atZone(zone)), instant));
                assertInSeconds(instant.atZone(zone));
            }
        }
    }

    @Test
    void f36_what_java_prints_without_an_offset_is_not_a_time() {
        for (Instant instant : INSTANTS) {
            WITHOUT_OFFSET.forEach((call, format) -> {
                String text = format.apply(instant.atZone(ZoneOffset.ofHours(2)));
                assertThat(SecondTime.byReader(text))
                        .as("%s: %s", call, text)
                        .isEqualTo(new SecondTime(null, "TIME_WITHOUT_OFFSET"));
            });
        }
    }

    @Test
    void f36_what_java_prints_for_random_times_is_the_same_instant() {
        long seed = Long.getLong("activity.seed", 20261130L);
        System.out.println("LibraryTimesTest: activity.seed=" + seed);
        Random random = new Random(seed);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        for (int i = 0; i < 5_000; i++) {
            Instant instant = Instant.ofEpochSecond(
                    random.nextLong(-62_100_000_000L, 253_400_000_000L),
                    random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
            if (random.nextInt(3) == 0) {
                instant = instant.truncatedTo(ChronoUnit.MINUTES);
            }
            ZonedDateTime time = instant.atZone(
                    random.nextBoolean()
                            ? ZoneId.of(zones.get(random.nextInt(zones.size())))
                            : ZoneOffset.ofTotalSeconds(random.nextInt(2 * 64_800 + 1) - 64_800));
            for (Map.Entry<String, Function<ZonedDateTime, String>> call : WITH_OFFSET.entrySet()) {
                assertInstant(call.getKey(), call.getValue().apply(time), instant);
            }
            if (time.getYear() > 1600 && time.getOffset().getTotalSeconds() % 60 == 0) {
                assertInSeconds(time);
            }
        }
    }

    private static void assertInSeconds(ZonedDateTime time) {
        // The texts of RFC 1123 have offsets in minutes. Date uses the Julian calendar before 1582.
        if (time.getOffset().getTotalSeconds() % 60 == 0) {
            IN_SECONDS.forEach((call, format) ->
                    assertInstant(call, format.apply(time), time.toInstant().truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    private static void assertInstant(String call, String text, Instant instant) {
        boolean isRfc3339 = text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
        assertThat(SecondTime.byReader(text))
                .as("%s: %s", call, text)
                .isEqualTo(new SecondTime(instant, isRfc3339 ? "-" : "TIME_FORMAT"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void f36_what_another_library_prints_has_the_documented_meaning(Row row) {
        assertThat(SecondTime.byReader(row.output())).isEqualTo(new SecondTime(row.instant(), row.code()));
    }

    @Test
    void each_language_has_all_cases_with_an_offset_and_in_utc() {
        for (String library :
                List.of("Python", "JavaScript (Node)", "Go", "Rust (chrono)", "Rust (time)", ".NET (Mono)")) {
            for (String name :
                    List.of("whole second, UTC", "whole minute, UTC", "whole second, offset", "whole minute, offset")) {
                assertThat(rows())
                        .anyMatch(row ->
                                row.library().equals(library) && row.name().equals(name));
            }
            assertThat(rows())
                    .anyMatch(row -> row.library().equals(library)
                            && row.instant() != null
                            && row.output().matches(".*\\.123[0-9]*[^0-9].*"));
        }
    }

    static Stream<Row> rows() {
        try (InputStream in = Objects.requireNonNull(LibraryTimesTest.class.getResourceAsStream("/times/times.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Row::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row of the file. */
    record Row(
            String library,
            String version,
            String call,
            String name,
            String output,
            @Nullable Instant instant,
            String code) {

        static Row of(String line) {
            String[] cells = line.split("\t", -1);
            assertThat(cells).as(line).hasSize(8);
            return new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    cells[4],
                    cells[5].equals("-") ? null : Instant.parse(cells[5]),
                    cells[6]);
        }
    }
}
