package com.example.compatibility;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.model.Activity;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.query.ActivityQuery;
import dev.activityservice.query.Page;
import dev.activityservice.query.Principal;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Records events in DynamoDB and finds their activities, with an OpenTelemetry SDK. */
public final class RecordAndFind {

    private static final String BODY = """
            {"specversion": "1.0", "id": "e-1", "source": "/orders", "type": "orders.orderCreated.v1",
             "time": "2026-03-02T09:15:59Z", "data": {"orderNumber": "ORD-1", "userId": "U-7"}}""";

    private RecordAndFind() {}

    /** @param arguments the address of the database */
    public static void main(String[] arguments) {
        System.out.println(run(URI.create(arguments[0])));
    }

    /** Returns what was recorded, found, traced and counted, one line each. Uses a new table of the database at the address. */
    static String run(URI endpoint) {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        InMemoryMetricReader metrics = InMemoryMetricReader.create();
        String tableName = "activities-" + UUID.randomUUID();
        try (SdkTracerProvider tracers = SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build();
                SdkMeterProvider meters =
                        SdkMeterProvider.builder().registerMetricReader(metrics).build();
                DynamoDbClient dynamoDb = DynamoDbClients.create(
                        Region.EU_WEST_1,
                        endpoint,
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))) {
            OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
                    .setTracerProvider(tracers)
                    .setMeterProvider(meters)
                    .build();
            dynamoDb.createTable(ActivityTable.createTableRequest(tableName));
            ActivityService activities = ActivityService.builder(DynamoDbActivityStore.builder(dynamoDb, tableName)
                            .telemetry(AwsTelemetry.of(telemetry))
                            .build())
                    .readPolicy(ReadPolicy.authenticated())
                    .openTelemetry(telemetry)
                    .build();

            List<RecordActivities.Outcome> outcomes = List.of(
                    activities.record(BODY, MessageMetadata.none()),
                    activities.record("not an event", MessageMetadata.none()));
            HttpResponse response = ActivityHttp.builder(activities)
                    .build()
                    .handle(
                            HttpRequest.builder("GET", "/api/activity/order/ORD-1")
                                    .principal(Principal.of("me"))
                                    .build(),
                            Deadline.after(Duration.ofSeconds(10), System::nanoTime));
            Page<Activity> page = activities.find(
                    Principal.of("me"),
                    ActivityQuery.builder(EntityRef.of("user", "U-7")).build());

            return String.join(
                    "\n",
                    "outcomes "
                            + outcomes.stream()
                                    .map(RecordActivities.Outcome::kind)
                                    .toList(),
                    "found " + page.items().stream().map(Activity::type).toList(),
                    "served " + response.status() + " " + response.bodyText().contains("orders.orderCreated.v1"),
                    "traced "
                            + spans.getFinishedSpanItems().stream()
                                    .map(SpanData::getName)
                                    .map(name -> name.replace(" " + tableName, ""))
                                    .toList(),
                    "counted "
                            + metrics.collectAllMetrics().stream()
                                    .map(MetricData::getName)
                                    .collect(Collectors.toCollection(TreeSet::new)));
        }
    }
}
