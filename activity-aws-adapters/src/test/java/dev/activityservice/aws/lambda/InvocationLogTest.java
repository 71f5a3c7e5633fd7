package dev.activityservice.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.CheckedApi;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.aws.driving.api.PagesOnly;
import dev.activityservice.aws.driving.api.typed.HttpApiHandler;
import dev.activityservice.aws.driving.api.typed.RestApiHandler;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.BreakingStore;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import dev.activityservice.port.driven.ActivityStore;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Checks which invocation a log line names, and which lines a level keeps. */
class InvocationLogTest {

    private static final int INVOCATIONS = 4;
    /** More than one request of the store writes, so that helper threads write lines. */
    private static final int MESSAGES = 60;

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    @Test
    void f83_each_line_of_concurrent_invocations_names_its_own_also_on_helper_threads() throws Exception {
        CyclicBarrier together = new CyclicBarrier(INVOCATIONS);
        ConcurrentHashMap<String, Boolean> threads = new ConcurrentHashMap<>();
        StoreFailureLog storeLog = new StoreFailureLog(lines::add);
        try (DynamoDbClient client = DynamoDbClients.create(
                Region.EU_WEST_1,
                URI.create("http://127.0.0.1:1"),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))) {
            ActivityStore unreachable = DynamoDbActivityStore.builder(client, "activities")
                    .requestFailureListener((operation, reason, cause) -> {
                        threads.put(Thread.currentThread().getName(), true);
                        storeLog.requestFailed(operation, reason, cause);
                    })
                    .maxAttempts(1)
                    .build();
            RequestStreamHandler handler = recordHandler(new BreakingStore(unreachable, activity -> {
                if (activity.identity().id().endsWith("-0")) {
                    await(together);
                }
            }));
            ExecutorService callers = Executors.newFixedThreadPool(INVOCATIONS);
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < INVOCATIONS; i++) {
                String id = "R" + i;
                calls.add(callers.submit(() -> invoke(handler, batch(id), invocation(id))));
            }
            for (Future<?> each : calls) {
                each.get(1, TimeUnit.MINUTES);
            }
            callers.shutdown();
        }

        // A caller runs a request itself if no helper thread is free.
        assertThat(threads).containsKey("activity-dynamodb").hasSizeGreaterThan(1);
        for (int i = 0; i < INVOCATIONS; i++) {
            String field = "\"request_id\":\"R" + i + "\"";
            assertThat(lines.stream().filter(line -> line.contains(field)))
                    .anyMatch(line -> line.contains("\"store_trouble\""))
                    .anyMatch(line -> line.contains("\"batch_processed\""))
                    .filteredOn(line -> line.contains("\"message_id\""))
                    .hasSize(MESSAGES)
                    .allMatch(line -> line.contains("\"message_id\":\"" + field.substring(14, 16) + "-"));
        }
        assertThat(lines).allMatch(line -> line.contains("\"request_id\":\"R"));
    }

    @Test
    void the_first_invocation_of_a_handler_is_a_cold_start_and_lines_outside_of_invocations_have_no_ids() {
        RequestStreamHandler handler = recordHandler(InMemoryActivityStore.create());
        String event = SqsEvents.event(SqsEvents.record("m1", SqsEvents.orderCreated("e1", "ORD-1", "U-1")));

        invoke(handler, event, invocation("R1"));
        invoke(handler, event, invocation("R\"2\n"));
        invoke(handler, event, invocation(" "));
        JsonLog.to(lines::add).line(Level.ERROR, "outside").write();

        assertThat(lines)
                .containsExactly(
                        "{\"level\":\"INFO\",\"event\":\"batch_processed\",\"request_id\":\"R1\",\"cold_start\":true,"
                                + "\"messages\":1,\"recorded\":1}",
                        "{\"level\":\"INFO\",\"event\":\"batch_processed\",\"request_id\":\"R\\\"2\\u000a\","
                                + "\"messages\":1,\"recorded\":1}",
                        "{\"level\":\"INFO\",\"event\":\"batch_processed\",\"messages\":1,\"recorded\":1}",
                        "{\"level\":\"ERROR\",\"event\":\"outside\"}");
    }

    @Test
    void a_line_of_a_read_also_has_the_id_that_the_gateway_gave_the_request() {
        String ids = "\"request_id\":\"R1\",\"cold_start\":true,\"gateway_request_id\":\"G1\",";
        String rest = """
                {"path":"/api/activity/order/1","httpMethod":"GET","requestContext":{"requestId":"G1"}}""";
        String http = """
                {"version":"2.0","rawPath":"/api/activity/order/1",
                "requestContext":{"http":{"method":"GET"},"requestId":"G1"}}""";

        invoke(new ApiStreamHandler(failingApi(), Duration.ZERO), rest, invocation("R1"));
        invoke(new ApiStreamHandler(failingApi(), Duration.ZERO), http, invocation("R1"));
        CheckedApi.handle(
                new RestApiHandler(failingApi(), Duration.ZERO),
                new APIGatewayProxyRequestEvent()
                        .withPath("/api/activity/order/1")
                        .withHttpMethod("GET")
                        .withRequestContext(new APIGatewayProxyRequestEvent.ProxyRequestContext().withRequestId("G1")),
                invocation("R1"));
        CheckedApi.handle(
                new HttpApiHandler(failingApi(), Duration.ZERO),
                APIGatewayV2HTTPEvent.builder()
                        .withRawPath("/api/activity/order/1")
                        .withRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
                                .withRequestId("G1")
                                .withHttp(APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                                        .withMethod("GET")
                                        .build())
                                .build())
                        .build(),
                invocation("R1"));

        assertThat(lines)
                .hasSize(4)
                .allMatch(line -> line.startsWith("{\"level\":\"ERROR\",\"event\":\"request_failed\"," + ids), ids);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ann@shop.example",
                "G 1",
                "G\\u00e9",
                "${jndi:ldap://x}",
                "\\n",
                "X0123456789012345678901234567890123456789012345678901234567890123"
            })
    void f62_a_gateway_s_id_of_another_form_is_left_out_because_clients_can_override_it(String id) {
        String rest = """
                {"path":"/api/activity/order/1","httpMethod":"GET","requestContext":{"requestId":"%s"}}""".formatted(id);

        invoke(new ApiStreamHandler(failingApi(), Duration.ZERO), rest, invocation("R1"));
        invoke(
                new ApiStreamHandler(failingApi(), Duration.ZERO),
                rest.replace("\"" + id + "\"", "1"),
                invocation("R1"));

        assertThat(lines).hasSize(2).noneMatch(line -> line.contains("gateway_request_id"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INFO | abc",
                "WARN | bc",
                "ERROR | c",
            })
    void a_level_keeps_the_lines_of_its_own_and_of_more_severe_levels(Level minimum, String kept) {
        JsonLog log = JsonLog.to(minimum.filter(lines::add));

        log.line(Level.INFO, "a").with("level", "ERROR").write();
        log.line(Level.WARN, "b").with("{\"level\":\"INFO\"", "x").write();
        log.line(Level.ERROR, "c").write();

        assertThat(lines.stream()
                        .map(line -> line.replaceFirst(".*\"event\":\"(.)\".*", "$1"))
                        .collect(Collectors.joining()))
                .isEqualTo(kept);
    }

    private RequestStreamHandler recordHandler(ActivityStore store) {
        ActivityService service = ActivityService.builder(store).build();
        return new SqsStreamHandler(
                SqsBatchHandler.builder(service)
                        .observer(BatchObserver.logging(lines::add))
                        .build(),
                Duration.ZERO);
    }

    private GatewayApi failingApi() {
        return GatewayApi.builder((PagesOnly) (caller, query, deadline) -> {
                    throw new IllegalStateException();
                })
                .log(lines::add)
                .build();
    }

    private static String batch(String prefix) {
        return SqsEvents.event(IntStream.range(0, MESSAGES)
                .mapToObj(i -> prefix + "-" + i)
                .map(id -> SqsEvents.record(id, SqsEvents.orderCreated(id, "ORD-" + id, "U-" + id)))
                .toArray(String[]::new));
    }

    private static Context invocation(String requestId) {
        return new LambdaContext("function", requestId, "eu-west-1", Duration.ofSeconds(30), System::nanoTime);
    }

    private static void invoke(RequestStreamHandler handler, String event, Context context) {
        try {
            CheckedApi.invoke(
                    handler, new ByteArrayInputStream(event.getBytes(UTF_8)), new ByteArrayOutputStream(), context);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
