package dev.activityservice.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.JniHelper;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.driving.api.CheckedApi;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import io.opentelemetry.api.OpenTelemetry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs the functions with Lambda's implementation of the hooks and DynamoDB Local. This JVM acts as the restored one. */
class SnapStartTest {

    private static final String TABLE = "activities";
    private static final String NONE_FAILED = "{\"batchItemFailures\":[]}";
    private static final Instant BEFORE = Instant.parse("2026-01-05T10:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String REQUEST = """
            {"path":"/api/activity/order/ORD-64","httpMethod":"GET",
            "requestContext":{"stage":"prod","identity":{"userArn":"arn:aws:iam::123456789012:user/reader"}}}""";

    private static DynamoDbLocalServer dynamoDb;
    private static DynamoDbClient direct;

    /** All proxies stay open to the end, because the one context of the JVM also primes the functions of earlier tests. */
    private static final List<FaultProxy> PROXIES = new ArrayList<>();

    private FaultProxy proxy;

    @BeforeAll
    static void createTable() {
        // The setting of the managed runtime. It is read once, when the first function registers its hooks.
        System.setProperty("org.crac.Core.Compat", "com.amazonaws.services.lambda.crac");
        // Lambda's context also clears the DNS cache, with the native library of the runtime client.
        JniHelper.load();
        dynamoDb = DynamoDbLocalServer.inMemory();
        direct = DynamoDbClients.create(
                Region.EU_WEST_1,
                dynamoDb.endpoint(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
        direct.createTable(ActivityTable.createTableRequest(TABLE));
    }

    @AfterAll
    static void stop() {
        PROXIES.forEach(FaultProxy::close);
        direct.close();
        dynamoDb.close();
    }

    @BeforeEach
    void openProxy() throws IOException {
        proxy = FaultProxy.recording(dynamoDb.endpoint(), AwsJsonCall::pass);
        PROXIES.add(proxy);
    }

    @Test
    void f64_a_restored_function_uses_the_current_time_credentials_and_connections() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(BEFORE);
        AtomicReference<String> accessKey = new AtomicReference<>("BEFORE");
        HttpServer credentials = credentials(accessKey);
        try {
            Map<String, String> environment = environment();
            String address = "http://127.0.0.1:" + credentials.getAddress().getPort() + "/credentials";
            environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address);
            // Instead of the environment variable, which a process cannot set.
            System.setProperty("aws.containerCredentialsFullUri", address);
            RequestStreamHandler function = new RecordActivitiesFunction(environment, OpenTelemetry.noop(), now::get);
            String tenDaysLater = batch("2026-01-15T09:00:00Z");

            Core.getGlobalContext().beforeCheckpoint(null);
            String fromTheFuture = invoke(function, tenDaysLater);
            assertThat(proxy.calls()).isNotEmpty().allMatch(call -> isSignedWith("BEFORE", call));
            // The snapshot is restored ten days later on another machine, with new connections and other credentials.
            proxy.refuse();
            now.set(Instant.parse("2026-01-15T10:00:00Z"));
            accessKey.set("AFTER");
            proxy.accept();
            Core.getGlobalContext().afterRestore(null);
            int callsBefore = proxy.calls().size();
            String first = invoke(function, tenDaysLater);

            assertThat(fromTheFuture).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}");
            assertThat(first).isEqualTo(NONE_FAILED);
            assertThat(proxy.calls()).hasSizeGreaterThan(callsBefore);
            assertThat(isSoonSignedWith("AFTER", function, tenDaysLater)).isTrue();
        } finally {
            System.clearProperty("aws.containerCredentialsFullUri");
            credentials.stop(0);
        }
    }

    @Test
    void priming_the_record_function_writes_nothing_and_asks_for_what_its_role_allows() throws Exception {
        int itemsBefore = items();
        RequestStreamHandler function = new RecordActivitiesFunction(environment());

        Core.getGlobalContext().beforeCheckpoint(null);

        assertThat(proxy.calls()).extracting(AwsJsonCall::operation).containsExactly("UpdateItem", "BatchWriteItem");
        assertThat(proxy.calls()).noneMatch(call -> call.body().contains(TABLE));
        assertThat(items()).isEqualTo(itemsBefore);
        assertThat(invoke(function, batch("2026-01-05T10:00:00Z"))).isEqualTo(NONE_FAILED);
    }

    @Test
    void priming_the_query_function_reads_one_key_and_asks_for_what_its_role_allows() throws Exception {
        RequestStreamHandler function = new FindActivitiesFunction(environment());

        Core.getGlobalContext().beforeCheckpoint(null);

        assertThat(proxy.calls()).extracting(AwsJsonCall::operation).containsOnly("Query");
        assertThat(proxy.calls()).allMatch(call -> call.body().contains("activity-service#priming"));
        assertThat(invoke(function, REQUEST)).startsWith("{\"statusCode\":200,");
    }

    @Test
    void the_functions_also_start_if_the_service_is_unreachable_while_priming() throws Exception {
        proxy.refuse();
        RequestStreamHandler record = new RecordActivitiesFunction(environment());
        RequestStreamHandler find = new FindActivitiesFunction(environment());

        Core.getGlobalContext().beforeCheckpoint(null);
        Core.getGlobalContext().afterRestore(null);
        proxy.accept();

        assertThat(invoke(record, batch("2026-01-05T10:00:00Z"))).isEqualTo(NONE_FAILED);
        assertThat(invoke(find, REQUEST)).startsWith("{\"statusCode\":200,");
    }

    @Test
    void a_function_that_takes_no_snapshot_is_not_primed() throws Exception {
        Map<String, String> environment = environment();
        environment.remove("AWS_LAMBDA_INITIALIZATION_TYPE");
        RequestStreamHandler function = new RecordActivitiesFunction(environment);

        Core.getGlobalContext().beforeCheckpoint(null);

        assertThat(proxy.calls()).isEmpty();
        assertThat(invoke(function, batch("2026-01-05T10:00:00Z"))).isEqualTo(NONE_FAILED);
    }

    @Test
    void priming_the_query_function_covers_its_policy_file_and_the_lookup_of_readers(@TempDir Path folder)
            throws Exception {
        Map<String, String> environment = environment();
        environment.put(
                "ACTIVITY_READ_POLICY",
                Files.writeString(folder.resolve("policy.json"), """
                                {"version":1,"rules":[{"claim":"sub","is":"user","of":["order"]}]}""").toString());
        environment.put("ACTIVITY_TENANT_CLAIM", "tenant");
        environment.put("ACTIVITY_AUDIT_KEY", "key");
        RequestStreamHandler function = new FindActivitiesFunction(environment);

        Core.getGlobalContext().beforeCheckpoint(null);

        assertThat(proxy.calls()).extracting(AwsJsonCall::operation).contains("Query", "GetItem");
        assertThat(proxy.calls()).allMatch(call -> call.body().contains("activity-service#priming"));
        assertThat(invoke(function, REQUEST)).startsWith("{\"statusCode\":403,");
    }

    private Map<String, String> environment() {
        return new HashMap<>(Map.of(
                "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start",
                "ACTIVITY_TABLE_NAME", TABLE,
                "AWS_REGION", "eu-west-1",
                "AWS_ENDPOINT_URL_DYNAMODB", proxy.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local"));
    }

    /** The credentials have expired, as in an old snapshot, so that the provider requests new ones. */
    private static HttpServer credentials(AtomicReference<String> accessKey) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/credentials", exchange -> {
            try (exchange) {
                byte[] body = """
                        {"AccessKeyId":"%s","SecretAccessKey":"secret","Token":"token","Expiration":"2026-01-01T00:00:00Z"}""".formatted(accessKey.get()).getBytes(UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    /** Repeats the call, because the provider caches even expired credentials for a second. */
    private boolean isSoonSignedWith(String accessKey, RequestStreamHandler function, String event) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < end) {
            assertThat(invoke(function, event)).isEqualTo(NONE_FAILED);
            List<AwsJsonCall> calls = proxy.calls();
            if (isSignedWith(accessKey, calls.get(calls.size() - 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSignedWith(String accessKey, AwsJsonCall call) {
        return call.header("authorization").contains("Credential=" + accessKey + "/");
    }

    private static String batch(String time) {
        return SqsEvents.event(SqsEvents.record(
                "m1", SqsEvents.orderCreated("e1", "ORD-64", "U-64").replace("2026-01-05T10:00:00.1234567Z", time)));
    }

    private static String invoke(RequestStreamHandler function, String event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        CheckedApi.invoke(
                function, new ByteArrayInputStream(event.getBytes(UTF_8)), answer, LambdaContext.withAmpleTime());
        return answer.toString(UTF_8);
    }

    private static int items() {
        return direct.scan(request -> request.tableName(TABLE)).count();
    }
}
