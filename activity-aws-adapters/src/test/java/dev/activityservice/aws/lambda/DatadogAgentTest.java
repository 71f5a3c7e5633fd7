package dev.activityservice.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaProcess;
import dev.activityservice.testbed.lambda.RuntimeApi;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs the record function with Datadog's Java tracer and the settings of {@code docs/telemetry.md}. */
class DatadogAgentTest {

    private static final String CATALOG = """
            {"version":1,"events":{"orders.orderCreated.v1":{"entities":[
            {"type":"order","id":"/data/orderNumber"},{"type":"product","id":"/data/items/id"}]}}}""";

    private static final String[] DOCUMENTED = {
        "AWS_LAMBDA_EXEC_WRAPPER",
        "DD_API_KEY_SECRET_ARN",
        "DD_SITE",
        "DD_SERVICE",
        "DD_ENV",
        "DD_VERSION",
        "DD_TAGS",
        "DD_TRACE_OTEL_ENABLED",
        "ACTIVITY_TELEMETRY_PROFILE",
        "ACTIVITY_STORE_SPANS",
        "DD_TRACE_PROPAGATION_STYLE_EXTRACT",
        "DD_TRACE_PROPAGATION_BEHAVIOR_EXTRACT",
        "DD_SQS_PROPAGATION_ENABLED",
        "DD_DATA_STREAMS_ENABLED",
        "ACTIVITY_DATADOG_STREAMS",
        "DD_LOGS_INJECTION",
        "DD_CAPTURE_LAMBDA_PAYLOAD",
        "DD_JMXFETCH_ENABLED"
    };

    private static final Path AGENT = Path.of("target", "datadog", "dd-java-agent.jar");
    private static final String FIRST = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SECOND = "0af7651916cd43dd8448eb211c80319c";
    private static final long FIRST_PATHWAY = 0x1122334455667788L;
    private static final long SECOND_PATHWAY = 0x0102030405060708L;

    @TempDir
    Path folder;

    @Test
    void each_message_s_producer_is_a_link_and_its_pathway_goes_on_in_what_the_tracer_sends()
            throws IOException, InterruptedException {
        try (DynamoDbLocalServer dynamoDb = DynamoDbLocalServer.inMemory();
                TraceIntake intake = TraceIntake.start()) {
            createTable(dynamoDb);
            Map<String, String> environment = environment(dynamoDb, intake);
            environment.put(
                    "ACTIVITY_CATALOG",
                    Files.writeString(folder.resolve("catalog.json"), CATALOG).toString());
            // Without the API of Data Streams, because the agent provides it.
            String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !entry.contains("dd-trace-api"))
                    .collect(Collectors.joining(File.pathSeparator));
            try (LambdaProcess runtime =
                    new LambdaProcess(RecordActivitiesFunction.class, classPath, environment, folder)) {

                RuntimeApi.Answer answer = runtime.invoke(SqsEvents.event(
                        SqsEvents.record("m1", order("e1", FIRST, "00f067aa0ba902b7", FIRST_PATHWAY)),
                        SqsEvents.record("m2", order("e2", SECOND, "b7ad6b7169203331", SECOND_PATHWAY))));

                assertThat(answer).isEqualTo(new RuntimeApi.Answer("response", "{\"batchItemFailures\":[]}"));
                List<TraceIntake.Span> spans = intake.await("aws_sqs.process", 3, runtime);
                TraceIntake.Span batch = spans.stream()
                        .filter(span -> span.links().isEmpty())
                        .findFirst()
                        .orElseThrow();
                List<TraceIntake.Span> messages =
                        spans.stream().filter(span -> !span.equals(batch)).toList();
                assertThat(spans).allSatisfy(span -> {
                    assertThat(span.resource()).isEqualTo("process activity-queue");
                    assertThat(span.meta()).containsEntry("span.kind", "consumer");
                    assertThat(span.meta()).containsEntry("messaging.system", "aws_sqs");
                });
                assertThat(messages).hasSize(2).allSatisfy(span -> {
                    assertThat(span.traceId()).isEqualTo(batch.traceId());
                    assertThat(span.parentId()).isEqualTo(batch.spanId());
                });
                assertThat(messages)
                        .allSatisfy(span -> assertThat(span.meta())
                                .containsEntry("activity.entity.order", "ORD-1")
                                .containsEntry("activity.entity.product.0", "P-1")
                                .containsEntry("activity.entity.product.1", "P-2"));
                // The tracer has its own implementation of the context that carries the ids of the invocation.
                assertThat(runtime.output())
                        .contains("{\"level\":\"INFO\",\"event\":\"batch_processed\",\"request_id\":\"request-1\","
                                + "\"cold_start\":true,\"trace_id\":\"");
                assertThat(batch.traceId()).isNotIn(low(FIRST), low(SECOND));
                assertThat(messages)
                        .extracting(TraceIntake.Span::links)
                        .containsExactlyInAnyOrder(
                                link("m1", FIRST, "00f067aa0ba902b7"), link("m2", SECOND, "b7ad6b7169203331"));
                assertThat(intake.awaitCheckpoints(2, runtime))
                        .allSatisfy((parent, tags) -> assertThat(tags)
                                .contains(
                                        "direction:in",
                                        "topic:orders.orderCreated.v1",
                                        "type:eventbridge",
                                        "manual_checkpoint:true"))
                        .containsOnlyKeys(FIRST_PATHWAY, SECOND_PATHWAY);
            }
        }
    }

    @Test
    void the_page_names_the_right_function_for_each_setting_of_ours() throws IOException {
        Map<String, String> functions = documented().collect(Collectors.toMap(Row::name, Row::function));

        assertThat(functions)
                .containsOnlyKeys(DOCUMENTED)
                .containsAllEntriesOf(Stream.of(FunctionSetting.values())
                        .filter(setting -> functions.containsKey(setting.variable()))
                        .collect(Collectors.toMap(
                                FunctionSetting::variable,
                                setting -> setting.reader().name().toLowerCase(Locale.ROOT))));
    }

    /** @param value a literal value in backticks, or words */
    private record Row(String name, String value, String function) {}

    /** Returns the rows of the table of settings in {@code docs/telemetry.md}. */
    private static Stream<Row> documented() throws IOException {
        return Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]+) \\| (both|record|find) \\|")
                .matcher(Files.readString(Path.of("..", "docs", "telemetry.md")))
                .results()
                .map(row -> new Row(row.group(1), row.group(2), row.group(3)));
    }

    private static Map<String, String> environment(DynamoDbLocalServer dynamoDb, TraceIntake intake)
            throws IOException {
        Map<String, String> environment = new HashMap<>();
        documented()
                .filter(row -> row.value().startsWith("`") && !row.function().equals("find"))
                .forEach(row -> environment.put(row.name(), row.value().replace("`", "")));
        // The layer is not here, so the JVM loads the agent itself.
        environment.remove("AWS_LAMBDA_EXEC_WRAPPER");
        environment.put("JAVA_TOOL_OPTIONS", "-javaagent:" + AGENT.toAbsolutePath());
        environment.put("DD_SERVICE", "activity");
        environment.putAll(Map.of(
                "ACTIVITY_TABLE_NAME", "activities",
                "ACTIVITY_TELEMETRY_IDS", "true",
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
        environment.putAll(Map.of(
                // The other options are for the test: one receiver, and only traces.
                "DD_TRACE_AGENT_URL", intake.url(),
                "DD_INSTRUMENTATION_TELEMETRY_ENABLED", "false",
                "DD_REMOTE_CONFIGURATION_ENABLED", "false",
                "DD_CRASHTRACKING_ENABLED", "false",
                // The default is ten seconds.
                "DD_DATA_STREAMS_BUCKET_DURATION_SECONDS", "1"));
        return environment;
    }

    private static void createTable(DynamoDbLocalServer dynamoDb) {
        try (DynamoDbClient client = DynamoDbClients.create(
                Region.EU_WEST_1,
                dynamoDb.endpoint(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))) {
            client.createTable(ActivityTable.createTableRequest("activities"));
        }
    }

    private static String order(String id, String traceId, String spanId, long pathway) {
        return SqsEvents.quote("""
                {"specversion":"1.0","id":"%s","source":"dev.orders","type":"orders.orderCreated.v1",\
                "time":"2026-01-05T10:00:00Z","traceparent":"00-%s-%s-01",\
                "_datadog":{"dd-pathway-ctx-base64":"%s"},"data":{"orderNumber":"ORD-1","items":[{"id":"P-1"},{"id":"P-2"}]}}""".formatted(id, traceId, spanId, context(pathway)));
    }

    /** Returns an encoded pathway: its little-endian hash, and the start times of the pathway and of its last edge in milliseconds. */
    private static String context(long pathway) {
        ByteBuffer out = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(pathway);
        for (int i = 0; i < 2; i++) {
            long zigzag = Instant.parse("2026-01-05T10:00:00Z").toEpochMilli() << 1;
            for (; zigzag >= 0x80; zigzag >>>= 7) {
                out.put((byte) ((zigzag & 0x7f) | 0x80));
            }
            out.put((byte) zigzag);
        }
        return Base64.getEncoder().encodeToString(Arrays.copyOf(out.array(), out.position()));
    }

    private static String link(String messageId, String traceId, String spanId) {
        return "[{\"attributes\":{\"messaging.message.id\":\"" + messageId + "\"},\"flags\":1,\"span_id\":\"" + spanId
                + "\",\"trace_id\":\"" + traceId + "\"}]";
    }

    /** Returns the lower 64 bits of a trace id, which Datadog's wire format uses. */
    private static BigInteger low(String traceId) {
        return new BigInteger(traceId.substring(16), 16);
    }
}
