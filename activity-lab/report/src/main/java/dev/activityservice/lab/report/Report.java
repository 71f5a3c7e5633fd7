package dev.activityservice.lab.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The facts, goals and tables of one run, as text, Markdown and JSON. Not thread-safe. */
public final class Report {

    /** The name of the fact that repeats the run; Markdown shows it as code. */
    static final String COMMAND = "command";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String title;
    private final Map<String, String> facts;
    private final List<Table> tables = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();

    private record Table(String title, List<String> columns, List<List<String>> rows) {}

    private record Goal(String goal, String measured, boolean met) {}

    private Report(String title, Map<String, String> environment) {
        this.title = title;
        this.facts = new LinkedHashMap<>(environment);
    }

    /** @param environment the first facts, see {@link RunEnvironment} */
    public static Report of(String title, Map<String, String> environment) {
        return new Report(title, environment);
    }

    /** Adds a fact about the whole run. */
    public Report fact(String name, String value) {
        facts.put(name, value);
        return this;
    }

    /** Adds a count, with thousands separated. */
    public Report fact(String name, long value) {
        return fact(name, "%,d".formatted(value));
    }

    /** Returns the cells of a table's row as text. */
    public static List<String> row(Object... cells) {
        return Arrays.stream(cells).map(String::valueOf).toList();
    }

    /** Adds a table. Each row has one cell per column. */
    public void table(String tableTitle, List<String> columns, List<List<String>> rows) {
        tables.add(new Table(tableTitle, List.copyOf(columns), List.copyOf(rows)));
    }

    /** Adds a goal with the measured value. */
    public void goal(String goal, String measured, boolean met) {
        goals.add(new Goal(goal, measured, met));
    }

    /** Returns whether every goal is met. */
    public boolean isMet() {
        return goals.stream().allMatch(Goal::met);
    }

    /** Returns the report for a terminal. */
    public String toText() {
        StringBuilder out = new StringBuilder(title).append('\n');
        facts.forEach((name, value) -> out.append("%s: %s%n".formatted(name, value)));
        for (Table table : allTables()) {
            int[] widths = widths(table);
            out.append('\n').append(table.title()).append('\n');
            appendPadded(out, table.columns(), widths);
            table.rows().forEach(row -> appendPadded(out, row, widths));
        }
        return out.toString();
    }

    /** Returns the report as a section of a Markdown document. */
    public String toMarkdown() {
        StringBuilder out = new StringBuilder("## ").append(title).append("\n\n");
        facts.forEach((name, value) ->
                out.append("* %s: %s%n".formatted(name, name.equals(COMMAND) ? '`' + value + '`' : value)));
        for (Table table : allTables()) {
            out.append("\n### ").append(table.title()).append("\n\n");
            appendCells(out, table.columns());
            out.append("|---".repeat(table.columns().size())).append("|\n");
            table.rows().forEach(row -> appendCells(out, row));
        }
        return out.toString();
    }

    /** Writes {@code name.md} and {@code name.json} into a folder, which is created if necessary. */
    public void writeTo(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), toMarkdown());
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve(name + ".json").toFile(), asJson());
    }

    private Map<String, Object> asJson() {
        List<Object> json = new ArrayList<>();
        for (Table table : allTables()) {
            List<Object> rows = new ArrayList<>();
            for (List<String> row : table.rows()) {
                Map<String, String> cells = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    cells.put(table.columns().get(i), row.get(i));
                }
                rows.add(cells);
            }
            json.add(Map.of("title", table.title(), "rows", rows));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("title", title);
        all.put("facts", facts);
        all.put("tables", json);
        return all;
    }

    private List<Table> allTables() {
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
