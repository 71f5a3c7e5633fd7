package dev.activityservice.http;

import static dev.activityservice.testkit.fixture.Fixtures.anActivity;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.activityservice.ActivityService;
import dev.activityservice.model.Activity;
import dev.activityservice.model.Actor;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.fixture.ActivityFixture;
import dev.activityservice.testkit.fixture.Fixtures;
import dev.activityservice.testkit.fixture.MovableClock;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages as NDJSON, CSV and CloudEvents. */
class ExportTest {

    private static final Deadline SOON = () -> Duration.ofSeconds(5);
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final InMemoryActivityStore store = InMemoryActivityStore.create();

    @Test
    void an_activity_is_a_line_with_its_entity() {
        append(full().build());

        HttpResponse response = get("order/ORD-1", null, "application/x-ndjson");

        assertThat(response.headers())
                .containsEntry("Content-Type", "application/x-ndjson")
                .containsEntry("Content-Disposition", "attachment; filename=\"order-ORD-1.ndjson\"")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Vary", "Accept");
        assertThat(response.bodyText())
                .isEqualTo("{\"entity_type\":\"order\",\"entity_id\":\"ORD-1\",\"type\":\"orders.orderCreated.v1\","
                        + "\"activity_time\":1767607200123,\"event_id\":\"e1\",\"source\":\"http://dev.orders\","
                        + "\"occurred_at\":\"2026-01-05T10:00:00.123456789Z\",\"time_source\":\"sqs\","
                        + "\"actor\":{\"id\":\"U-1\",\"type\":\"user\"},\"correlation_id\":\"c1\",\"causation_id\":\"c0\","
                        + "\"sequence\":\"7\",\"attributes\":{\"total\":1.50e3,\"tags\":[ \"a\",  {\"b\": null} ]},"
                        + "\"summary\":\"Order \\\"ORD-1\\\"\\n\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\","
                        + "\"span_id\":\"b7ad6b7169203331\"}\n");
    }

    @Test
    void an_activity_is_a_record_of_csv_behind_the_names_of_the_columns() {
        append(full().build());

        HttpResponse response = get("order/ORD-1", null, "text/csv");

        assertThat(response.headers())
                .containsEntry("Content-Type", "text/csv; charset=utf-8; header=present")
                .containsEntry("Content-Disposition", "attachment; filename=\"order-ORD-1.csv\"");
        assertThat(response.bodyText())
                .isEqualTo(
                        "entity_type,entity_id,occurred_at,type,summary,actor_id,actor_type,event_id,source,time_source,"
                                + "activity_time,correlation_id,causation_id,sequence,trace_id,span_id,trace_url,attributes\r\n"
                                + "order,ORD-1,2026-01-05T10:00:00.123456789Z,orders.orderCreated.v1,\"Order \"\"ORD-1\"\"\n\",U-1,user,"
                                + "e1,http://dev.orders,sqs,1767607200123,c1,c0,7,0af7651916cd43dd8448eb211c80319c,b7ad6b7169203331,,"
                                + "\"{\"\"total\"\":1.50e3,\"\"tags\"\":[ \"\"a\"\",  {\"\"b\"\": null} ]}\"\r\n");
    }

    @Test
    void an_activity_is_a_cloud_event_whose_data_are_the_attributes() {
        append(full().build());

        HttpResponse response = get("order/ORD-1", null, "application/cloudevents-batch+json");

        assertThat(response.headers())
                .containsEntry("Content-Type", "application/cloudevents-batch+json")
                .doesNotContainKey("Content-Disposition");
        assertThat(response.bodyText())
                .isEqualTo("[{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"http://dev.orders\","
                        + "\"type\":\"orders.orderCreated.v1\",\"time\":\"2026-01-05T10:00:00.123456789Z\","
                        + "\"timesource\":\"sqs\",\"entitytype\":\"order\",\"entityid\":\"ORD-1\",\"actorid\":\"U-1\","
                        + "\"actortype\":\"user\",\"correlationid\":\"c1\",\"causationid\":\"c0\",\"sequence\":\"7\","
                        + "\"summary\":\"Order \\\"ORD-1\\\"\\n\","
                        + "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                        + "\"datacontenttype\":\"application/json\",\"datapart\":\"attributes\","
                        + "\"data\":{\"total\":1.50e3,\"tags\":[ \"a\",\n {\"b\": null} ]}}]");
    }

    @Test
    void an_unknown_entity_is_an_empty_export() {
        assertThat(get("order/none", null, "application/x-ndjson").bodyText()).isEmpty();
        assertThat(get("order/none", null, "text/csv").bodyText())
                .isEqualTo(String.join(",", CsvPage.COLUMNS) + "\r\n");
        assertThat(get("order/none", null, "application/cloudevents-batch+json").bodyText())
                .isEqualTo("[]");
    }

    @Test
    void joined_pages_contain_exactly_the_timeline_with_filters_and_in_both_orders() {
        long firstSeed = Long.getLong("activity.seed", System.nanoTime());
        for (long seed = firstSeed; seed < firstSeed + 10; seed++) {
            System.out.println("ExportTest: -Dactivity.seed=" + seed);
            Random random = new Random(seed);
            String id = "export-" + seed;
            for (int i = random.nextInt(40); i > 0; i--) {
                append(random(random, id));
            }
            StringBuilder query = new StringBuilder("id=" + id + "&formulas=keep");
            query.append(random.nextBoolean() ? "&order=desc" : "&order=asc");
            query.append(random.nextInt(3) == 0 ? "" : "&limit=" + (1 + random.nextInt(9)));
            query.append(random.nextBoolean() ? "" : "&type=a.*,b.v1");
            query.append(random.nextBoolean() ? "" : "&from=2026-01-05T10:00:03Z&until=2026-01-05T10:00:09Z");

            List<JsonNode> timeline = new ArrayList<>();
            for (String page : pages(query.toString(), "application/json")) {
                OpenApiDocument.json(page).path("activities").forEach(timeline::add);
            }
            String lines = String.join("", pages(query.toString(), "application/x-ndjson"));
            String csv = String.join("", pages(query.toString(), "text/csv"));
            List<JsonNode> events = new ArrayList<>();
            pages(query.toString(), "application/cloudevents-batch+json")
                    .forEach(page -> OpenApiDocument.tree(page).forEach(events::add));

            assertThat(lines.lines().map(OpenApiDocument::json).toList())
                    .as("-Dactivity.seed=%d", seed)
                    .isEqualTo(timeline.stream().map(each -> line(id, each)).toList());
            assertThat(records(csv))
                    .as("-Dactivity.seed=%d", seed)
                    .isEqualTo(timeline.stream().map(each -> fields(id, each)).toList());
            assertThat(events)
                    .as("-Dactivity.seed=%d", seed)
                    .isEqualTo(timeline.stream().map(each -> event(id, each)).toList());
            for (JsonNode event : events) {
                readBySdk(event);
            }
        }
    }

    @Test
    void pages_link_to_the_next_page_in_each_format_and_only_the_first_has_the_names_of_the_columns() {
        for (int i = 0; i < 3; i++) {
            append(activity("1", "e" + i).build());
        }
        for (ResponseFormat format : ResponseFormat.values()) {
            HttpResponse json = get("order/1", "limit=2&formulas=keep&x=1", "application/json");
            HttpResponse first = get("order/1", "limit=2&formulas=keep&x=1", format.mediaType());
            HttpResponse second = get("order/1", next(first), format.mediaType());

            assertThat(first.headers().get("Link"))
                    .isEqualTo(json.headers().get("Link"))
                    .matches("<\\?limit=2&formulas=keep&cursor=[A-Za-z0-9_-]+&x=1>; rel=\"next\"");
            assertThat(second.headers()).doesNotContainKey("Link");
            assertThat(second.bodyText().contains("entity_type,"))
                    .as("%s", format)
                    .isFalse();
        }
        assertThat(get("order/1", next(get("order/1", "limit=2", "text/csv")), "text/csv")
                        .headers())
                .containsEntry("Content-Type", "text/csv; charset=utf-8; header=absent");
    }

    @ParameterizedTest
    @EnumSource(ResponseFormat.class)
    void f55_a_page_of_each_format_ends_at_4_mb_as_encoded_in_a_json_string_and_the_next_page_continues(
            ResponseFormat format) {
        String summary = "\u0001".repeat(300_000);
        for (int i = 0; i < 12; i++) {
            append(activity("big", "e" + i).summary(summary).build());
        }

        List<String> ids = new ArrayList<>();
        String query = "limit=100";
        while (query != null) {
            HttpResponse response = get("order/big", query, format.mediaType());
            long encoded = OpenApiDocument.json("{}")
                    .put("body", response.bodyText())
                    .toString()
                    .length();
            assertThat(encoded).isLessThan(4 * 1024 * 1024 + 2000);
            List<String> found = eventIds(response.bodyText());
            assertThat(found).isNotEmpty();
            ids.addAll(found);
            query = response.headers().containsKey("Link") ? next(response) : null;
        }

        assertThat(ids).hasSize(12).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(ResponseFormat.class)
    void a_reader_that_polls_gets_a_304_in_each_format(ResponseFormat format) {
        append(activity("1", "e1").build());
        HttpResponse response = get("order/1", null, format.mediaType());
        HttpRequest.Builder request = HttpRequest.builder("GET", "/api/activity/order/1")
                .header("Accept", format.mediaType())
                .header("If-None-Match", response.headers().get("ETag"));

        HttpResponse again = handle(ReadPolicy.allowAll(), request);
        HttpResponse other = handle(
                ReadPolicy.allowAll(),
                request.header("Accept", format == ResponseFormat.CSV ? "application/json" : "text/csv"));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.headers())
                .containsEntry("Vary", "Accept")
                .doesNotContainKeys("Content-Type", "Content-Disposition");
        assertThat(other.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(ResponseFormat.class)
    void hidden_fields_stay_hidden_in_each_format(ResponseFormat format) {
        append(activity("1", "e1")
                .actor(Actor.of("CANARY-actor", "CANARY-type"))
                .summary("CANARY-summary")
                .attribute("CANARY", "\"CANARY-value\"")
                .trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, "CANARY=1"))
                .readers(EntityRef.of("user", "U-1"))
                .build());
        ReadPolicy policy = ReadPolicy.file("""
                {"version": 1,
                 "rules": [{"claim": "sub", "is": "user", "of": ["order"], "hide": ["actor", "attributes", "trace"]}]}
                """);
        HttpRequest.Builder request = HttpRequest.builder("GET", "/api/activity/order/1")
                .header("Accept", format.mediaType())
                .principal(Principal.of("U-1").with("sub", "U-1"));

        HttpResponse own = handle(policy, request);
        HttpResponse stranger =
                handle(policy, request.principal(Principal.of("U-2").with("sub", "U-2")));

        assertThat(own.status()).isEqualTo(200);
        assertThat(own.bodyText())
                .contains("https://shop.example/orders")
                .doesNotContain("CANARY", "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
        assertThat(stranger.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '~',
            value = {
                "=1+1|'=1+1|=1+1",
                "+49 30|'+49 30|+49 30",
                "-1|'-1|-1",
                "@SUM(A1)|'@SUM(A1)|@SUM(A1)",
                "=A(\"b\"&A1)|\"'=A(\"\"b\"\"&A1)\"|\"=A(\"\"b\"\"&A1)\"",
                "=1,2|\"'=1,2\"|\"=1,2\"",
                "a=1|a=1|a=1",
                "'=1|'=1|'=1",
                " =1|\" =1\"|\" =1\"",
                "a |\"a \"|\"a \"",
                "a\"b|\"a\"\"b\"|\"a\"\"b\"",
                "a,b|\"a,b\"|\"a,b\"",
                "a;b|a;b|a;b",
                "\u00fc\ud83d\ude00|\u00fc\ud83d\ude00|\u00fc\ud83d\ude00"
            })
    void f87_a_text_that_would_be_a_formula_gets_an_apostrophe_before_it_is_quoted(
            String summary, String field, String kept) {
        append(activity("1", "e1").summary(summary).build());

        assertThat(summaryField(get("order/1", null, "text/csv"))).isEqualTo(field);
        assertThat(summaryField(get("order/1", "formulas=keep", "text/csv"))).isEqualTo(kept);
    }

    @Test
    void f87_a_tab_and_a_line_break_also_begin_a_formula_and_line_breaks_are_quoted() {
        append(activity("1", "e1").summary("\t=1").build());
        append(activity("2", "e1").summary("\r=1").build());
        append(activity("3", "e1").summary("\n=1\r\n2").build());

        assertThat(summaryField(get("order/1", null, "text/csv"))).isEqualTo("\"'\t=1\"");
        assertThat(summaryField(get("order/2", null, "text/csv"))).isEqualTo("\"'\r=1\"");
        assertThat(summaryField(get("order/3", null, "text/csv"))).isEqualTo("\"\n=1\r\n2\"");
        assertThat(summaryField(get("order/1", "formulas=keep", "text/csv"))).isEqualTo("\"\t=1\"");
    }

    @Test
    void f87_no_text_column_begins_with_a_character_of_a_formula_and_a_number_is_unchanged() {
        append(anActivity()
                .of(EntityRef.of("order", "=id"))
                .id("+id")
                .source("-source")
                .type("@type")
                .at("1969-12-31T23:59:59Z")
                .actor(Actor.of("=actor", "+type"))
                .correlationId("=c")
                .causationId("-c")
                .sequence("-7")
                .summary("=s")
                .attribute("=a", "\"=v\"")
                .build());

        NamedCsvRecord row =
                named(get("order", "id=%3Did", "text/csv").bodyText()).get(0);

        for (String column : CsvPage.COLUMNS) {
            String field = row.getField(column);
            if (column.equals("activity_time")) {
                assertThat(field).isEqualTo("-1000");
            } else if (!field.isEmpty()) {
                assertThat(FORMULA_STARTS.indexOf(field.charAt(0))).as(column).isNegative();
            }
        }
        assertThat(row.getField("sequence")).isEqualTo("'-7");
        assertThat(row.getField("attributes")).isEqualTo("{\"=a\":\"=v\"}");
    }

    @Test
    void f87_an_activity_is_one_line_also_with_line_breaks_in_its_texts_and_attributes() {
        append(activity("1", "e1")
                .summary("a\nb\r\nc\u2028d")
                .attribute("list", "[1,\n\t2,\r\n \"x\\ny\"]")
                .attribute("broken", "[1,\n")
                .build());

        String body = get("order/1", null, "application/x-ndjson").bodyText();

        assertThat(body).endsWith("}\n");
        assertThat(body.chars().filter(c -> c == '\n' || c == '\r')).hasSize(1);
        assertThat(OpenApiDocument.json(body).path("attributes").toString())
                .isEqualTo("{\"list\":[1,2,\"x\\ny\"],\"broken\":\"[1,\\n\"}");
    }

    @ParameterizedTest
    @CsvSource({"formulas=", "formulas=drop", "formulas=Keep", "view=summary&formulas=x"})
    void an_invalid_formulas_is_a_problem(String query) {
        HttpResponse response = get("order/1", query, "text/csv, application/json");

        assertThat(response.status()).isEqualTo(400);
        assertThat(OpenApiDocument.json(response.bodyText()).path("code").asText())
                .isEqualTo("invalid_formulas");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "ORD-1|order-ORD-1.csv",
                "../../etc/passwd|order-.._.._etc_passwd.csv",
                "a\"; filename=\"evil.exe|order-a___filename__evil.exe.csv",
                "a b%00\u00fc|order-a_b_00_.csv",
                "CON|order-CON.csv",
                "\ud83d\ude00|order-__.csv"
            })
    void a_file_has_a_safe_name(String id, String name) {
        append(activity(id, "e1").build());

        HttpResponse response = handle(
                ReadPolicy.allowAll(),
                HttpRequest.builder("GET", "/api/activity/order")
                        .parameter("id", id)
                        .header("Accept", "text/csv"));

        assertThat(response.headers()).containsEntry("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }

    @Test
    void the_name_of_a_file_is_short_enough_for_file_systems() {
        String header =
                get("order/" + "x".repeat(1024), null, "text/csv").headers().get("Content-Disposition");

        assertThat(header).isEqualTo("attachment; filename=\"order-" + "x".repeat(100) + ".csv\"");
    }

    @ParameterizedTest
    @EnumSource(ResponseFormat.class)
    void head_has_the_headers_of_get(ResponseFormat format) {
        append(activity("1", "e1").build());

        HttpResponse get = get("order/1", null, format.mediaType());
        HttpResponse head = handle(
                ReadPolicy.allowAll(),
                HttpRequest.builder("HEAD", "/api/activity/order/1").header("Accept", format.mediaType()));

        assertThat(head).isEqualTo(new HttpResponse(200, get.headers(), new byte[0]));
    }

    @Test
    void a_trace_url_is_in_lines_and_records() {
        append(full().build());
        ActivityHttp http = ActivityHttp.builder(ActivityService.builder(store)
                        .readPolicy(ReadPolicy.allowAll())
                        .build())
                .traceUrl(TraceUrl.parse("https://traces.example/{trace_id}"))
                .build();

        for (String format : List.of("application/x-ndjson", "text/csv")) {
            assertThat(CheckedHttp.handle(
                                    http,
                                    HttpRequest.builder("GET", "/api/activity/order/ORD-1")
                                            .header("Accept", format)
                                            .build(),
                                    SOON)
                            .bodyText())
                    .contains("https://traces.example/0af7651916cd43dd8448eb211c80319c");
        }
    }

    private static ActivityFixture full() {
        return anActivity()
                .of(order("ORD-1"))
                .type("orders.orderCreated.v1")
                .source("http://dev.orders")
                .id("e1")
                .at("2026-01-05T10:00:00.123456789Z")
                .timedBy(TimeSource.SQS)
                .actor(Actor.of("U-1", "user"))
                .correlationId("c1")
                .causationId("c0")
                .sequence("7")
                .attribute("total", "1.50e3")
                .attribute("tags", "[ \"a\",\n {\"b\": null} ]")
                .summary("Order \"ORD-1\"\n")
                .trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, "a=1"));
    }

    private static ActivityFixture activity(String id, String eventId) {
        return anActivity().of(order(id)).id(eventId).at(Fixtures.TEN_O_CLOCK);
    }

    /** Returns an activity with texts that are difficult in CSV, and with optional parts at random. */
    private static Activity random(Random random, String id) {
        ActivityFixture fixture = anActivity()
                .of(order(id))
                .id("e" + random.nextInt(1_000_000))
                .type(List.of("a.v1", "a.v2", "b.v1", "c.v1").get(random.nextInt(4)))
                .at(Fixtures.TEN_O_CLOCK.plusMillis(random.nextInt(12) * 1000L));
        if (random.nextBoolean()) {
            fixture.summary(text(random));
        }
        if (random.nextBoolean()) {
            fixture.actor(Actor.of(id(random), random.nextBoolean() ? null : "user"));
        }
        if (random.nextBoolean()) {
            fixture.correlationId(id(random)).causationId("=x").sequence(Integer.toString(random.nextInt(9)));
        }
        if (random.nextBoolean()) {
            fixture.trace(TraceContext.of("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1, ""));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            fixture.attribute(
                    "a" + i,
                    List.of("1.50", "[1,\n 2]", "{\"a\":\"\\n,\"}", "\"" + i + "\"", "null")
                            .get(random.nextInt(5)));
        }
        return fixture.build();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("t");
        String characters = "ab\",;\r\n\t '=+-@\u00fc\u2028\\";
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return random.nextBoolean() ? text.substring(1) + "t" : text.toString();
    }

    /** Ids have no control characters. */
    private static String id(Random random) {
        return "x" + text(random).replaceAll("\\p{Cntrl}", "");
    }

    private static ObjectNode line(String id, JsonNode entry) {
        ObjectNode line = OpenApiDocument.json("{\"entity_type\":\"order\",\"entity_id\":\"" + id + "\"}");
        entry.properties().forEach(each -> line.set(each.getKey(), each.getValue()));
        return line;
    }

    private static List<String> fields(String id, JsonNode entry) {
        List<String> fields = new ArrayList<>();
        for (String column : CsvPage.COLUMNS) {
            fields.add(
                    switch (column) {
                        case "entity_type" -> "order";
                        case "entity_id" -> id;
                        case "actor_id", "actor_type" ->
                            entry.at("/" + column.replace('_', '/')).asText();
                        case "attributes" -> entry.path(column).toString();
                        default -> entry.path(column).asText();
                    });
        }
        return fields;
    }

    private static List<List<String>> records(String csv) {
        List<List<String>> records = new ArrayList<>();
        for (NamedCsvRecord row : named(csv)) {
            List<String> fields = new ArrayList<>(row.getFields());
            // Spaces between tokens do not matter.
            int attributes = CsvPage.COLUMNS.indexOf("attributes");
            fields.set(attributes, OpenApiDocument.json(fields.get(attributes)).toString());
            records.add(fields);
        }
        return records;
    }

    private static List<NamedCsvRecord> named(String csv) {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
            return reader.stream().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode event(String id, JsonNode entry) {
        ObjectNode event = OpenApiDocument.json("{\"specversion\":\"1.0\",\"datacontenttype\":\"application/json\","
                + "\"datapart\":\"attributes\",\"entitytype\":\"order\",\"entityid\":\"" + id + "\"}");
        Map<String, String> names = Map.of(
                "/event_id", "id",
                "/source", "source",
                "/type", "type",
                "/occurred_at", "time",
                "/time_source", "timesource",
                "/actor/id", "actorid",
                "/actor/type", "actortype",
                "/correlation_id", "correlationid",
                "/causation_id", "causationid",
                "/sequence", "sequence");
        names.forEach((pointer, name) -> {
            if (!entry.at(pointer).isMissingNode()) {
                event.set(name, entry.at(pointer));
            }
        });
        if (entry.has("summary")) {
            event.set("summary", entry.path("summary"));
        }
        if (entry.has("trace_id")) {
            event.put(
                    "traceparent",
                    "00-" + entry.path("trace_id").asText() + "-"
                            + entry.path("span_id").asText() + "-01");
        }
        event.set("data", entry.path("attributes"));
        return event;
    }

    /** The SDK of the specification refuses an event with a missing or wrong attribute. */
    private static void readBySdk(JsonNode event) {
        CloudEvent read = new JsonFormat().deserialize(event.toString().getBytes(UTF_8));

        assertThat(read.getId()).isEqualTo(event.path("id").asText());
        assertThat(read.getExtension("datapart")).isEqualTo("attributes");
        assertThat(read.getExtension("entityid"))
                .isEqualTo(event.path("entityid").asText());
        assertThat(OpenApiDocument.json(
                        new String(Objects.requireNonNull(read.getData()).toBytes(), UTF_8)))
                .isEqualTo(event.path("data"));
    }

    private static List<String> eventIds(String body) {
        List<String> ids = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("[\",](?:event_id\":\"|id\":\"|)(e[0-9]+)[\",]").matcher(body);
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }

    private static String summaryField(HttpResponse response) {
        String record = response.bodyText().substring(response.bodyText().indexOf("\r\n") + 2);
        String before = "2026-01-05T10:00:00Z,orders.orderCreated.v1,";
        int start = record.indexOf(before) + before.length();
        return record.substring(start, record.indexOf(",,,e1,", start));
    }

    private List<String> pages(String query, String accept) {
        List<String> bodies = new ArrayList<>();
        String next = query;
        while (next != null) {
            HttpResponse response = get("order", next, accept);
            assertThat(response.status()).isEqualTo(200);
            bodies.add(response.bodyText());
            next = response.headers().containsKey("Link") ? next(response) : null;
        }
        return bodies;
    }

    private static String next(HttpResponse response) {
        String link = String.valueOf(response.headers().get("Link"));
        return link.substring(2, link.indexOf('>'));
    }

    private void append(Activity activity) {
        assertThat(store.append(List.of(activity), SOON)).hasSize(1);
    }

    private HttpResponse get(String entity, @Nullable String query, String accept) {
        return handle(
                ReadPolicy.allowAll(),
                HttpRequest.builder("GET", "/api/activity/" + entity)
                        .rawQuery(query)
                        .header("Accept", accept));
    }

    private HttpResponse handle(ReadPolicy policy, HttpRequest.Builder request) {
        ActivityService service = ActivityService.builder(store)
                .readPolicy(policy)
                .clock(MovableClock.at("2026-01-06T00:00:00Z"))
                .build();
        return CheckedHttp.handle(ActivityHttp.builder(service).build(), request.build(), SOON);
    }
}
