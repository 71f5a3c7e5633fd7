package dev.activityservice.local.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.model.Rejection;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The number of rows by their result. Every row that was read is counted once. Not thread-safe. */
final class ImportCounts {

    /** The result of one row. The texts are part of the summary. */
    enum Result {
        /** The row is stored as an activity, by this import or an earlier one. */
        IMPORTED("imported"),
        /** The row is not before the cut-over. */
        LATER("not before the cut-over"),
        /** The new service recorded the same event. */
        RECORDED("recorded by the new service"),
        /** The retention of the catalog has passed. */
        EXPIRED("expired"),
        /** The row can never be an activity. */
        REFUSED("refused");

        private final String words;

        Result(String words) {
            this.words = words;
        }
    }

    /** Keeps the memory bounded, because the table can contain any text. The reference has ten types. */
    private static final int MAX_TYPES = 1_000;

    private static final String OTHER_TYPES = "other types";

    private final Map<String, Long> results = new TreeMap<>();
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Map<String, Long> types = new TreeMap<>();

    void add(Result result) {
        increment(results, result.name());
    }

    void addImported(String type) {
        add(Result.IMPORTED);
        increment(types, types.size() < MAX_TYPES || types.containsKey(type) ? type : OTHER_TYPES);
    }

    void addRefused(Rejection.Code code) {
        add(Result.REFUSED);
        increment(refusals, code.name());
    }

    long of(Result result) {
        return results.getOrDefault(result.name(), 0L);
    }

    long read() {
        return results.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns one line: the number of rows, then the number of each result. */
    String line(boolean dryRun) {
        StringJoiner line = new StringJoiner(", ", read() + (read() == 1 ? " row read: " : " rows read: "), "");
        line.add(of(Result.IMPORTED) + (dryRun ? " to import" : " imported"));
        for (Result result : Result.values()) {
            if (result != Result.IMPORTED && of(result) > 0) {
                line.add(of(result) + " " + result.words);
            }
        }
        return line.toString();
    }

    /** Returns the number of refusals by reason, such as {@code 2 wrong_type, 1 bad_time}; empty without refusals. */
    String refusals() {
        StringJoiner text = new StringJoiner(", ");
        refusals.forEach((code, count) -> text.add(count + " " + code.toLowerCase(Locale.ROOT)));
        return text.toString();
    }

    /** Returns the number of imported rows by event type, in alphabetical order. */
    Map<String, Long> types() {
        return types;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        write(json.putObject("results"), results);
        write(json.putObject("refusals"), refusals);
        write(json.putObject("types"), types);
        return json;
    }

    static ImportCounts of(JsonNode json) {
        ImportCounts counts = new ImportCounts();
        read(json.path("results"), counts.results);
        read(json.path("refusals"), counts.refusals);
        read(json.path("types"), counts.types);
        return counts;
    }

    private static void write(ObjectNode json, Map<String, Long> numbers) {
        numbers.forEach(json::put);
    }

    private static void read(JsonNode json, Map<String, Long> numbers) {
        json.properties()
                .forEach(field -> numbers.put(field.getKey(), field.getValue().longValue()));
    }

    private static void increment(Map<String, Long> numbers, String key) {
        numbers.merge(key, 1L, Long::sum);
    }
}
