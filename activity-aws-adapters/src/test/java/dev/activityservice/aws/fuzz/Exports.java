package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the exported formats with parsers of other authors. */
final class Exports {

    static final String NDJSON = "application/x-ndjson";
    static final String CSV = "text/csv";
    static final String CLOUD_EVENTS = "application/cloudevents-batch+json";

    private Exports() {}

    /** Throws {@link AssertionError} or the exception of the parser if the body does not have its format. */
    static void check(String contentType, String body) {
        switch (contentType.split(";", -1)[0]) {
            case NDJSON -> lines(body);
            case CSV -> records(body);
            case CLOUD_EVENTS -> SecondParser.parse(body).asJsonArray();
            default -> throw new AssertionError("Expected a format of the API, not " + contentType);
        }
    }

    static List<JsonObject> lines(String body) {
        List<JsonObject> lines = new ArrayList<>();
        assertThat(body.isEmpty() || body.endsWith("\n")).isTrue();
        for (int start = 0; start < body.length(); ) {
            int end = body.indexOf('\n', start);
            lines.add(SecondParser.parseObject(body.substring(start, end)));
            start = end + 1;
        }
        return lines;
    }

    /** Returns the fields of each record, which has no formula. */
    static List<List<String>> records(String body) {
        assertThat(body.isEmpty() || body.endsWith("\r\n")).isTrue();
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder().skipEmptyLines(false).ofCsvRecord(body)) {
            return reader.stream().map(CsvRecord::getFields).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
