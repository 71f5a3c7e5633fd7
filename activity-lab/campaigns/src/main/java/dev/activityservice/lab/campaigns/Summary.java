package dev.activityservice.lab.campaigns;

import dev.activityservice.local.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One campaign's table, for a terminal, as Markdown and as JSON. Not thread-safe. */
final class Summary {

    private final String title;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> columns = List.of();

    Summary(String title) {
        this.title = title;
    }

    Summary fact(String name, String value) {
        facts.put(name, value);
        return this;
    }

    Summary fact(String name, long value) {
        return fact(name, "%,d".formatted(value));
    }

    Summary columns(String... names) {
        columns = List.of(names);
        return this;
    }

    Summary row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    static Summary of(FaultCampaign.Settings settings, Verdict verdict) {
        Tally.Snapshot counts = verdict.counts();
        Summary summary = new Summary(
                settings.folder() == null
                        ? "Faults on real parts"
                        : "Faults on real parts, functions as processes that are killed at their deadline");
        summary.fact("seeds", settings.seed() + " to " + verdict.seed())
                .fact("faulted deliveries", counts.faulted())
                .fact("deliveries to functions", counts.deliveries())
                .fact("messages published", counts.published())
                .fact("activities shown", counts.shown())
                .fact("redriven", counts.redriven())
                .fact("killed at the deadline, on purpose", counts.killed())
                .fact(
                        "timeouts nobody had planned",
                        counts.unplanned().timeouts().size())
                .fact("invocations that broke", counts.unplanned().breakages().size())
                .fact("least time left at an answer, ms", counts.leastRemainingMillis())
                // Before the deadline less the reserve, that is.
                .fact("least time left at a request, ms", counts.leastSpareMillis())
                .fact("requests after that", counts.unplanned().lateRequests().size())
                .fact("seconds", verdict.elapsed().toSeconds())
                .fact(
                        "faulted deliveries/s",
                        "%.0f"
                                .formatted(counts.faulted()
                                        * 1e9
                                        / verdict.elapsed().toNanos()))
                .fact("lost or doubled", verdict.violations().size())
                .columns("fault", "rows", "messages");
        for (FaultClass fault : FaultClass.values()) {
            Long met = counts.byClass().get(fault);
            if (met != null) {
                summary.row(fault.name().toLowerCase(Locale.ROOT), fault.rows(), "%,d".formatted(met));
            }
        }
        return summary;
    }

    String toText() {
        StringBuilder out = new StringBuilder(title).append('\n');
        facts.forEach((name, value) -> out.append("  %-36s %s%n".formatted(name, value)));
        if (!columns.isEmpty()) {
            out.append('\n').append(line(columns));
            rows.forEach(row -> out.append(line(row)));
        }
        return out.toString();
    }

    /** Writes {@code name.md} and {@code name.json} into a folder, which is made if it is not there. */
    void writeTo(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), toMarkdown());
        Files.writeString(folder.resolve(name + ".json"), toJson());
    }

    private String toMarkdown() {
        StringBuilder out = new StringBuilder("# ").append(title).append("\n\n");
        facts.forEach((name, value) ->
                out.append("* ").append(name).append(": ").append(value).append('\n'));
        if (!columns.isEmpty()) {
            out.append("\n| ").append(String.join(" | ", columns)).append(" |\n");
            out.append("|---".repeat(columns.size())).append("|\n");
            rows.forEach(row -> out.append("| ").append(String.join(" | ", row)).append(" |\n"));
        }
        return out.toString();
    }

    private String toJson() {
        List<Object> table = new ArrayList<>();
        for (List<String> row : rows) {
            Map<String, @Nullable Object> cells = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                cells.put(columns.get(i), row.get(i));
            }
            table.add(cells);
        }
        return Json.write(Json.object("title", title, "facts", facts, "table", table)) + "\n";
    }

    private static String line(List<String> cells) {
        StringBuilder out = new StringBuilder(" ");
        for (int i = 0; i < cells.size(); i++) {
            boolean isLast = i == cells.size() - 1;
            out.append(isLast ? " %12s%n".formatted(cells.get(i)) : " %-24s".formatted(cells.get(i)));
        }
        return out.toString();
    }
}
