package dev.activityservice.http;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.activityservice.ActivityService;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.testbed.tool.ToolProcess;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools of users read joined pages: LibreOffice reads CSV, and jq reads NDJSON. */
@Tag("thorough")
class ExportToolsTest {

    private static final Deadline SOON = () -> Duration.ofSeconds(5);
    private static final List<String> SUMMARIES = List.of(
            "=1+1",
            "=HYPERLINK(\"http://evil.example\";\"x\")",
            "+1",
            "-1+1",
            "@SUM(A1)",
            "a, \"b\"",
            "\u00fc\ud83d\ude00");

    @TempDir
    Path folder;

    private final InMemoryActivityStore store = InMemoryActivityStore.create();

    @BeforeEach
    void store_activities_with_difficult_texts() {
        for (int i = 0; i < SUMMARIES.size(); i++) {
            store.append(
                    List.of(anActivity()
                            .of(order("1"))
                            .id("e" + i)
                            .at(Fixtures.TEN_O_CLOCK.plusSeconds(i))
                            .summary(SUMMARIES.get(i))
                            .attribute("list", "[1,\n \"a\"]")
                            .build()),
                    SOON);
        }
    }

    @Test
    void f87_a_spreadsheet_shows_the_texts_of_joined_pages_and_runs_no_formula() throws IOException {
        List<NamedCsvRecord> rows = shown(export("limit=3", "text/csv"));

        assertThat(rows.get(0).getHeader()).isEqualTo(CsvPage.COLUMNS);
        assertThat(rows)
                .extracting(row -> row.getField("summary"))
                .containsExactly(
                        "'=1+1",
                        "'=HYPERLINK(\"http://evil.example\";\"x\")",
                        "'+1",
                        "'-1+1",
                        "'@SUM(A1)",
                        "a, \"b\"",
                        "\u00fc\ud83d\ude00");
        assertThat(rows.get(6).getField("attributes")).isEqualTo("{\"list\":[1,  \"a\"]}");
    }

    /** Shows that the test above can fail: the results of the formulas replace the texts. */
    @Test
    void f87_a_spreadsheet_runs_the_formulas_of_an_export_that_keeps_them() throws IOException {
        List<NamedCsvRecord> rows = shown(export("formulas=keep", "text/csv"));

        assertThat(rows.subList(0, 2))
                .extracting(row -> row.getField("summary"))
                .containsExactly("2", "x");
    }

    @Test
    void jq_reads_each_line_of_joined_pages() throws IOException {
        assumeRuns("jq", List.of("jq", "--version"));
        Path file = Files.writeString(folder.resolve("export.ndjson"), export("limit=2", "application/x-ndjson"));

        ToolProcess.Result summaries = ToolProcess.run(Map.of(), List.of("jq", "-r", ".summary", file.toString()));
        ToolProcess.Result all = ToolProcess.run(Map.of(), List.of("jq", "-c", ".", file.toString()));

        assertThat(summaries).isEqualTo(new ToolProcess.Result(0, String.join("\n", SUMMARIES) + "\n"));
        assertThat(all.output().lines().map(OpenApiDocument::json).toList())
                .isEqualTo(Files.readString(file)
                        .lines()
                        .map(OpenApiDocument::json)
                        .toList());
    }

    private static void assumeRuns(String needs, List<String> command) {
        String problem = ToolProcess.problem(needs, command);
        Assumptions.assumeTrue(problem.isEmpty(), problem);
    }

    private String export(String query, String accept) {
        ActivityHttp http = ActivityHttp.builder(ActivityService.builder(store)
                        .readPolicy(ReadPolicy.allowAll())
                        .build())
                .build();
        StringBuilder joined = new StringBuilder();
        String next = query;
        while (next != null) {
            HttpResponse response = CheckedHttp.handle(
                    http,
                    HttpRequest.builder("GET", "/api/activity/order/1")
                            .rawQuery(next)
                            .header("Accept", accept)
                            .build(),
                    SOON);
            joined.append(response.bodyText());
            String link = response.headers().get("Link");
            next = link == null ? null : link.substring(2, link.indexOf('>'));
        }
        return joined.toString();
    }

    /** Opens CSV in a spreadsheet as a user does, except that UTF-8 is selected, and returns what the cells show. */
    private List<NamedCsvRecord> shown(String csv) throws IOException {
        String profile = "-env:UserInstallation=" + folder.resolve("profile").toUri();
        assumeRuns("LibreOffice Calc", List.of("soffice", profile, "--headless", "--version"));
        Path file = Files.writeString(folder.resolve("export.csv"), csv);
        Path shown = Files.createDirectory(folder.resolve("shown"));

        ToolProcess.Result result = ToolProcess.run(
                Map.of(),
                List.of(
                        "soffice",
                        profile,
                        "--headless",
                        "--infilter=CSV:44,34,UTF8,1",
                        "--convert-to",
                        "csv:Text - txt - csv (StarCalc):44,34,UTF8,1",
                        "--outdir",
                        shown.toString(),
                        file.toString()));

        assertThat(result.exitCode()).as(result.output()).isZero();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(shown.resolve("export.csv"))) {
            return reader.stream().toList();
        }
    }
}
