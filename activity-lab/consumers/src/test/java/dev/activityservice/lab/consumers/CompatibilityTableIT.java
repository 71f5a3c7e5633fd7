package dev.activityservice.lab.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the table in {@code docs/compatibility.md} with the rows that the compatibility projects wrote. Prints the table, and writes it
 * to {@code target/compatibility.md}.
 */
class CompatibilityTableIT {

    private static final Path ROWS = Path.of("target/compatibility-rows");
    private static final Path DOCUMENT = Path.of("../../docs/compatibility.md");

    /** The columns that are equal on each machine: without ArchUnit, whose minimum depends on the JDK, the JDKs and the result. */
    private static final int STABLE_COLUMNS = 6;

    @Test
    void the_document_lists_the_versions_that_ran() throws IOException {
        List<String> rows = rows();
        List<String> table = new ArrayList<>(List.of(
                "| dependency management | OpenTelemetry API | AWS SDK | Jackson | JUnit | AssertJ | ArchUnit | JDK | result |",
                "|---|---|---|---|---|---|---|---|---|"));
        table.addAll(rows);
        Files.write(Path.of("target/compatibility.md"), table);
        table.forEach(System.out::println);

        assertThat(documented())
                .isEqualTo(rows.stream().map(CompatibilityTableIT::stable).toList());
    }

    private static List<String> rows() throws IOException {
        try (Stream<Path> files = Files.list(ROWS)) {
            List<String> rows = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                rows.add(Files.readString(file).strip());
            }
            return rows;
        }
    }

    private static List<String> documented() throws IOException {
        String document = Files.readString(DOCUMENT);
        return document.substring(document.indexOf("<!-- tested -->"), document.indexOf("<!-- /tested -->"))
                .lines()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(CompatibilityTableIT::stable)
                .toList();
    }

    private static String stable(String row) {
        List<String> cells = List.of(row.split("\\|", -1));
        return String.join("|", cells.subList(1, 1 + STABLE_COLUMNS));
    }
}
