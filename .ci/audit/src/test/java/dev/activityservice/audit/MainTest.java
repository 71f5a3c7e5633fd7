package dev.activityservice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {

    private static final String INTRODUCED_AND_FIXED =
            "[{\"introduced\": \"2.0.0\"}, {\"fixed\": \"2.4.1\"}, {\"introduced\": \"3.0.0-RC1\"}, {\"fixed\": \"3.0.2\"}]";

    @TempDir
    Path folder;

    private Path database = Path.of("");

    @BeforeEach
    void makeFolders() throws IOException {
        database = Files.createDirectory(folder.resolve("database"));
    }

    @ParameterizedTest
    @CsvSource({
        "1.9.9, 0",
        "2.0.0, 1",
        "2.0.0-SNAPSHOT, 0",
        "2.4, 1",
        "2.4.1-rc2, 1",
        "2.4.1, 0",
        "2.10.0, 0",
        "3.0.0-beta1, 0",
        "3.0.0-rc2, 1",
        "3.0.0, 1",
        "3.0.2.Final, 0"
    })
    void versions_are_in_a_range_by_maven_s_own_order(String version, int exitCode) throws IOException {
        advisory("A-1", "org.example:parser", range(INTRODUCED_AND_FIXED));

        assertThat(run("--database", database.toString(), bom("org.example", "parser", version))
                        .exitCode())
                .isEqualTo(exitCode);
    }

    @Test
    void a_finding_names_the_library_the_advisory_and_what_it_is() throws IOException {
        advisory("A-1", "org.example:parser", range(INTRODUCED_AND_FIXED));

        assertThat(run("--database", database.toString(), bom("org.example", "parser", "2.1.0")))
                .isEqualTo(new Answer(
                        1,
                        List.of(
                                "FINDING  org.example:parser:2.1.0  A-1  It reads too much",
                                "1 libraries against 1 advisories: 1 findings, 0 allowed")));
    }

    @Test
    void a_range_may_begin_with_all_versions_and_end_with_the_last_one_affected() throws IOException {
        advisory("A-1", "org.example:parser", range("[{\"last_affected\": \"1.5\"}, {\"introduced\": \"0\"}]"));

        assertThat(run("--database", database.toString(), bom("org.example", "parser", "0-alpha"))
                        .exitCode())
                .isEqualTo(1);
        assertThat(run("--database", database.toString(), bom("org.example", "parser", "1.5.0"))
                        .exitCode())
                .isEqualTo(1);
        assertThat(run("--database", database.toString(), bom("org.example", "parser", "1.5.1"))
                        .exitCode())
                .isEqualTo(0);
    }

    @Test
    void versions_may_be_listed_one_by_one() throws IOException {
        advisory("A-1", "org.example:parser", "\"versions\": [\"1.0\", \"1.2\"]");

        assertThat(run("--database", database.toString(), bom("org.example", "parser", "1.2.0"))
                        .exitCode())
                .isEqualTo(1);
        assertThat(run("--database", database.toString(), bom("org.example", "parser", "1.1"))
                        .exitCode())
                .isEqualTo(0);
    }

    @Test
    void other_libraries_other_ecosystems_and_withdrawn_advisories_are_no_findings() throws IOException {
        String all = range("[{\"introduced\": \"0\"}]");
        advisory("A-1", "org.example:parser-extras", all);
        Files.writeString(database.resolve("A-2.json"), """
                {"id": "A-2", "affected": [{"package": {"ecosystem": "npm", "name": "org.example:parser"}, %s}]}""".formatted(all));
        Files.writeString(database.resolve("A-3.json"), """
                {"id": "A-3", "withdrawn": "2026-01-01T00:00:00Z", "affected": [
                  {"package": {"ecosystem": "Maven", "name": "org.example:parser"}, %s}]}""".formatted(all));

        assertThat(run("--database", database.toString(), bom("org.example", "parser", "1.0")))
                .isEqualTo(new Answer(0, List.of("1 libraries against 3 advisories: 0 findings, 0 allowed")));
    }

    @Test
    void a_zip_is_a_database_too() throws IOException {
        advisory("A-1", "org.example:parser", range("[{\"introduced\": \"0\"}]"));
        Path zip = folder.resolve("all.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("A-1.json"));
            out.write(Files.readAllBytes(database.resolve("A-1.json")));
        }

        assertThat(run("--database", zip.toString(), bom("org.example", "parser", "1.0"))
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void what_is_allowed_is_no_finding_until_its_last_day_is_over() throws IOException {
        advisory("A-1", "org.example:parser", range("[{\"introduced\": \"0\"}]"));
        String allowed = file("allowed.txt", "# known\nCVE-2026-1  org.example:parser  2026-06-30  never called\n");
        String bom = bom("org.example", "parser", "1.0");

        assertThat(run("--database", database.toString(), "--allowed", allowed, "--today", "2026-06-30", bom))
                .isEqualTo(new Answer(
                        0,
                        List.of(
                                "allowed  org.example:parser:1.0  A-1  It reads too much",
                                "1 libraries against 1 advisories: 0 findings, 1 allowed")));
        assertThat(run("--database", database.toString(), "--allowed", allowed, "--today", "2026-07-01", bom)
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void an_allowance_without_a_reason_is_refused() throws IOException {
        advisory("A-1", "org.example:parser", range("[{\"introduced\": \"0\"}]"));
        String allowed = file("allowed.txt", "A-1 org.example:parser 2026-06-30");

        assertThat(run("--database", database.toString(), "--allowed", allowed, bom("a", "b", "1")))
                .isEqualTo(new Answer(
                        2,
                        List.of("Invalid line of the allow-list: \"A-1 org.example:parser 2026-06-30\" is"
                                + " not: advisory, group:artifact, last day, reason")));
    }

    @Test
    void without_a_database_nothing_is_checked_and_that_is_what_it_says() throws IOException {
        assertThat(run(bom("org.example", "parser", "1.0")))
                .isEqualTo(new Answer(
                        3,
                        List.of("Nothing was checked: no database of advisories was given. 1 libraries are"
                                + " listed. See docs/security.md for where to get one.")));
    }

    @Test
    void an_empty_database_and_one_that_cannot_be_read_are_no_clean_bill() throws IOException {
        String bom = bom("org.example", "parser", "1.0");

        assertThat(run("--database", database.toString(), bom))
                .isEqualTo(new Answer(2, List.of("There is no advisory in the database " + database)));

        Files.writeString(database.resolve("A-1.json"), "{\"id\": 1}");
        assertThat(run("--database", database.toString(), bom).exitCode()).isEqualTo(2);
        assertThat(run("--database", folder.resolve("missing").toString(), bom).exitCode())
                .isEqualTo(2);
    }

    /** What the command has said and how it ended. */
    private record Answer(int exitCode, List<String> lines) {}

    private static Answer run(String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        int exitCode = line.execute(args);
        line.getOut().flush();
        line.getErr().flush();
        return new Answer(exitCode, out.toString().lines().toList());
    }

    private void advisory(String id, String library, String versions) throws IOException {
        Files.writeString(database.resolve(id + ".json"), """
                {"id": "%s", "aliases": ["CVE-2026-1"], "summary": "It reads too much",
                 "affected": [{"package": {"ecosystem": "Maven", "name": "%s"}, %s}]}""".formatted(id, library, versions));
    }

    private static String range(String events) {
        return "\"ranges\": [{\"type\": \"ECOSYSTEM\", \"events\": " + events + "}]";
    }

    private String bom(String group, String name, String version) throws IOException {
        return file(name + "-" + version + ".json", """
                {"bomFormat": "CycloneDX", "components": [
                  {"type": "library", "group": "%s", "name": "%s", "version": "%s"}]}""".formatted(group, name, version));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8)
                .toString();
    }
}
