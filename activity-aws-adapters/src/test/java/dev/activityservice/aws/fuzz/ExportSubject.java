package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.model.Activity;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The response in another format than JSON for an activity with hostile parts, which are those of {@link ResponseSubject}. The first byte
 * of an input selects the format. Parsers of other authors read the same texts from it. With CSV, no text is a formula.
 */
final class ExportSubject implements Subject<Optional<ExportSubject.Export>, Optional<String>> {

    private static final List<String> FORMATS = List.of(Exports.NDJSON, Exports.CSV, Exports.CLOUD_EVENTS);
    private static final String FORMULA_STARTS = "=+-@\t\r";

    record Export(String format, Activity activity) {}

    @Override
    public Optional<Export> prepare(byte[] input) {
        if (input.length == 0) {
            return Optional.empty();
        }
        String format = FORMATS.get((input[0] & 0xff) % FORMATS.size());
        return new ResponseSubject()
                .prepare(Arrays.copyOfRange(input, 1, input.length))
                .map(activity -> new Export(format, activity));
    }

    @Override
    public Optional<String> run(Optional<Export> export) {
        return export.map(ExportSubject::answer);
    }

    private static String answer(Export export) {
        String query = "id=" + URLEncoder.encode(export.activity().entity().id(), StandardCharsets.UTF_8);
        String event = """
                {"version":"2.0","rawPath":"/api/activity/order","rawQueryString":"%s","headers":{"accept":"%s"},\
                "requestContext":{"http":{"method":"GET"}}}""".formatted(query, export.format());
        return Invocations.find(event.getBytes(StandardCharsets.UTF_8), export.activity());
    }

    @Override
    public void check(Optional<Export> export, Optional<String> answer) {
        export.ifPresent(each -> check(each.format(), each.activity(), answer.orElseThrow()));
    }

    private static void check(String format, Activity activity, String answer) {
        Invocations.checkAnswer(answer);
        String body = SecondParser.parseObject(answer).getString("body");
        String json = activity.attributes().asMap().get("a");
        List<String> expected = List.of(
                activity.entity().id(),
                activity.identity().id(),
                activity.identity().source(),
                activity.type(),
                ResponseSubject.id(activity.actor()),
                String.valueOf(activity.sequence()),
                String.valueOf(activity.summary()));
        switch (format) {
            case Exports.NDJSON ->
                Exports.lines(body)
                        .forEach(line -> assertSame(
                                expected,
                                json,
                                line,
                                line.getJsonObject("attributes"),
                                List.of("entity_id", "event_id", "source", "type", "actor", "sequence", "summary")));
            case Exports.CLOUD_EVENTS ->
                SecondParser.parse(body)
                        .asJsonArray()
                        .forEach(event -> assertSame(
                                expected,
                                json,
                                event.asJsonObject(),
                                event.asJsonObject().getJsonObject("data"),
                                List.of("entityid", "id", "source", "type", "actorid", "sequence", "summary")));
            default -> assertSame(expected, json, Exports.records(body));
        }
    }

    private static void assertSame(
            List<String> expected, @Nullable String json, JsonObject shown, JsonObject attributes, List<String> names) {
        assertThat(names.stream().map(name -> text(shown.get(name))).toList()).isEqualTo(expected);
        assertAttribute(json, attributes);
    }

    private static String text(@Nullable JsonValue value) {
        if (value instanceof JsonObject actor) {
            return actor.getString("id");
        }
        return value instanceof JsonString text ? text.getString() : String.valueOf(value);
    }

    private static void assertSame(List<String> expected, @Nullable String json, List<List<String>> records) {
        List<String> names = records.get(0);
        for (List<String> record : records.subList(1, records.size())) {
            List<String> columns =
                    List.of("entity_id", "event_id", "source", "type", "actor_id", "sequence", "summary");
            for (int i = 0; i < columns.size(); i++) {
                String field = record.get(names.indexOf(columns.get(i)));
                assertThat(field.isEmpty() || FORMULA_STARTS.indexOf(field.charAt(0)) < 0)
                        .as(field)
                        .isTrue();
                assertThat(field.startsWith("'") ? field.substring(1) : field)
                        .isEqualTo(
                                expected.get(i).startsWith("'")
                                        ? expected.get(i).substring(1)
                                        : expected.get(i));
            }
            assertAttribute(json, SecondParser.parseObject(record.get(names.indexOf("attributes"))));
        }
    }

    private static void assertAttribute(@Nullable String json, JsonObject attributes) {
        JsonValue value = attributes.get("a");
        if (json != null && !SecondParser.string(json).equals(value)) {
            assertThat(value).isEqualTo(SecondParser.parse(json));
        }
    }
}
