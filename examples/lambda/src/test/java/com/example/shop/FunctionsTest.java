package com.example.shop;

import static dev.activityservice.testkit.assertion.ActivityAssertions.assertThatTimeline;
import static dev.activityservice.testkit.fixture.Fixtures.anEvent;
import static dev.activityservice.testkit.fixture.Fixtures.order;
import static dev.activityservice.testkit.fixture.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driving.sqs.ProcessedMessage;
import dev.activityservice.aws.driving.sqs.SqsMessage;
import dev.activityservice.aws.lambda.FindActivitiesFunction;
import dev.activityservice.aws.lambda.FunctionSetting;
import dev.activityservice.aws.lambda.InvalidSettingsException;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.aws.telemetry.AwsTelemetryNames;
import dev.activityservice.port.driving.RecordActivities.Kind;
import dev.activityservice.testkit.fixture.Dialect;
import dev.activityservice.testkit.junit.ActivityExtension;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FunctionsTest {

    @RegisterExtension
    static final ActivityExtension ACTIVITIES = ActivityExtension.inMemory();

    private final TestContext context = new TestContext();

    @Test
    void a_batch_is_recorded_and_reports_the_messages_that_failed(ActivityService service) {
        Statistics statistics = new Statistics();

        SQSBatchResponse response =
                new RecordFunction(service, statistics).handleRequest(batch(created("ORD-1"), "not an event"), context);

        assertThat(response.getBatchItemFailures())
                .extracting(SQSBatchResponse.BatchItemFailure::getItemIdentifier)
                .containsExactly("m-2");
        assertThat(statistics.counts()).isEqualTo(Map.of(Kind.RECORDED, 1, Kind.REJECTED, 1));
        assertThatTimeline(service, order("ORD-1")).hasTypes("orders.orderCreated.v1");
    }

    @Test
    void a_stream_is_recorded_and_its_listener_sees_each_message(ActivityService service) throws IOException {
        List<ProcessedMessage> seen = new ArrayList<>();
        String event = """
                {"Records": [{"messageId": "m-1", "eventSource": "aws:sqs", "attributes": {}, "messageAttributes": {},
                 "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:events", "body": %s}]}""".formatted(quoted(created("ORD-1")));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        InMemoryMetricReader metrics = InMemoryMetricReader.create();
        OpenTelemetry telemetry = OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(metrics).build())
                .build();

        new RecordStreamFunction(service, seen::add, telemetry).handleRequest(stream(event), output, context);

        assertThat(metrics.collectAllMetrics())
                .extracting(MetricData::getName)
                .contains(AwsTelemetryNames.CONSUMED_MESSAGES);
        assertThat(output).hasToString("{\"batchItemFailures\":[]}");
        assertThat(seen)
                .extracting(ProcessedMessage::message)
                .extracting(SqsMessage::messageId)
                .containsExactly("m-1");
        assertThatTimeline(service, order("ORD-1")).hasSize(1);
    }

    @Test
    void timelines_are_served_behind_each_kind_of_gateway(ActivityService service) throws IOException {
        new ImportFunction(service).handleRequest(List.of(created("ORD-1")), context);

        APIGatewayV2HTTPEvent http = new APIGatewayV2HTTPEvent();
        http.setVersion("2.0");
        http.setRawPath("/api/activity/order/ORD-1");
        http.setRawQueryString("");
        http.setRequestContext(APIGatewayV2HTTPEvent.RequestContext.builder()
                .withHttp(APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                        .withMethod("GET")
                        .withPath("/api/activity/order/ORD-1")
                        .build())
                .build());
        APIGatewayProxyRequestEvent rest = new APIGatewayProxyRequestEvent()
                .withHttpMethod("GET")
                .withPath("/api/activity/order/ORD-1")
                .withResource("/api/activity/{entity_type}/{entity_id}");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        String fromHttp =
                new TimelineFunction(service).handleRequest(http, context).getBody();
        String fromRest =
                new TimelineRestFunction(service).handleRequest(rest, context).getBody();
        new TimelineStreamFunction(service).handleRequest(stream("""
                                {"version": "2.0", "rawPath": "/api/activity/order/ORD-1", "rawQueryString": "",
                                 "requestContext": {"http": {"method": "GET", "path": "/api/activity/order/ORD-1"}}}"""), bytes, context);

        assertThat(fromHttp).contains("orders.orderCreated.v1").isEqualTo(fromRest);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("orders.orderCreated.v1");
    }

    @Test
    void an_import_returns_the_bodies_to_send_again(ActivityService service) {
        List<String> again = new ImportFunction(service).handleRequest(List.of(created("ORD-1"), "{}"), context);

        assertThat(again).containsExactly("{}");
    }

    @Test
    void the_ready_made_functions_list_what_their_settings_lack() {
        String tableName = FunctionSetting.TABLE_NAME.variable();
        assertThatThrownBy(() -> new RecordActivitiesFunction(Map.of()))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.faults()).anyMatch(fault -> fault.startsWith(tableName)));
        assertThatThrownBy(() -> new FindActivitiesFunction(Map.of())).isInstanceOf(InvalidSettingsException.class);
    }

    private static String created(String orderNumber) {
        return Dialect.RUST.body(anEvent().of(order(orderNumber), user("U-7")).build());
    }

    private static SQSEvent batch(String... bodies) {
        List<SQSEvent.SQSMessage> messages = new ArrayList<>();
        for (String body : bodies) {
            SQSEvent.SQSMessage message = new SQSEvent.SQSMessage();
            message.setMessageId("m-" + (messages.size() + 1));
            message.setBody(body);
            messages.add(message);
        }
        SQSEvent event = new SQSEvent();
        event.setRecords(messages);
        return event;
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String json) {
        return "\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
