package dev.activityservice.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The reader, the table of times in {@code docs/events.md}, and a second reader of times agree. {@code -Dactivity.seed} replays a run,
 * {@code -Dactivity.test.rounds} makes it longer.
 */
class TimeDifferentialTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern EXAMPLE = Pattern.compile("`([^`]+)`");
    private static final Pattern CODE = Pattern.compile("`([A-Z_]+)`");
    private static final String ALPHABET = "0123456789-:TtZz+. ,()[]=mUTCGMTMonNov/";

    /** Each example of the table is this instant, if it is an instant. */
    private static final String EXAMPLE_INSTANT = "2026-11-30T09:30:00Z";

    @Test
    void each_example_of_the_document_means_what_its_row_states() throws IOException {
        List<MatchResult> rows = documentedRows();

        assertThat(rows).hasSizeGreaterThan(10);
        for (MatchResult row : rows) {
            String code = CODE.matcher(row.group(2))
                    .results()
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElse("-");
            boolean isInstant = row.group(2).startsWith("the instant");
            for (String example : examples(row)) {
                SecondTime read = SecondTime.byReader(example);

                assertThat(read.code()).as(example).isEqualTo(code);
                assertThat(String.valueOf(read.instant())).as(example).isEqualTo(isInstant ? EXAMPLE_INSTANT : "null");
            }
        }
    }

    @Test
    void the_reader_and_a_second_reader_of_times_agree() throws IOException {
        long seed = Long.getLong("activity.seed", 20261201L);
        System.out.println("TimeDifferentialTest: activity.seed=" + seed);
        List<String> samples = new ArrayList<>(
                LibraryTimesTest.rows().map(LibraryTimesTest.Row::output).toList());
        documentedRows().forEach(row -> samples.addAll(examples(row)));
        Set<String> codes = new TreeSet<>();
        int rounds = Integer.getInteger("activity.test.rounds", 20_000);
        for (int i = 0; i < rounds; i++) {
            // Each text has its own seed, so that a failure can be replayed alone.
            Random random = new Random(seed + i);
            String text = mutate(samples.get(random.nextInt(samples.size())), samples, random);
            if (text.contains(":60")) {
                continue;
            }

            SecondTime read = SecondTime.byReader(text);

            assertThat(read).as("from seed %d: %s", seed + i, text).isEqualTo(SecondTime.of(text));
            codes.add(read.code());
        }
        assertThat(codes).contains("-", "TIME_FORMAT", "TIME_WITHOUT_OFFSET", "ZERO_TIME", "BAD_TIME");
    }

    private static String mutate(String sample, List<String> samples, Random random) {
        StringBuilder text = new StringBuilder(sample);
        for (int mutations = random.nextInt(4); mutations > 0 && text.length() > 0; mutations--) {
            int at = random.nextInt(text.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, c);
                default -> {
                    String other = samples.get(random.nextInt(samples.size()));
                    text.setLength(at);
                    text.append(other.substring(Math.min(at, other.length())));
                }
            }
        }
        return text.toString();
    }

    private static List<MatchResult> documentedRows() throws IOException {
        String document = Files.readString(Path.of("../docs/events.md"));
        String section = document.substring(document.indexOf("\n## Times\n"));
        return ROW.matcher(section.substring(0, section.indexOf("\n## ", 1)))
                .results()
                .toList();
    }

    private static List<String> examples(MatchResult row) {
        return EXAMPLE.matcher(row.group(1))
                .results()
                .map(example -> example.group(1))
                .toList();
    }
}
