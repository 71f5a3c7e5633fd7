package dev.activityservice.lab.benchmarks.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run's tables, with the machine and the command that they come from. Not thread-safe. */
public final class Report {

    private final String title;
    private final Map<String, String> surroundings;
    private final List<Table> tables = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();

    private record Table(String title, List<String> columns, List<List<String>> rows) {}

    private record Goal(String goal, String measured, boolean met) {}

    private Report(String title, Map<String, String> surroundings) {
        this.title = title;
        this.surroundings = surroundings;
    }

    public static Report of(String title, Map<String, String> surroundings) {
        return new Report(title, surroundings);
    }

    /** Each row has a cell for each column. */
    public void table(String tableTitle, List<String> columns, List<List<String>> rows) {
        tables.add(new Table(tableTitle, List.copyOf(columns), List.copyOf(rows)));
    }

    public void goal(String goal, String measured, boolean met) {
        goals.add(new Goal(goal, measured, met));
    }

    /** Whether no goal was missed. */
    public boolean isMet() {
        return goals.stream().allMatch(Goal::met);
    }

    /** For a terminal. */
    public String toText() {
        StringBuilder out = new StringBuilder(title).append('\n');
        surroundings.forEach(
                (name, value) -> out.append(name).append(": ").append(value).append('\n'));
        for (Table table : all()) {
            int[] widths = widths(table);
            out.append('\n').append(table.title()).append('\n');
            appendPadded(out, table.columns(), widths);
            table.rows().forEach(row -> appendPadded(out, row, widths));
        }
        return out.toString();
    }

    /** A section of {@code docs/performance.md}, to be pasted there as it is. */
    public String toMarkdown() {
        StringBuilder out = new StringBuilder("## ").append(title).append("\n\n");
        String separator = "";
        for (Map.Entry<String, String> each : surroundings.entrySet()) {
            String value = each.getKey().equals("command") ? '`' + each.getValue() + '`' : each.getValue();
            out.append(separator).append(each.getKey()).append(": ").append(value);
            separator = "; ";
        }
        out.append(".\n");
        for (Table table : all()) {
            out.append("\n### ").append(table.title()).append("\n\n");
            appendCells(out, table.columns());
            out.append("|---".repeat(table.columns().size())).append("|\n");
            table.rows().forEach(row -> appendCells(out, row));
        }
        return out.toString();
    }

    public String toJson() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            out.writeStartObject();
            out.writeStringField("title", title);
            for (Map.Entry<String, String> each : surroundings.entrySet()) {
                out.writeStringField(each.getKey(), each.getValue());
            }
            out.writeArrayFieldStart("tables");
            for (Table table : all()) {
                out.writeStartObject();
                out.writeStringField("title", table.title());
                out.writeArrayFieldStart("rows");
                for (List<String> row : table.rows()) {
                    out.writeStartObject();
                    for (int i = 0; i < row.size(); i++) {
                        out.writeStringField(table.columns().get(i), row.get(i));
                    }
                    out.writeEndObject();
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return text.toString();
    }

    /** Writes {@code name.json} and {@code name.md} into a folder, which is made if it is not there. */
    public void writeTo(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".json"), toJson());
        Files.writeString(folder.resolve(name + ".md"), toMarkdown());
    }

    private List<Table> all() {
        List<Table> all = new ArrayList<>();
        if (!goals.isEmpty()) {
            all.add(new Table(
                    "Goals",
                    List.of("goal", "measured", "met"),
                    goals.stream()
                            .map(goal -> List.of(goal.goal(), goal.measured(), goal.met() ? "yes" : "NO"))
                            .toList()));
        }
        all.addAll(tables);
        return all;
    }

    private static int[] widths(Table table) {
        int[] widths = new int[table.columns().size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = table.columns().get(i).length();
            for (List<String> row : table.rows()) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void appendPadded(StringBuilder out, List<String> cells, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            out.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
        }
        out.append('\n');
    }

    private static void appendCells(StringBuilder out, List<String> cells) {
        cells.forEach(cell -> out.append("| ").append(cell.replace("|", "\\|")).append(' '));
        out.append("|\n");
    }
}
