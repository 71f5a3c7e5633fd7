package dev.activityservice.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.driving.api.CheckedApi;
import dev.activityservice.aws.driving.sqs.EmbeddedMetricFormat;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaProcess;
import dev.activityservice.testbed.lambda.RuntimeApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs the functions on Lambda's runtime client, in a separate JVM, with DynamoDB Local. */
class FunctionsOnRuntimeClientTest {

    private static final String TABLE = "activities";
    /** The fields of the lines of the first invocation. */
    private static final String COLD = "\"request_id\":\"request-1\",\"cold_start\":true,";

    private static DynamoDbLocalServer dynamoDb;

    @TempDir
    Path folder;

    /** The class path of the functions. */
    String classPath() {
        return System.getProperty("java.class.path");
    }

    @BeforeAll
    static void createTable() {
        dynamoDb = DynamoDbLocalServer.inMemory();
        try (DynamoDbClient client = DynamoDbClients.create(
                Region.EU_WEST_1,
                dynamoDb.endpoint(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))) {
            client.createTable(ActivityTable.createTableRequest(TABLE));
        }
    }

    @AfterAll
    static void stop() {
        dynamoDb.close();
    }

    @Test
    void f45_what_is_recorded_is_found_and_both_answers_are_right_to_the_byte()
            throws IOException, InterruptedException {
        String batch = SqsEvents.event(
                SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")),
                SqsEvents.record("m2", "\"CANARY-BODY\""));
        try (LambdaProcess runtime =
                new LambdaProcess(RecordActivitiesFunction.class, classPath(), environment(), folder)) {

            RuntimeApi.Answer answer = runtime.invoke(batch);
            RuntimeApi.Answer empty = runtime.invoke("{\"Records\":[]}");
            RuntimeApi.Answer broken = runtime.invoke("{\"Records\":[{\"body\":\"CANARY-BODY\"}]}");

            assertThat(answer)
                    .isEqualTo(
                            new RuntimeApi.Answer("response", "{\"batchItemFailures\":[{\"itemIdentifier\":\"m2\"}]}"));
            assertThat(empty.kind()).isEqualTo("error");
            assertThat(empty.body())
                    .contains("expected messages in \\\"Records\\\", not the field \\\"Records\\\" empty");
            assertThat(broken.kind()).isEqualTo("error");
            assertThat(broken.body()).contains("record 0 has no messageId").doesNotContain("CANARY");
            assertThat(runtime.output())
                    .contains("{\"level\":\"WARN\",\"event\":\"message_rejected\"," + COLD
                            + "\"message_id\":\"m2\",\"code\":\"malformed_json\",\"pointer\":\"\"}\n")
                    .contains("{\"level\":\"INFO\",\"event\":\"batch_processed\"," + COLD
                            + "\"messages\":2,\"recorded\":1,\"rejected\":1}\n")
                    .doesNotContain("CANARY", "U-1", "ORD-1");
        }
        String request = """
                {"path":"/api/activity/order/ORD-1","httpMethod":"GET","headers":{},"queryStringParameters":null,
                "requestContext":{"stage":"prod","requestId":"G-1","identity":{"userArn":"arn:aws:iam::123456789012:user/reader"}}}""";
        try (LambdaProcess runtime =
                new LambdaProcess(FindActivitiesFunction.class, classPath(), environment(), folder)) {

            RuntimeApi.Answer answer = runtime.invoke(request);
            RuntimeApi.Answer unknown = runtime.invoke(request.replace("userArn", "nobody"));
            CheckedApi.check(request, answer.body());
            CheckedApi.check(request, unknown.body());

            assertThat(answer.kind()).isEqualTo("response");
            assertThat(answer.body().replaceFirst(",\"(ETag|Vary)\":\"[^}]*\"}", "}"))
                    .startsWith(
                            "{\"statusCode\":200,\"headers\":{\"Content-Type\":\"application/json\","
                                    + "\"Cache-Control\":\"no-store\",\"X-Content-Type-Options\":\"nosniff\"},"
                                    + "\"body\":\"{\\\"entity_id\\\":\\\"ORD-1\\\",\\\"entity_type\\\":\\\"order\\\",\\\"activities\\\":["
                                    + "{\\\"type\\\":\\\"orders.orderCreated.v1\\\",\\\"activity_time\\\":1767607200123,"
                                    + "\\\"event_id\\\":\\\"e1\\\",\\\"source\\\":\\\"http://dev.orders\\\","
                                    + "\\\"occurred_at\\\":\\\"2026-01-05T10:00:00.1234567Z\\\",\\\"time_source\\\":\\\"event\\\"")
                    .endsWith("}]}\",\"isBase64Encoded\":false}");
            assertThat(unknown.body()).startsWith("{\"statusCode\":401,");
            assertThat(runtime.output())
                    .contains("{\"level\":\"INFO\",\"event\":\"read\"," + COLD
                            + "\"gateway_request_id\":\"G-1\",\"principal\":\"arn:aws:iam::123456789012:user/reader\",")
                    .contains("{\"level\":\"INFO\",\"event\":\"read\",\"request_id\":\"request-2\","
                            + "\"gateway_request_id\":\"G-1\",\"entity_type\":\"order\",");
        }
    }

    @Test
    void f84_the_log_level_drops_lines_but_not_the_log_of_reads() throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("ACTIVITY_LOG_LEVEL", "ERROR");
        environment.put("ACTIVITY_TABLE_NAME", "no-such-table");
        String batch = SqsEvents.event(
                SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")), SqsEvents.record("m2", "\"{\""));
        try (LambdaProcess runtime =
                new LambdaProcess(RecordActivitiesFunction.class, classPath(), environment, folder)) {

            assertThat(runtime.invoke(batch).body()).contains("m1", "m2");

            assertThat(runtime.output()).isEmpty();
        }
        try (LambdaProcess runtime =
                new LambdaProcess(FindActivitiesFunction.class, classPath(), environment, folder)) {

            RuntimeApi.Answer answer = runtime.invoke("""
                    {"path":"/api/activity/order/1","httpMethod":"GET","requestContext":{"requestId":"G-1"}}""");

            assertThat(answer.body()).startsWith("{\"statusCode\":401,");
            assertThat(runtime.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("{\"level\":\"INFO\",\"event\":\"read\"," + COLD);
        }
    }

    @Test
    void each_batch_writes_one_line_of_metrics_at_every_log_level_without_ids()
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("ACTIVITY_METRICS", "emf");
        environment.put("ACTIVITY_ENVIRONMENT", "dev");
        environment.put("ACTIVITY_LOG_LEVEL", "ERROR");
        try (LambdaProcess runtime =
                new LambdaProcess(RecordActivitiesFunction.class, classPath(), environment, folder)) {

            runtime.invoke(SqsEvents.event(
                    SqsEvents.record("CANARY-1", SqsEvents.orderCreated("CANARY-2", "CANARY-3", "CANARY-4")),
                    SqsEvents.record("CANARY-5", "\"{\"")));
            runtime.invoke(SqsEvents.event(SqsEvents.record("CANARY-6", "null")));

            assertThat(runtime.output().lines())
                    .hasSize(2)
                    .allSatisfy(line ->
                            assertThat(EmbeddedMetricFormat.faults(line)).isEmpty())
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .contains("\"Environment\":\"dev\",\"Recorded\":1,\"Rejected\":1,\"DelayMs\":"),
                            line -> assertThat(line).endsWith("\"Environment\":\"dev\",\"Rejected\":1}"));
            assertThat(runtime.output()).doesNotContain("CANARY");
        }
    }

    @Test
    void a_function_with_invalid_settings_fails_at_start_and_names_all_of_them()
            throws IOException, InterruptedException {
        Map<String, String> environment = Map.of("AWS_REGION", "nowhere");
        try (LambdaProcess runtime =
                new LambdaProcess(RecordActivitiesFunction.class, classPath(), environment, folder)) {

            RuntimeApi.Answer answer = runtime.answer();

            assertThat(answer.kind()).isEqualTo("error");
            assertThat(answer.body())
                    .contains("InvalidSettingsException", "ACTIVITY_TABLE_NAME", "AWS_REGION", "AWS_ACCESS_KEY_ID");
        }
    }

    static Map<String, String> environment() {
        return Map.of(
                "ACTIVITY_TABLE_NAME", TABLE,
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local");
    }
}
