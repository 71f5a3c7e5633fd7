package dev.activityservice.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.driving.api.CheckedApi;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.model.EntityRef;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.lambda.LambdaProcess;
import dev.activityservice.testbed.lambda.RuntimeApi;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Sends canary texts in every field of events and requests, and checks that logs, telemetry and errors do not contain them. */
class CanaryTest {

    private static final String TABLE = "activities";
    private static final String BOMB = "[".repeat(100_000);
    /** Canaries in values, keys and ids, in valid and malformed bodies, in recorded and rejected events. */
    private static final List<String> BODIES = List.of(
            event(
                    "CANARY-id",
                    "\"subject\":\"CANARY-subject\",\"authid\":\"CANARY-actor\",\"CANARY-extension\":\"CANARY\","
                            + "\"correlationid\":\"CANARY-correlation\",\"tracestate\":\"canary=CANARY\","
                            + "\"traceparent\":\"CANARY-traceparent\",\"data\":{\"orderNumber\":\"CANARY-order\","
                            + "\"userId\":\"CANARY-user\",\"CANARY-key\":\"CANARY-value\"}"),
            event("CANARY-id2", "\"data\":{\"orderNumber\":{\"CANARY-key\":1}}"),
            event("CANARY-id3", "\"data\":{\"CANARY-key\":1,\"CANARY-key\":2,\"orderNumber\":\"CANARY\"}"),
            event("CANARY-id4", "\"CANARY-key\":1,\"CANARY-key\":2"),
            event("CANARY-id5", "\"time\":\"CANARY-time\""),
            event("CANARY\\u0000id6", "\"data\":{\"orderNumber\":\"1\"}"),
            event("CANARY-id7", "\"data\":{\"orderNumber\":\"CANARY\\u001b[31m\\n${jndi:ldap://x}\"}"),
            event(
                    "CANARY-id8",
                    "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                            + "\"tracestate\":\"canary=CANARY\",\"data\":{\"orderNumber\":\"CANARY-order\"}"),
            """
            {"version":"0","id":"CANARY","detail-type":"orders.orderCreated.v1","source":"dev.orders","account":"CANARY",\
            "time":"2026-01-05T10:00:00Z","region":"CANARY","resources":["CANARY"],"replay-name":"CANARY","CANARY":"CANARY",\
            "detail":{"specversion":"1.0","id":"CANARY-id9","source":"dev.orders","type":"orders.orderCreated.v1",\
            "data":{"orderNumber":"CANARY"},"_datadog":{"CANARY":"CANARY","x-datadog-tags":"CANARY"}}}""",
            """
            {"Type":"Notification","MessageId":"CANARY","TopicArn":"CANARY","Subject":"CANARY","Timestamp":"2026-01-05T10:00:00Z",\
            "Message":"{\\"CANARY\\":\\"CANARY\\"}","Signature":"CANARY","UnsubscribeURL":"https://CANARY",\
            "MessageAttributes":{"CANARY":{"Type":"String","Value":"CANARY"},\
            "_datadog":{"Type":"Binary","Value":"CANARY"}}}""",
            "{\"CANARY\":\"CANARY",
            "CANARY",
            BOMB + "CANARY");

    private static DynamoDbLocalServer dynamoDb;

    @TempDir
    Path folder;

    @BeforeAll
    static void createTable() {
        dynamoDb = DynamoDbLocalServer.inMemory();
        try (DynamoDbClient client = client(dynamoDb.endpoint())) {
            client.createTable(ActivityTable.createTableRequest(TABLE));
        }
    }

    @AfterAll
    static void stop() {
        dynamoDb.close();
    }

    @Test
    void f62_f63_the_record_function_s_process_writes_no_data_of_producers() throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        try (LambdaProcess runtime = new LambdaProcess(
                RecordActivitiesFunction.class, classPath, environment(dynamoDb.endpoint()), folder)) {

            RuntimeApi.Answer answer = runtime.invoke(batch());

            assertThat(answer.body())
                    .contains("\"m1\"", "\"m9\"", "\"m10\"", "\"m11\"", "\"m12\"")
                    .doesNotContain("CANARY", "\"m0\"", "\"m7\"", "\"m8\"");
            assertThat(runtime.output())
                    .contains("\"messages\":" + BODIES.size(), "{\"_aws\":")
                    .doesNotContain("CANARY", "jndi", "\u001b")
                    .matches("[\\x20-\\x7e\\n]+");
        }
    }

    @Test
    void f63_the_record_function_s_process_writes_no_data_of_producers_if_its_table_is_missing()
            throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        try (LambdaProcess runtime =
                new LambdaProcess(RecordActivitiesFunction.class, classPath, withoutTable(), folder)) {

            RuntimeApi.Answer answer = runtime.invoke(batch());

            assertThat(answer.body()).contains("\"m0\"").doesNotContain("CANARY");
            assertThat(runtime.output())
                    .contains("store_trouble", "message_retry")
                    .doesNotContain("CANARY", "jndi", "\u001b");
        }
    }

    @Test
    void f63_the_read_function_s_process_writes_no_data_of_readers_or_of_the_table()
            throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        try (DynamoDbClient client = client(dynamoDb.endpoint())) {
            client.putItem(request -> request.tableName(TABLE)
                    .item(Map.of(
                            "pk", AttributeValue.fromS("order#CANARY-corrupt"),
                            "sk", AttributeValue.fromS("CANARY"),
                            "f", AttributeValue.fromS("CANARY"))));
        }
        try (LambdaProcess up = new LambdaProcess(FindActivitiesFunction.class, classPath, withAuditKey(), folder);
                // No program listens on this port.
                LambdaProcess down = new LambdaProcess(
                        FindActivitiesFunction.class,
                        classPath,
                        environment(URI.create("http://127.0.0.1:1")),
                        folder)) {

            String corrupt = up.invoke(request("GET", "/api/activity/order/CANARY-corrupt", ""))
                    .body();
            String wrong = up.invoke(request("GET", "/api/activity/order/CANARY", "\"cursor\":\"CANARY\""))
                    .body();
            String unavailable = down.invoke(request("GET", "/api/activity/order/CANARY", ""))
                    .body();

            assertThat(corrupt).startsWith("{\"statusCode\":200,");
            assertThat(wrong).startsWith("{\"statusCode\":400,").doesNotContain("CANARY");
            assertThat(unavailable).startsWith("{\"statusCode\":503,").doesNotContain("CANARY");
            String read = "\"event\":\"read\",\"request_id\":\"request-1\",\"cold_start\":true,"
                    + "\"principal\":\"arn:aws:iam::123456789012:user/CANARY\",";
            assertThat(up.output())
                    .contains("rows_unreadable")
                    .contains(read + "\"entity_type\":\"order\",\"entity\":\""
                            + AuditHash.of("CANARY-key").hash(EntityRef.of("order", "CANARY-corrupt")) + "\"")
                    .doesNotContain(AuditHash.of(null).hash(EntityRef.of("order", "CANARY-corrupt")));
            // docs/security.md lists the exception: a log of reads has the caller.
            assertThat(up.output().replace(read, "")).doesNotContain("CANARY");
            assertThat(down.output()).contains("store_unavailable").doesNotContain("CANARY");
        }
    }

    @Test
    void f63_no_span_and_no_metric_contains_data_of_producers_or_readers() throws IOException {
        Recording recording = new Recording();
        Map<String, String> environment = environment(dynamoDb.endpoint());

        invoke(new RecordActivitiesFunction(environment, recording.openTelemetry()), batch());
        invoke(new RecordActivitiesFunction(withoutTable(), recording.openTelemetry()), batch());
        RequestStreamHandler find = new FindActivitiesFunction(environment, recording.openTelemetry());
        invoke(find, request("GET", "/api/activity/order/CANARY-order", "\"cursor\":\"CANARY\""));
        invoke(find, request("GET", "/api/activity/order/CANARY-order", "\"limit\":\"1\",\"CANARY\":\"CANARY\""));
        invoke(find, request("CANARY", "/CANARY/%C3%28", ""));
        invoke(find, httpApiRequest("/api/activity/order/CANARY-order", "limit=1&CANARY=CANARY"));
        invoke(find, httpApiRequest("/api/activity/order/CANARY", "cursor=CANARY"));
        invoke(
                new FindActivitiesFunction(withoutTable(), recording.openTelemetry()),
                request("GET", "/api/activity/order/CANARY", ""));

        String spans = recording.spans().toString();
        assertThat(recording.spans()).hasSizeGreaterThan(30);
        // docs/security.md lists the exceptions: the id of an event, which is an attribute of the conventions, and the
        // tracestate on the link to the producer.
        assertThat(spans).contains("entries=[canary, CANARY]");
        assertThat(spans.replaceAll("cloudevents\\.event_id=CANARY-id[0-9]?(?=[,}])", "")
                        .replace("entries=[canary, CANARY]", ""))
                .doesNotContain("CANARY");
        assertThat(recording.metrics()).isNotEmpty();
        assertThat(recording.metrics().toString()).doesNotContain("CANARY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | GET | /api/activity/CANARY!/1 |",
                "400 | GET | /api/activity/order/CANARY%00 |",
                "400 | GET | /api/activity/order/CANARY%C3%28 |",
                "400 | GET | /api/activity/order | \"CANARY\":\"1\"",
                "400 | GET | /api/activity/order/CANARY | \"id\":\"CANARY\"",
                "400 | GET | /api/activity/order/1 | \"limit\":\"CANARY\"",
                "400 | GET | /api/activity/order/1 | \"order\":\"CANARY\"",
                "400 | GET | /api/activity/order/1 | \"from\":\"CANARY\"",
                "400 | GET | /api/activity/order/1 | \"type\":\"CANARY*CANARY\"",
                "400 | GET | /api/activity/order/1 | \"cursor\":\"CANARY\"",
                "404 | GET | /CANARY |",
                "404 | GET | /api/activity/order/CANARY/CANARY |",
                "405 | CANARY | /api/activity/order/CANARY |",
                "503 | GET | /api/activity/order/CANARY |",
            })
    void f63_the_body_and_headers_of_an_error_response_repeat_no_data_of_the_request(
            int status, String method, String path, @Nullable String parameters) throws IOException {
        // No program listens on this port.
        URI endpoint = status == 503 ? URI.create("http://127.0.0.1:1") : dynamoDb.endpoint();
        RequestStreamHandler find = new FindActivitiesFunction(environment(endpoint));

        String answer = invoke(find, request(method, path, parameters == null ? "" : parameters));

        assertThat(answer).startsWith("{\"statusCode\":" + status + ",").doesNotContain("CANARY");
    }

    @ParameterizedTest
    @CsvSource({"400, limit=CANARY", "403, ''"})
    void f63_an_error_response_of_the_http_api_repeats_no_data_of_the_request_or_of_the_caller(int status, String query)
            throws IOException {
        Map<String, String> environment = new HashMap<>(environment(dynamoDb.endpoint()));
        if (status == 403) {
            environment.put("ACTIVITY_READ_POLICY", "claim:sub=user");
        }
        RequestStreamHandler find = new FindActivitiesFunction(environment);

        String answer = invoke(find, httpApiRequest("/api/activity/order/CANARY", query));

        assertThat(answer).startsWith("{\"statusCode\":" + status + ",").doesNotContain("CANARY");
    }

    @Test
    void f63_a_url_that_is_too_long_is_not_repeated() throws IOException {
        RequestStreamHandler find = new FindActivitiesFunction(environment(dynamoDb.endpoint()));

        String answer = invoke(find, request("GET", "/api/activity/order/" + "CANARY".repeat(10_000), ""));

        assertThat(answer).startsWith("{\"statusCode\":414,").doesNotContain("CANARY");
    }

    @ParameterizedTest
    @CsvSource({"401, anybody", "403, claim:sub=user"})
    void f63_a_refusal_repeats_no_data_of_the_request_or_of_the_caller(int status, String asked) throws IOException {
        Map<String, String> environment = new HashMap<>(environment(dynamoDb.endpoint()));
        if (status == 403) {
            environment.put("ACTIVITY_READ_POLICY", asked);
        }
        RequestStreamHandler find = new FindActivitiesFunction(environment);
        String request = request("GET", "/api/activity/order/CANARY", "");

        String answer = invoke(find, status == 401 ? request.replace("userArn", "CANARY") : request);

        assertThat(answer).startsWith("{\"statusCode\":" + status + ",").doesNotContain("CANARY");
    }

    @Test
    void f29_a_deeply_nested_message_is_rejected_and_does_not_affect_others() throws IOException {
        RequestStreamHandler record = new RecordActivitiesFunction(environment(dynamoDb.endpoint()));

        String answer = invoke(
                record,
                SqsEvents.event(
                        SqsEvents.record("bomb", SqsEvents.quote(BOMB)),
                        SqsEvents.record(
                                "deep", SqsEvents.quote(event("e-deep", "\"data\":{\"orderNumber\":" + BOMB + "}"))),
                        SqsEvents.record("well", SqsEvents.orderCreated("e-well", "ORD-9", "U-9"))));

        assertThat(answer)
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"bomb\"},{\"itemIdentifier\":\"deep\"}]}");
    }

    @Test
    void f29_a_deeply_nested_invocation_fails_without_quoting_it() {
        Map<String, String> environment = environment(dynamoDb.endpoint());

        assertThatThrownBy(() -> invoke(new FindActivitiesFunction(environment), "{\"CANARY\":" + BOMB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("Cannot read the API Gateway event: malformed JSON at byte [0-9]+");
        assertThatThrownBy(() -> invoke(new RecordActivitiesFunction(environment), "{\"CANARY\":" + BOMB))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("Cannot read the SQS event: malformed JSON at byte [0-9]+");
    }

    private static String invoke(RequestStreamHandler function, String event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckedApi.invoke(
                function,
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                out,
                LambdaContext.withAmpleTime());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static DynamoDbClient client(URI endpoint) {
        return DynamoDbClients.create(
                Region.EU_WEST_1,
                endpoint,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }

    private static String batch() {
        String[] records = new String[BODIES.size()];
        for (int i = 0; i < records.length; i++) {
            records[i] = SqsEvents.record("m" + i, SqsEvents.quote(BODIES.get(i)))
                    .replace(
                            "\"note\":{\"stringValue\":\"x\"",
                            "\"_datadog\":{\"stringValue\":\"{\\\"CANARY\\\":\\\"CANARY\\\"}\",\"dataType\":\"String\"},"
                                    + "\"CANARY\":{\"stringValue\":\"CANARY\"")
                    .replace("\"SenderId\":\"123456789012\"", "\"SenderId\":\"CANARY\"")
                    .replace("Root=1-5759e988", "CANARY=1;Root=1-5759e988");
        }
        return SqsEvents.event(records);
    }

    private static String event(String id, String members) {
        String time = members.contains("\"time\"") ? "" : "\"time\":\"2026-01-05T10:00:00Z\",";
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"dev.orders\",\"type\":\"orders.orderCreated.v1\"," + time + members + "}";
    }

    private static String request(String method, String path, String parameters) {
        return """
                {"path":"%s","httpMethod":"%s","headers":{"Authorization":"CANARY","X-CANARY":"CANARY","Origin":"https://CANARY"},
                "queryStringParameters":{%s},"body":"CANARY","requestContext":{"stage":"CANARY","requestId":"CANARY@shop.example",
                "identity":{"userArn":"arn:aws:iam::123456789012:user/CANARY","sourceIp":"CANARY"}}}""".formatted(path, method, parameters);
    }

    private static String httpApiRequest(String path, String query) {
        return """
                {"version":"2.0","routeKey":"CANARY","rawPath":"%s","rawQueryString":"%s","cookies":["CANARY=CANARY"],
                "headers":{"authorization":"CANARY","x-canary":"CANARY","user-agent":"CANARY"},"body":"CANARY",
                "requestContext":{"stage":"CANARY","requestId":"CANARY@shop.example","domainName":"activity.example",
                "http":{"method":"GET","path":"%s","sourceIp":"CANARY","userAgent":"CANARY"},
                "authorizer":{"jwt":{"claims":{"sub":"CANARY","CANARY":"CANARY"},"scopes":["CANARY"]}}}}""".formatted(path, query, path);
    }

    private static Map<String, String> withAuditKey() {
        Map<String, String> environment = new HashMap<>(environment(dynamoDb.endpoint()));
        environment.put("ACTIVITY_AUDIT_KEY", "CANARY-key");
        return environment;
    }

    /** Without retries, because they cannot help. */
    private static Map<String, String> withoutTable() {
        Map<String, String> environment = new HashMap<>(environment(dynamoDb.endpoint()));
        environment.put("ACTIVITY_TABLE_NAME", "not-there");
        return environment;
    }

    private static Map<String, String> environment(URI endpoint) {
        return Map.of(
                "ACTIVITY_TABLE_NAME", TABLE,
                "ACTIVITY_METRICS", "emf",
                "ACTIVITY_ENVIRONMENT", "dev",
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint.toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "CANARY-secret");
    }
}
