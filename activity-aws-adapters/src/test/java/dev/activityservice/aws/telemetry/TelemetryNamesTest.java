package dev.activityservice.aws.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.EventBodies;
import dev.activityservice.aws.driven.dynamodb.LocalTable;
import dev.activityservice.aws.driving.api.CheckedApi;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.aws.lambda.FindActivitiesFunction;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.telemetry.CoreTelemetryNames;
import dev.activityservice.testbed.lambda.LambdaContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.semconv.SchemaUrls;
import io.opentelemetry.semconv.incubating.MessagingIncubatingAttributes.MessagingOperationTypeIncubatingValues;
import io.opentelemetry.semconv.incubating.MessagingIncubatingAttributes.MessagingSystemIncubatingValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names are API: the classes of constants, the document and the functions' telemetry must have the same names. */
class TelemetryNamesTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z][a-z_.]+(?:<type>)?)` \\|");
    private static final String ENTITY = AwsTelemetryNames.ENTITY_PREFIX + "<type>";

    private static final Recording RECORDING = new Recording();
    private static String spansOfDefaults = "";

    @BeforeAll
    static void emit_all_telemetry(@TempDir Path folder) throws IOException {
        String trace = "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\",";
        String ownTime = cloudEvent("e1", trace + "\"subject\":\"CANARY\",\"time\":\"2026-01-05T10:00:00Z\",");
        Map<String, String> environment = environment(Map.of());
        String otherContent = cloudEvent("e1", "\"causationid\":\"2\",\"time\":\"2026-01-05T10:00:00Z\",");
        record(environment, otherContent, ownTime, envelopeTime("e2", "10:00:01"), "{");
        record(environment, envelopeTime("e2", "10:00:02"));
        find(environment, "/api/activity/user/CANARY-ID", "\"limit\":\"5\",\"CANARY\":\"1\"");
        spansOfDefaults = RECORDING.spans().toString();
        Map<String, String> other = environment(Map.of(
                "ACTIVITY_TELEMETRY_PROFILE", "datadog",
                "ACTIVITY_TELEMETRY_IDS", "true",
                "ACTIVITY_TABLE_NAME", "no-such-table"));
        record(other, ownTime);
        other.put(
                "ACTIVITY_CATALOG",
                Files.writeString(folder.resolve("catalog.json"), """
                        {"version":1,"tenant":"/data/userId","events":{"orders.orderCreated.v1":
                        {"entities":[{"type":"order","id":"/data/orderNumber"}]}}}""").toString());
        record(other, ownTime);
        find(other, "/api/activity/order/ORD-1", "");
        find(other, "/api/activity/" + "x".repeat(40_000) + "/1", "");
        other.put("ACTIVITY_READ_POLICY", "claim:sub=user");
        find(other, "/api/activity/user/1", "");
        Map<String, String> withIds = environment(Map.of("ACTIVITY_TELEMETRY_IDS", "true"));
        find(withIds, "/api/activity/order", "\"id\":\"ORD-1\"");
        find(withIds, "/api/activity/order/ORD-2", "\"view\":\"summary\"");
    }

    @Test
    void every_attribute_is_a_current_convention_or_ours_and_of_its_type() {
        assertThat(RECORDING.attributes())
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        attributes -> assertThat(Conventions.faults(attributes)).isEmpty());
    }

    @Test
    void unknown_misspelt_deprecated_and_wrongly_typed_attributes_are_found() {
        Attributes wrong = Attributes.builder()
                .put("messaging.message_id", "m1")
                .put("messaging.operation", "process")
                .put("messaging.batch.message_count", "10")
                .put("cloudevents.event_typ", "t")
                .put("activity.unheard_of", 1)
                .put("messaging.system", "aws_sqs")
                .build();

        assertThat(Conventions.faults(wrong))
                .containsExactlyInAnyOrder(
                        "messaging.message_id must be a current convention or ours",
                        "messaging.operation must be a current convention or ours",
                        "messaging.batch.message_count must be a LONG, not a STRING",
                        "cloudevents.event_typ must be a current convention or ours",
                        "activity.unheard_of must be a current convention or ours");
    }

    @Test
    void our_copies_equal_the_names_of_the_conventions() {
        assertThat(Conventions.ownKeys()).allSatisfy((name, key) -> {
            if (!name.startsWith("activity.") && !key.equals(AwsTelemetryNames.OPERATION_NAME)) {
                assertThat(key).isEqualTo(Conventions.keys().get(name));
            }
        });
        assertThat(CoreTelemetryNames.SCHEMA_URL).isEqualTo(SchemaUrls.V1_43_0);
        assertThat(AwsTelemetryNames.AWS_SQS).isEqualTo(MessagingSystemIncubatingValues.AWS_SQS);
        assertThat(AwsTelemetryNames.PROCESS).isEqualTo(MessagingOperationTypeIncubatingValues.PROCESS);
    }

    @Test
    void constants_document_and_emitted_telemetry_have_the_same_names() throws IOException {
        Set<String> emitted = new TreeSet<>();
        RECORDING
                .attributes()
                .forEach(each ->
                        each.forEach((key, value) -> emitted.add(Conventions.isEntity(key) ? ENTITY : key.getKey())));
        RECORDING.metrics().stream().map(MetricData::getName).forEach(emitted::add);
        Set<String> documented = new TreeSet<>();
        Matcher rows = ROW.matcher(Files.readString(Path.of("../docs/telemetry.md")));
        while (rows.find()) {
            documented.add(rows.group(1));
        }
        Set<String> constants = new TreeSet<>(Conventions.ownKeys().keySet());
        constants.addAll(Conventions.ownMetrics());
        constants.add(ENTITY);
        emitted.stream().filter(Conventions.keys()::containsKey).forEach(constants::add);

        assertThat(emitted).isEqualTo(constants);
        assertThat(documented).isEqualTo(constants);
    }

    @Test
    void all_telemetry_has_the_schema_url_of_the_conventions() {
        assertThat(RECORDING.spans())
                .allSatisfy(
                        span -> assertThat(span.getInstrumentationScopeInfo().getSchemaUrl())
                                .isEqualTo(CoreTelemetryNames.SCHEMA_URL));
        assertThat(RECORDING.metrics())
                .allSatisfy(metric -> assertThat(
                                metric.getInstrumentationScopeInfo().getSchemaUrl())
                        .isEqualTo(CoreTelemetryNames.SCHEMA_URL));
    }

    @Test
    void a_request_to_the_store_is_a_client_span_and_a_child_of_the_batch_span() {
        SpanData batch = RECORDING.spans(SpanKind.CONSUMER).stream()
                .filter(span -> span.getAttributes().get(AwsTelemetryNames.MESSAGING_BATCH_MESSAGE_COUNT) != null)
                .findFirst()
                .orElseThrow();

        List<SpanData> requests = RECORDING.spans(SpanKind.CLIENT).stream()
                .filter(span -> span.getTraceId().equals(batch.getTraceId()))
                .toList();

        assertThat(requests)
                .extracting(SpanData::getName)
                .containsExactly("UpdateItem activities", "BatchWriteItem activities");
        assertThat(requests)
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(batch.getSpanId()));
        assertThat(requests.get(1).getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("db.system.name", "aws.dynamodb")
                        .put("db.operation.name", "BatchWriteItem")
                        .put("db.collection.name", "activities")
                        .put("db.operation.batch.size", 4L)
                        .build()
                        .asMap());
    }

    @Test
    void a_failed_request_has_an_error_type() {
        SpanData failed = RECORDING.spans(SpanKind.CLIENT).stream()
                .filter(span -> span.getName().equals("BatchWriteItem no-such-table"))
                .findFirst()
                .orElseThrow();

        assertThat(failed.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("ResourceNotFoundException");
        assertThat(failed.getAttributes().get(AttributeKey.stringKey("db.response.status_code")))
                .isEqualTo("400");
    }

    @Test
    void the_store_counts_requests_also_without_spans() throws IOException {
        Recording quiet = new Recording();
        Map<String, String> environment = environment(Map.of("ACTIVITY_STORE_SPANS", "false"));

        new RecordActivitiesFunction(environment, quiet.openTelemetry())
                .handleRequest(
                        batch(cloudEvent("e9", "\"time\":\"2026-01-05T10:00:00Z\",")),
                        sink(),
                        LambdaContext.withAmpleTime());

        assertThat(quiet.spans(SpanKind.CLIENT)).isEmpty();
        assertThat(quiet.counter(AwsTelemetryNames.STORE_REQUESTS).values()).containsExactly(1L);
    }

    @Test
    void a_read_is_a_server_span_without_ids_and_a_child_of_the_caller_s_span() {
        SpanData read = RECORDING.spans(SpanKind.SERVER).get(0);

        assertThat(read.getName()).isEqualTo("GET /api/activity/{entity_type}/{entity_id}");
        assertThat(read.getParentSpanContext().getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(read.getAttributes().asMap())
                .isEqualTo(Attributes.builder()
                        .put("http.request.method", "GET")
                        .put("http.route", "/api/activity/{entity_type}/{entity_id}")
                        .put("http.response.status_code", 200L)
                        .put("url.scheme", "https")
                        .put("url.path", "/api/activity/user/REDACTED")
                        .put("url.query", "REDACTED=REDACTED&limit=REDACTED")
                        .put("server.address", "api.example")
                        .put("faas.trigger", "http")
                        .build()
                        .asMap());
    }

    @Test
    void f63_the_span_of_an_allowed_read_has_the_id_of_the_entity_only_if_ids_are_shown() {
        List<SpanData> reads = RECORDING.spans(SpanKind.SERVER);

        assertThat(reads.get(4).getAttributes().get(AttributeKey.stringKey("activity.entity.order")))
                .isEqualTo("ORD-1");
        assertThat(reads.get(5).getAttributes().get(AttributeKey.stringKey("activity.entity.order")))
                .isEqualTo("ORD-2");
        assertThat(reads.subList(0, 4).toString()).doesNotContain("activity.entity");
    }

    @Test
    void the_span_of_a_url_that_is_too_long_does_not_contain_it() {
        SpanData read = RECORDING.spans(SpanKind.SERVER).get(2);

        assertThat(read.getName()).isEqualTo("GET");
        assertThat(read.getAttributes().get(AttributeKey.stringKey("url.path"))).isEqualTo("/REDACTED");
        assertThat(read.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(414L);
    }

    @Test
    void f63_spans_contain_no_id_and_no_payload_by_default() {
        assertThat(spansOfDefaults).doesNotContain("CANARY", "ORD-1");
    }

    private static void record(Map<String, String> environment, String... bodies) throws IOException {
        new RecordActivitiesFunction(environment, RECORDING.openTelemetry())
                .handleRequest(batch(bodies), sink(), LambdaContext.withAmpleTime());
    }

    private static void find(Map<String, String> environment, String path, String parameters) throws IOException {
        String request = """
                {"path":"%s","httpMethod":"GET","headers":{"Traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                "queryStringParameters":{%s},"requestContext":{"stage":"prod","domainName":"api.example",
                "identity":{"userArn":"arn:aws:iam::123456789012:user/reader"}}}""".formatted(path, parameters);
        CheckedApi.invoke(
                new FindActivitiesFunction(environment, RECORDING.openTelemetry()),
                stream(request),
                sink(),
                LambdaContext.withAmpleTime());
    }

    private static ByteArrayInputStream batch(String... bodies) {
        String[] records = new String[bodies.length];
        for (int i = 0; i < bodies.length; i++) {
            records[i] = SqsEvents.record("m" + i, SqsEvents.quote(bodies[i]));
        }
        return stream(SqsEvents.event(records));
    }

    private static String cloudEvent(String id, String fields) {
        return EventBodies.cloudEvent(id, fields, "ORD-1");
    }

    private static String envelopeTime(String id, String time) {
        return EventBodies.enveloped("2026-01-05T" + time + "Z", cloudEvent(id, "\"time\":\"\","));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteArrayOutputStream sink() {
        return new ByteArrayOutputStream();
    }

    private static Map<String, String> environment(Map<String, String> others) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ACTIVITY_TABLE_NAME", LocalTable.NAME,
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", LocalTable.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
        environment.putAll(others);
        return environment;
    }
}
