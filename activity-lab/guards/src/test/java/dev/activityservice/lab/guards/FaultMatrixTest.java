package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The matrix in {@code docs/reliability.md} lists the very tests that carry each row's number, and the mutants that they kill. With
 * {@code -Dactivity.matrix.write=true} it is written anew, before it is compared.
 */
class FaultMatrixTest {

    private static final int ROWS = 64;

    private static final String DOCUMENT = "docs/reliability.md";
    private static final String SIMULATION =
            "activity-testkit/src/test/java/dev/activityservice/testkit/simulation/SimulationTest.java";
    /** Row, fault and right behaviour, which are written by hand; the cells behind them are not. */
    private static final Pattern LINE = Pattern.compile("(?m)^\\| (\\d+) \\|([^|]*)\\|([^|]*)\\|.*$");

    private static final Pattern SIMULATED = Pattern.compile("Faults (F[^.]*?) of the matrix");

    private final Repository repository = Repository.here();
    private final List<NumberedTest> tests = NumberedTest.all(repository);
    private final List<Mutant> mutants = Mutant.all(repository);

    @Test
    void every_row_lists_the_tests_that_carry_its_number() throws IOException {
        if (Boolean.getBoolean("activity.matrix.write")) {
            String written =
                    LINE.matcher(repository.read(DOCUMENT)).replaceAll(found -> Matcher.quoteReplacement(line(found)));
            Files.writeString(repository.root().resolve(DOCUMENT), written);
        }
        List<Integer> rows = new ArrayList<>();
        List<String> linesToWrite = new ArrayList<>();

        LINE.matcher(repository.read(DOCUMENT)).results().forEach(found -> {
            rows.add(row(found));
            String right = line(found);
            if (!found.group().equals(right)) {
                linesToWrite.add(right);
            }
        });

        assertThat(rows).isEqualTo(IntStream.rangeClosed(1, ROWS).boxed().toList());
        assertThat(linesToWrite)
                .as("lines of " + DOCUMENT + " that are to be as follows; \"make matrix\" writes them")
                .isEmpty();
    }

    @Test
    void no_row_is_without_its_right_behaviour() {
        assertThat(LINE.matcher(repository.read(DOCUMENT)).results())
                .filteredOn(found -> found.group(3).isBlank())
                .extracting(FaultMatrixTest::row)
                .as("rows of " + DOCUMENT + " that do not say what must happen")
                .isEmpty();
    }

    @Test
    void no_row_is_without_a_test() {
        List<Integer> without = new ArrayList<>();
        for (int row = 1; row <= ROWS; row++) {
            if (classes(row).isEmpty()) {
                without.add(row);
            }
        }

        assertThat(without).as("rows that no test carries in its name").isEmpty();
    }

    @Test
    void no_row_is_without_a_mutant() {
        List<Integer> without = new ArrayList<>();
        for (int row = 1; row <= ROWS; row++) {
            if (mutants(row).isEmpty()) {
                without.add(row);
            }
        }

        assertThat(without).as("rows of which no guard is taken out").isEmpty();
    }

    @Test
    void numbers_in_the_names_of_tests_are_written_alike_and_are_rows() {
        assertThat(NumberedTest.misspelt(repository)).isEmpty();
        assertThat(tests).allSatisfy(test -> assertThat(test.rows()).allMatch(row -> row >= 1 && row <= ROWS));
    }

    private static int row(MatchResult line) {
        return Integer.parseInt(line.group(1));
    }

    private String line(MatchResult found) {
        int row = row(found);
        List<String> shown = new ArrayList<>();
        classes(row)
                .forEach((test, count) -> shown.add("[" + test.simpleClassName() + "](../" + test.file() + ")"
                        + (count > 1 ? " (" + count + ")" : "")));
        if (isSimulated(row)) {
            shown.add("simulation");
        }
        List<String> killed = new ArrayList<>();
        for (Mutant mutant : mutants(row)) {
            killed.add("[" + mutant.name().substring("f00-".length()) + "](../" + mutant.file() + ")");
        }
        return "| " + row + " | " + found.group(2).trim() + " | "
                + found.group(3).trim() + " | " + orNot(shown) + " | " + orNot(killed) + " |";
    }

    private List<Mutant> mutants(int row) {
        return mutants.stream()
                .filter(mutant -> mutant.name().startsWith(String.format("f%02d-", row)))
                .toList();
    }

    private static String orNot(List<String> links) {
        return links.isEmpty() ? "not shown yet" : String.join(", ", links);
    }

    /** The classes with tests of the row, each as one of its tests, and how many these are. */
    private Map<NumberedTest, Integer> classes(int row) {
        Map<String, NumberedTest> first = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (NumberedTest test : tests) {
            if (test.rows().contains(row)) {
                String key = test.simpleClassName() + " " + test.file();
                first.putIfAbsent(key, test);
                counts.merge(key, 1, Integer::sum);
            }
        }
        Map<NumberedTest, Integer> classes = new LinkedHashMap<>();
        first.forEach((key, test) -> classes.put(test, counts.getOrDefault(key, 0)));
        return classes;
    }

    /** Whether the simulation says of itself that it makes the row's fault. */
    private boolean isSimulated(int row) {
        Matcher faults = SIMULATED.matcher(repository.read(SIMULATION));
        return faults.find() && faults.group(1).contains(String.format("F%02d", row));
    }
}
