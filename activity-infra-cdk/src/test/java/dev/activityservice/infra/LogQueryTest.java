package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.list;
import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.event.Message;
import dev.activityservice.infra.SystemModel.Section;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the queries of the dashboard with the lines that the functions write, and with the format of the access log. ParityTest
 * compares the dashboards of the flavours.
 */
class LogQueryTest {

    /** The lines of the record function, which runs once. */
    private static @Nullable List<Map<String, Object>> recordLines;

    private static final String ACCESS_LOG = "/aws/apigateway/";

    /** Commands and functions of CloudWatch Logs Insights that the queries use. */
    private static final Set<String> WORDS = Set.of(
            "fields",
            "filter",
            "stats",
            "sort",
            "limit",
            "by",
            "as",
            "in",
            "like",
            "desc",
            "asc",
            "count",
            "ispresent");

    private record Query(String group, String query) {

        static Query of(Map<String, Object> widget) {
            Matcher parts = Pattern.compile("SOURCE '([^']+)' \\| (.+)")
                    .matcher(text(map(widget.get("properties")).get("query")));
            assertThat(parts.matches()).isTrue();
            return new Query(parts.group(1), parts.group(2));
        }

        /** Returns the fields that the query reads, without those of CloudWatch. */
        Set<String> fields() {
            String bare = query.replaceAll("'[^']*'|/[^/]*/", " ");
            Set<String> names = matches("(?<![@\\w])[A-Za-z]\\w*", bare);
            names.removeAll(WORDS);
            Matcher aliases = Pattern.compile("\\bas (\\w+)").matcher(bare);
            while (aliases.find()) {
                names.remove(aliases.group(1));
            }
            return names;
        }

        /** Returns the texts that the query compares the field {@code event} with. */
        Set<String> events() {
            Matcher comparison =
                    Pattern.compile("event (?:=|in) (\\[[^]]*]|'[^']*')").matcher(query);
            return comparison.find() ? matches("(?<=')[a-z_]+(?=')", comparison.group(1)) : Set.of();
        }

        private static Set<String> matches(String pattern, String text) {
            return Pattern.compile(pattern)
                    .matcher(text)
                    .results()
                    .map(match -> match.group())
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Returns the fields and events that no line has, among the lines that the query selects. */
        List<String> faults(List<Map<String, Object>> lines) {
            Set<String> present = new TreeSet<>();
            Set<String> events = new TreeSet<>(events());
            for (Map<String, Object> line : lines) {
                String event = String.valueOf(line.get("event"));
                if ((events().isEmpty() || events().contains(event))
                        && (!query.contains("message_id = ") || line.containsKey("message_id"))) {
                    present.addAll(line.keySet());
                    events.remove(event);
                }
            }
            Set<String> missing = fields();
            missing.removeAll(present);
            List<String> faults = new ArrayList<>(missing);
            faults.addAll(events);
            return faults;
        }
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void a_query_over_the_log_of_the_record_function_names_fields_of_its_lines() throws IOException {
        List<Query> queries = queries(Scenario.DEFAULTS).stream()
                .filter(query -> query.group.equals("/aws/lambda/ActivityService-RecordActivities-dev"))
                .toList();
        List<Map<String, Object>> lines = recordLines();

        assertThat(queries).hasSize(3);
        assertThat(queries).allSatisfy(query -> assertThat(query.faults(lines)).isEmpty());
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void a_query_with_a_field_or_an_event_that_no_line_has_is_found() throws IOException {
        List<Map<String, Object>> lines = recordLines();

        assertThat(new Query("any", "fields @timestamp, message_ids | filter event = 'message_rejected'").faults(lines))
                .containsExactly("message_ids");
        assertThat(new Query("any", "filter event in ['message_rejected', 'rejected'] | stats count(*) as n by code")
                        .faults(lines))
                .containsExactly("rejected");
        assertThat(new Query("any", "fields messages | filter message_id = 'x'").faults(lines))
                .containsExactly("messages");
    }

    @ParameterizedTest
    @EnumSource
    void a_query_over_the_access_log_names_fields_of_its_format(Scenario scenario) {
        SystemModel model = ParityTest.sam(scenario);
        Map<String, Object> stage = map(model.section(Section.API).get("stage " + scenario.env));
        Set<String> format =
                map(map(stage.get("AccessLogSetting")).get("Format")).keySet();
        List<Query> queries = queries(scenario).stream()
                .filter(query -> query.group.startsWith(ACCESS_LOG))
                .toList();

        assertThat(queries).isNotEmpty().allSatisfy(query -> assertThat(format).containsAll(query.fields()));
    }

    @ParameterizedTest
    @EnumSource
    void each_query_reads_a_log_group_of_the_deployment(Scenario scenario) {
        Set<String> groups =
                ParityTest.sam(scenario).section(Section.LOG_GROUPS).keySet();

        assertThat(queries(scenario))
                .isNotEmpty()
                .allSatisfy(query -> assertThat(groups).contains(query.group));
    }

    @Test
    void the_graphs_and_the_alarm_on_outcomes_name_all_metrics_of_a_line() throws IOException {
        List<String> lines = new ArrayList<>();
        invokeWithEveryOutcome(BatchObserver.metrics(lines::add, "ActivityService", "dev", InstantSource.system()));
        Map<String, Object> directive =
                map(list(map(map(Trees.parse(lines.get(0))).get("_aws")).get("CloudWatchMetrics"))
                        .get(0));
        Set<String> written = new TreeSet<>();
        list(directive.get("Metrics"))
                .forEach(metric -> written.add(text(map(metric).get("Name"))));

        SystemModel model = ParityTest.sam(Scenario.DEFAULTS);
        Set<String> shown = new TreeSet<>();
        for (Map<String, Object> widget : widgets(model, "metric")) {
            for (Object metric : list(map(widget.get("properties")).get("metrics"))) {
                List<Object> parts = list(metric);
                if (parts.get(0).equals(directive.get("Namespace"))) {
                    assertThat(parts.subList(2, 4)).containsExactly("Environment", "dev");
                    shown.add(text(parts.get(1)));
                }
            }
        }
        Map<String, Object> alarm = map(model.section(Section.ALARMS).get("ActivityService-record-delay-dev"));

        assertThat(shown).isEqualTo(written).hasSize(6);
        assertThat(alarm.get("Namespace")).isEqualTo(directive.get("Namespace"));
        assertThat(written).contains(text(alarm.get("MetricName")));
    }

    private static List<Query> queries(Scenario scenario) {
        return widgets(ParityTest.sam(scenario), "log").stream().map(Query::of).toList();
    }

    private static List<Map<String, Object>> widgets(SystemModel model, String type) {
        Object dashboard = model.section(Section.DASHBOARD).values().iterator().next();
        List<Map<String, Object>> widgets = new ArrayList<>();
        for (Object widget : list(map(dashboard).get("widgets"))) {
            if (type.equals(map(widget).get("type"))) {
                widgets.add(map(widget));
            }
        }
        return widgets;
    }

    /** Returns the lines of the record function, without a reachable table, and of its handler, whose recorder fails. */
    private static synchronized List<Map<String, Object>> recordLines() throws IOException {
        List<Map<String, Object>> lines = recordLines;
        if (lines == null) {
            lines = runRecordFunction();
            recordLines = lines;
        }
        return lines;
    }

    private static List<Map<String, Object>> runRecordFunction() throws IOException {
        String event = """
                {"specversion":"1.0","id":"e1","source":"dev.orders","type":"orders.orderCreated.v1",\
                "time":"%s","data":{"orderNumber":%s,"userId":"U-1"}}""";
        String now = Instant.now().toString();
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, UTF_8));
        try {
            Map<String, String> environment = new HashMap<>(Map.of(
                    "ACTIVITY_TABLE_NAME", "activities",
                    "ACTIVITY_REJECT_UNRECORDABLE", "true",
                    "AWS_REGION", "eu-west-1",
                    "AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1",
                    "AWS_ACCESS_KEY_ID", "local",
                    "AWS_SECRET_ACCESS_KEY", "local"));
            String valid = event.formatted(now, "\"ORD-1\"");
            invoke(new RecordActivitiesFunction(environment), valid, event.formatted(now, "null"), "no json");
            // Each event is too large. Its entities are known.
            environment.put("ACTIVITY_MAX_EVENT_BYTES", "1");
            invoke(new RecordActivitiesFunction(environment), valid);
        } finally {
            System.setOut(before);
        }
        List<String> lines = new ArrayList<>(output.toString(UTF_8).lines().toList());
        invokeWithEveryOutcome(BatchObserver.logging(lines::add));
        return lines.stream().map(line -> map(Trees.parse(line))).toList();
    }

    private static void invokeWithEveryOutcome(BatchObserver observer) throws IOException {
        invoke(
                new SqsStreamHandler(
                        SqsBatchHandler.builder(new EveryOutcome())
                                .observer(observer)
                                .build(),
                        Duration.ZERO),
                "{}",
                "{}",
                "{}",
                "{}",
                "{}");
    }

    private static void invoke(RequestStreamHandler handler, String... bodies) throws IOException {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < bodies.length; i++) {
            records.add("{\"messageId\":\"m" + i + "\",\"attributes\":{\"SentTimestamp\":\"1767607200000\"},\"body\":"
                    + Trees.json(bodies[i]) + "}");
        }
        Context context = (Context) Proxy.newProxyInstance(
                LogQueryTest.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getAwsRequestId" -> "R1";
                    case "getRemainingTimeInMillis" -> 2500;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        handler.handleRequest(
                new ByteArrayInputStream(("{\"Records\":[" + String.join(",", records) + "]}").getBytes(UTF_8)),
                new ByteArrayOutputStream(),
                context);
    }

    /** Returns the outcomes of a recorder: one of each kind that has a metric, for five messages. */
    private static final class EveryOutcome implements RecordActivities {

        @Override
        public List<Outcome> record(List<Message> messages, Deadline deadline) {
            List<EntityRef> none = List.of();
            return List.of(
                    new Outcome.Recorded(null, null, none),
                    new Outcome.Skipped(null, null, none, Kind.EXPIRED),
                    new Outcome.Skipped(null, null, none, Kind.IGNORED),
                    new Outcome.Rejected(null, null, none, Rejection.of(Rejection.Code.MISSING_FIELD, "", "any")),
                    new Outcome.Retry(null, null, none, RetryReason.INTERNAL, new IllegalStateException("any")));
        }

        @Override
        public List<Outcome> recordEvents(List<DomainEvent> events, Deadline deadline) {
            throw new UnsupportedOperationException();
        }
    }
}
