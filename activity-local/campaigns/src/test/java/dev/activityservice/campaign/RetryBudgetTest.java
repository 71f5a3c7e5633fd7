package dev.activityservice.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.local.dynamodb.DynamoDbLocalServer;
import dev.activityservice.local.eventsource.LocalContext;
import dev.activityservice.local.faults.FaultProxy;
import dev.activityservice.local.faults.Reply;
import io.opentelemetry.api.OpenTelemetry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The short form of {@code make chaos-budget}, and what the deadline asks of retries. */
class RetryBudgetTest {

    private static final long SEED = Long.getLong("activity.campaign.seed", 20_261_101L);
    private static final Instant BASE = Instant.parse("2026-01-05T00:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMillis(2500);
    private static final Duration RESERVE = Duration.ofSeconds(1);

    @Test
    void f11_thirty_percent_of_calls_throttled_cost_at_most_twice_the_minimal_requests_and_of_items_twice_the_writes()
            throws IOException {
        RetryBudget budget = new RetryBudget(SEED, 60, BASE);

        RetryBudget.Count minimum = budget.calm();
        RetryBudget.Count calls = budget.callsThrottled();
        RetryBudget.Count items = budget.itemsThrottled();

        System.out.printf("budget: calm %s, calls throttled %s, items throttled %s%n", minimum, calls, items);
        assertThat(minimum.notRecorded() + calls.notRecorded() + items.notRecorded())
                .isZero();
        assertThat(calls.requests()).isBetween(minimum.requests() + 1, 2 * minimum.requests());
        assertThat(items.puts()).isBetween(minimum.puts() + 1, 2 * minimum.puts());
    }

    @Test
    void f10_a_table_that_takes_nothing_is_asked_no_more_once_the_deadline_less_its_reserve_has_come()
            throws IOException {
        assertLastRequestInTime(call -> call.leave(put -> true));
    }

    @Test
    void f14_a_table_that_is_silent_is_asked_no_more_once_the_deadline_less_its_reserve_has_come() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        assertLastRequestInTime(call -> {
            over.await();
            return Reply.none();
        });
        over.countDown();
    }

    private static void assertLastRequestInTime(FaultProxy.Fault fault) throws IOException {
        List<Long> arrivals = Collections.synchronizedList(new ArrayList<>());
        List<Publication> batch = List.of(event());
        byte[] event = SqsEvents.of(batch, 0);
        AtomicBoolean isTroubled = new AtomicBoolean();
        try (DynamoDbLocalServer tables = DynamoDbLocalServer.inMemory();
                DynamoDbClient dynamoDb = Clients.dynamoDb(tables.endpoint());
                FaultProxy proxy = FaultProxy.before(tables.endpoint(), call -> {
                    if (!isTroubled.get()) {
                        return call.pass();
                    }
                    arrivals.add(System.nanoTime());
                    return fault.reply(call);
                })) {
            dynamoDb.createTable(ActivityTable.createTableRequest(Environment.TABLE));
            RecordActivitiesFunction function =
                    new RecordActivitiesFunction(Environment.of(proxy.endpoint(), RESERVE), OpenTelemetry.noop());
            // Once before, for loading classes takes time too.
            LocalContext ample =
                    new LocalContext("record", "r", Clients.REGION, Duration.ofMinutes(1), System::nanoTime);
            function.handleRequest(new ByteArrayInputStream(event), new ByteArrayOutputStream(), ample);
            isTroubled.set(true);
            LocalContext context = new LocalContext("record", "r", Clients.REGION, TIMEOUT, System::nanoTime);
            long end = System.nanoTime() + TIMEOUT.minus(RESERVE).toNanos();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();

            function.handleRequest(new ByteArrayInputStream(event), answer, context);

            assertThat(context.getRemainingTimeInMillis()).isPositive();
            assertThat(answer.toString(StandardCharsets.UTF_8))
                    .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\""
                            + batch.get(0).name() + "\"}]}");
            assertThat(arrivals).isNotEmpty().allMatch(arrival -> arrival - end < 0);
        }
    }

    /** Healthy, of one entity or two, with a time of its own. */
    private static Publication event() {
        EventStream stream = new EventStream(1, "budget", BASE, 5, false);
        Publication next = stream.next();
        while (next.isPoison() || next.places().get(0).envelopeTimed()) {
            next = stream.next();
        }
        return next;
    }
}
