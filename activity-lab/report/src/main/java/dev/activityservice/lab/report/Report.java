package dev.activityservice.lab.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The facts, goals and tables of one run, as Markdown that a terminal can show, and as JSON. Not thread-safe. */
public final class Report {

    private static final JsonMapper JSON = new JsonMapper();

    private final String title;
    private final Map<String, String> facts;
    private final Table goals = new Table("Goals", List.of("goal", "measured", "met"), new ArrayList<>());
    private final List<Table> tables = new ArrayList<>();
    private boolean isMet = true;

    private record Table(String title, List<String> columns, List<List<String>> rows) {}

    private Report(String title, Map<String, String> facts) {
        this.title = title;
        this.facts = new LinkedHashMap<>(facts);
    }

    /** Creates a report with its first facts. */
    public static Report of(String title, Map<String, String> facts) {
        return new Report(title, facts);
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
        goals.rows().add(List.of(goal, measured, met ? "yes" : "NO"));
        isMet &= met;
    }

    /** Returns whether every goal is met. */
    public boolean isMet() {
        return isMet;
    }

    /** Returns the report as a section of a Markdown document. */
    public String toMarkdown() {
        StringBuilder out = new StringBuilder("## ").append(title).append("\n\n");
        facts.forEach((name, value) -> out.append("* %s: %s%n".formatted(name, value)));
        filledTables().forEach(table -> append(out, table));
        return out.toString();
    }

    /** Writes {@code name.md} and {@code name.json} into a folder, which is created if necessary. */
    public void writeTo(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), toMarkdown());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", title);
        json.put("facts", facts);
        json.put("tables", filledTables().toList());
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve(name + ".json").toFile(), json);
    }

    private Stream<Table> filledTables() {
        return Stream.concat(Stream.of(goals), tables.stream())
                .filter(table -> !table.rows().isEmpty());
    }

    private static void append(StringBuilder out, Table table) {
        List<List<String>> lines = new ArrayList<>(table.rows());
        lines.add(0, table.columns());
        int[] widths = IntStream.range(0, table.columns().size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        lines.add(1, Arrays.stream(widths).mapToObj("-"::repeat).toList());
        out.append("\n### ").append(table.title()).append("\n\n");
        for (List<String> line : lines) {
            out.append(IntStream.range(0, widths.length)
                    .mapToObj(column -> line.get(column)
                            + " ".repeat(widths[column] - line.get(column).length()))
                    .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
    }
}
