package dev.activityservice.aws.driving.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.LocalTable;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsEvents;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetryNames;
import dev.activityservice.aws.telemetry.Recording;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.model.EntityRef;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.Principal;
import dev.activityservice.testbed.lambda.LambdaContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Canaries of one tenant never reach another one: two tenants have the same entities, event ids and times, in a real DynamoDB Local. */
class TenantIsolationTest {

    private static final Deadline DEADLINE = () -> Duration.ofSeconds(30);
    private static final Pattern NEXT = Pattern.compile("\\?[^>]*cursor=([^>&]+)");
    private static final int EVENTS = 12;

    private static final ActivityCatalog CATALOG = ActivityCatalog.parse("""
            {"version":1,"tenant":"/tenantid","events":{"orders.orderCreated.v1":{"entities":[
            {"type":"order","id":"/data/orderNumber"},{"type":"user","id":"/data/userId"}],
            "actor":{"id":"/data/note"},"attributes":{"note":"/data/note"},"summary":"Order {order}: {note}",
            "readers":{"order":["user"]}}}}""");

    private final Recording recording = new Recording();
    private final List<String> lines = new ArrayList<>();
    private final DynamoDbActivityStore store = DynamoDbActivityStore.builder(LocalTable.client(), LocalTable.NAME)
            .telemetry(AwsTelemetry.of(recording.openTelemetry()))
            .build();
    private final ActivityService service = ActivityService.builder(store)
            .catalog(CATALOG)
            .readPolicy(ReadPolicy.authenticated())
            .tenanted(true)
            .openTelemetry(recording.openTelemetry())
            .build();
    private final ActivityHttp http =
            ActivityHttp.builder(service).listener(new FailureLog(lines::add)).build();

    @Test
    void f72_no_page_response_line_or_span_of_a_tenant_has_texts_of_another_one() throws IOException {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            for (String tenant : List.of("tenant-a", "tenant-b")) {
                records.add(SqsEvents.record("m" + records.size(), SqsEvents.quote(event(i, tenant))));
            }
        }
        assertThat(deliver(records)).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(recording.spans().toString()).doesNotContain("CANARY", "tenant-a", "tenant-b");
        assertThat(recording.metrics().toString()).doesNotContain("CANARY", "tenant-a", "tenant-b");
        assertThat(lines.toString()).doesNotContain("CANARY", "tenant-a", "tenant-b");

        ReadTelemetry reads =
                new ReadTelemetry(AwsTelemetry.of(recording.openTelemetry()).showIds(true));
        String cursorOfB = "";
        for (String tenant : List.of("tenant-b", "tenant-a")) {
            String other = tenant.equals("tenant-a") ? "tenant-b" : "tenant-a";
            int activities = 0;
            String query = "limit=5";
            do {
                HttpResponse page = read(reads, tenant, query);
                assertThat(page.status()).isEqualTo(200);
                String body = new String(page.body(), UTF_8);
                assertThat(body).contains("CANARY-" + tenant).doesNotContain(other);
                assertThat(page.headers().toString()).doesNotContain("CANARY", other);
                activities += body.split("\"event_id\"", -1).length - 1;
                Matcher next = NEXT.matcher(page.headers().toString());
                query = next.find() ? "limit=5&cursor=" + next.group(1) : "";
                cursorOfB = query.isEmpty() || tenant.equals("tenant-a") ? cursorOfB : next.group(1);
            } while (!query.isEmpty());
            assertThat(activities).isEqualTo(EVENTS);
        }
        List<SpanData> spans = recording.spans(SpanKind.SERVER);
        assertThat(spans).hasSize(6);
        assertThat(spans)
                .extracting(span -> span.getAttributes().get(AwsTelemetryNames.TENANT))
                .containsExactly("tenant-b", "tenant-b", "tenant-b", "tenant-a", "tenant-a", "tenant-a");

        HttpResponse foreignCursor = read(reads, "tenant-a", "limit=5&cursor=" + cursorOfB);
        assertThat(foreignCursor.status()).isEqualTo(400);
        assertThat(new String(foreignCursor.body(), UTF_8))
                .contains("invalid_cursor")
                .doesNotContain("CANARY", "tenant-");
        HttpResponse without = read(reads, null, "limit=5");
        assertThat(without.status()).isEqualTo(403);
        assertThat(new String(without.body(), UTF_8)).doesNotContain("CANARY", "tenant-");
        HttpResponse unknown = read(reads, "tenant-c", "limit=5");
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(new String(unknown.body(), UTF_8)).doesNotContain("CANARY", "tenant-a", "tenant-b");
    }

    @Test
    void f69_f72_a_reader_in_one_tenant_is_not_a_reader_in_another_one() throws IOException {
        assertThat(deliver(List.of(SqsEvents.record(
                        "m1", SqsEvents.quote(event(100, "tenant-a").replace("ORD-72", "ORD-72b"))))))
                .isEqualTo("{\"batchItemFailures\":[]}");
        EntityRef user = EntityRef.of("user", "U-72");
        EntityRef order = EntityRef.of("order", "ORD-72b");

        assertThat(store.isReader("tenant-a", user, order, DEADLINE)).isTrue();
        assertThat(store.isReader("tenant-c", user, order, DEADLINE)).isFalse();
        assertThat(store.isReader(null, user, order, DEADLINE)).isFalse();
    }

    @Test
    void f63_a_span_of_a_read_has_no_tenant_by_default() {
        read(new ReadTelemetry(AwsTelemetry.of(recording.openTelemetry())), "tenant-a", "");

        assertThat(recording.spans(SpanKind.SERVER).toString()).doesNotContain("tenant-a");
    }

    private HttpResponse read(ReadTelemetry telemetry, @Nullable String tenant, String query) {
        Principal principal = Principal.of("caller");
        HttpRequest request = HttpRequest.builder("GET", "/api/activity/order/ORD-72")
                .rawQuery(query)
                .principal(tenant == null ? principal : principal.in(tenant))
                .build();
        return telemetry.observe(
                new GatewayEvent(request, null, null), () -> CheckedApi.handle(http, request, DEADLINE));
    }

    private String deliver(List<String> records) throws IOException {
        SqsBatchHandler handler = SqsBatchHandler.builder(service)
                .observer(BatchObserver.logging(lines::add, false))
                .telemetry(AwsTelemetry.of(recording.openTelemetry()))
                .build();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new SqsStreamHandler(handler, Duration.ofSeconds(1))
                .handleRequest(
                        new ByteArrayInputStream(
                                SqsEvents.event(records.toArray(String[]::new)).getBytes(UTF_8)),
                        output,
                        LambdaContext.withAmpleTime());
        return output.toString(UTF_8);
    }

    /** Every second event has its envelope's time, so that its tenants share the event of a pin. */
    private static String event(int i, String tenant) {
        String event = """
                {"specversion":"1.0","id":"e-%d","source":"dev.orders","type":"orders.orderCreated.v1","tenantid":"%s",%s\
                "sequence":"%d","data":{"orderNumber":"ORD-72","userId":"U-72","note":"CANARY-%s"}}""".formatted(i, tenant, i % 2 == 0 ? "" : "\"time\":\"2026-01-05T10:00:00Z\",", i, tenant);
        return i % 2 == 0 ? """
                {"version":"0","id":"envelope-%d","detail-type":"orders.orderCreated.v1","source":"dev.orders",\
                "time":"2026-01-05T10:00:00Z","detail":%s}""".formatted(i, event) : event;
    }
}
