package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Checks that each fault of {@code docs/reports/fault-matrix.md} has a test, and that removing its guard is tried. Writes the table with
 * these tests and mutants to {@code target/fault-matrix.md}.
 */
class FaultMatrixTest {

    private static final int ROWS = 90;
    private static final String DOCUMENT = "docs/reports/fault-matrix.md";
    private static final Path REPORT = Path.of("target/fault-matrix.md");
    private static final String SIMULATION =
            "activity-testkit/src/test/java/dev/activityservice/testkit/simulation/SimulationTest.java";

    /** Groups: number, fault, required behaviour. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\| ([^|]+) \\|$");

    private static final Pattern SIMULATED = Pattern.compile("Faults (F[^.]*?) of the matrix");

    private final Repository repository = Repository.here();
    private final List<NumberedTest> tests = NumberedTest.all(repository);
    private final List<Mutant> mutants = Mutant.all(repository);

    @Test
    void the_document_has_each_row_once_and_in_order() {
        List<Integer> numbers = ROW.matcher(repository.read(DOCUMENT))
                .results()
                .map(row -> Integer.valueOf(row.group(1)))
                .toList();

        assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, ROWS).boxed().toList());
    }

    @Test
    void each_row_has_a_test() {
        assertThat(rowsWithout(row -> !testsOf(row).isEmpty()))
                .as("rows of %s without a test named f<row>_…", DOCUMENT)
                .isEmpty();
    }

    /** PIT changes the core and runs the tests of activity-core and activity-testkit. Guards elsewhere have patches. */
    @Test
    void each_row_has_a_mutant_or_a_test_that_pit_runs() {
        assertThat(rowsWithout(row -> !mutantsOf(row).isEmpty() || isMutatedByPit(row)))
                .as("rows of %s whose guard is not removed by a patch or by PIT", DOCUMENT)
                .isEmpty();
    }

    @Test
    void numbers_in_test_names_have_one_form_and_are_rows() {
        assertThat(NumberedTest.misspelt(repository)).isEmpty();
        assertThat(tests).allSatisfy(test -> assertThat(test.rows()).allMatch(row -> row >= 1 && row <= ROWS));
    }

    @Test
    void the_report_lists_the_tests_and_mutants_of_each_row() throws IOException {
        StringBuilder report =
                new StringBuilder("| # | Fault | Required behaviour | Tests | Mutants |\n|---|---|---|---|---|\n");
        ROW.matcher(repository.read(DOCUMENT))
                .results()
                .forEach(row -> report.append("| ")
                        .append(String.join(
                                " | ",
                                row.group(1),
                                row.group(2),
                                row.group(3),
                                shownTests(Integer.parseInt(row.group(1))),
                                shownMutants(Integer.parseInt(row.group(1)))))
                        .append(" |\n"));

        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, report);

        assertThat(report.toString().lines()).hasSize(ROWS + 2);
    }

    private static List<Integer> rowsWithout(IntPredicate evidence) {
        return IntStream.rangeClosed(1, ROWS).filter(evidence.negate()).boxed().toList();
    }

    private List<NumberedTest> testsOf(int row) {
        return tests.stream().filter(test -> test.rows().contains(row)).toList();
    }

    private List<Mutant> mutantsOf(int row) {
        return mutants.stream()
                .filter(mutant -> mutant.name().startsWith(String.format("f%02d-", row)))
                .toList();
    }

    private boolean isMutatedByPit(int row) {
        return testsOf(row).stream()
                .anyMatch(test ->
                        test.module().equals("activity-core") || test.module().equals("activity-testkit"));
    }

    /** Classes with the number of their tests, then "simulation" if the simulation has this fault. */
    private String shownTests(int row) {
        Map<String, Integer> counts = new TreeMap<>();
        testsOf(row).forEach(test -> counts.merge(test.simpleClassName(), 1, Integer::sum));
        List<String> shown = new ArrayList<>();
        counts.forEach((name, count) -> shown.add(count > 1 ? name + " (" + count + ")" : name));
        if (isSimulated(row)) {
            shown.add("simulation");
        }
        return String.join(", ", shown);
    }

    private String shownMutants(int row) {
        List<String> shown =
                new ArrayList<>(mutantsOf(row).stream().map(Mutant::name).toList());
        if (isMutatedByPit(row)) {
            shown.add("PIT");
        }
        return String.join(", ", shown);
    }

    private boolean isSimulated(int row) {
        Matcher faults = SIMULATED.matcher(repository.read(SIMULATION));
        return faults.find() && faults.group(1).contains(String.format("F%02d", row));
    }
}
