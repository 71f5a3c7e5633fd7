package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The short form of {@code make chaos-budget}, and the deadline of retries. */
@Tag("thorough")
class RetryBudgetTest {

    private static final long SEED = Long.getLong("activity.seed", 20_261_101L);
    private static final int BATCHES = 30;
    private static final Instant BASE = Instant.parse("2026-01-05T00:00:00.257376591Z");
    private static final Duration TIMEOUT = Duration.ofMillis(3700);
    private static final Duration RESERVE = Duration.ofSeconds(3);
    /** Accepted delay from the check of the clock to the arrival of the request, without pauses of the machine. */
    private static final Duration ARRIVAL_TOLERANCE = Duration.ofMillis(750);

    private static final int DELIVERIES = 10;

    private static DynamoDbLocalServer tables;

    @BeforeAll
    static void start() {
        tables = DynamoDbLocalServer.inMemory();
        try (DynamoDbClient dynamoDb = Clients.dynamoDb(tables.endpoint())) {
            dynamoDb.createTable(ActivityTable.createTableRequest(Clients.TABLE));
        }
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    @Test
    void f11_thirty_percent_of_calls_throttled_cost_at_most_twice_the_minimal_requests_and_of_items_twice_the_writes()
            throws IOException {
        try (RetryBudget budget = new RetryBudget(SEED, BATCHES, BASE)) {
            RetryBudget.Count minimum = budget.unthrottled();
            RetryBudget.Count calls = budget.callsThrottled();
            RetryBudget.Count items = budget.itemsThrottled();

            System.out.printf(
                    "budget: seed %d, calm %s, calls throttled %s, items throttled %s%n", SEED, minimum, calls, items);
            assertThat(minimum.givenBack()).isZero();
            assertThat(List.of(minimum, calls, items)).allSatisfy(count -> {
                assertThat(count.violations()).isEmpty();
                assertThat(count.notRecorded()).isZero();
                assertThat(count.timeouts()).isZero();
            });
            assertThat(calls.requests()).isBetween(minimum.requests() + 1, 2 * minimum.requests());
            assertThat(items.puts()).isBetween(minimum.puts() + 1, 2 * minimum.puts());
        }
    }

    @Test
    void f10_a_table_that_takes_nothing_is_asked_no_more_once_the_deadline_less_its_reserve_has_come()
            throws IOException {
        FaultProxy.Fault takesNothing =
                call -> call.operation().equals("BatchWriteItem") ? call.leave(put -> true) : call.pass();

        assertThat(askedInTime(timedByItself(), takesNothing, "BatchWriteItem")).containsOnly("BatchWriteItem");
        assertThat(askedInTime(timedByItsEnvelope(), takesNothing, "BatchWriteItem"))
                .contains("UpdateItem", "BatchWriteItem");
    }

    @Test
    void f11_a_table_that_throttles_each_call_is_asked_no_more_once_the_deadline_less_its_reserve_has_come()
            throws IOException {
        FaultProxy.Fault throttles = call -> Reply.error(400, "ThrottlingException");

        assertThat(askedInTime(timedByItself(), throttles, "BatchWriteItem")).containsOnly("BatchWriteItem");
        assertThat(askedInTime(timedByItsEnvelope(), throttles, "UpdateItem")).containsOnly("UpdateItem");
    }

    @Test
    void f14_a_table_that_is_silent_is_asked_no_more_once_the_deadline_less_its_reserve_has_come() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        FaultProxy.Fault isSilent = call -> {
            over.await();
            return Reply.none();
        };

        assertThat(askedInTime(timedByItself(), isSilent, "BatchWriteItem")).containsOnly("BatchWriteItem");
        assertThat(askedInTime(timedByItsEnvelope(), isSilent, "UpdateItem")).containsOnly("UpdateItem");
        over.countDown();
    }

    /**
     * Returns the requested operations. Asserts that all requests, and the answer, are in time.
     *
     * @param awaited the last operation that the function reaches, unless the machine is busy
     */
    private static List<String> askedInTime(Publication publication, FaultProxy.Fault fault, String awaited)
            throws IOException {
        List<String> operations = Collections.synchronizedList(new ArrayList<>());
        List<Long> arrivals = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean isTroubled = new AtomicBoolean();
        byte[] event = SqsEvents.of(List.of(publication), 0);
        try (PauseDetector pauses = new PauseDetector();
                FaultProxy proxy = FaultProxy.before(tables.endpoint(), call -> {
                    if (!isTroubled.get()) {
                        return call.pass();
                    }
                    arrivals.add(System.nanoTime());
                    operations.add(call.operation());
                    return fault.reply(call);
                })) {
            RecordActivitiesFunction function = new RecordActivitiesFunction(
                    Clients.functionVariables(proxy.endpoint(), RESERVE), OpenTelemetry.noop());
            SqsEvents.warmUp(function);
            isTroubled.set(true);
            for (int delivery = 0; delivery < DELIVERIES && !operations.contains(awaited); delivery++) {
                arrivals.clear();
                LambdaContext context = context(TIMEOUT);
                long start = System.nanoTime();
                long end = start + TIMEOUT.minus(RESERVE).toNanos();
                ByteArrayOutputStream answer = new ByteArrayOutputStream();

                function.handleRequest(new ByteArrayInputStream(event), answer, context);

                assertThat(context.getRemainingTimeInMillis()).isPositive();
                assertThat(answer.toString(StandardCharsets.UTF_8))
                        .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + publication.name() + "\"}]}");
                long tolerance =
                        ARRIVAL_TOLERANCE.plus(pauses.longestSince(start)).toNanos();
                assertThat(List.copyOf(arrivals)).allMatch(arrival -> arrival - end < tolerance);
            }
            assertThat(operations).contains(awaited);
            return List.copyOf(operations);
        }
    }

    private static LambdaContext context(Duration timeout) {
        return new LambdaContext("record", "r", Clients.REGION, timeout, System::nanoTime);
    }

    private static Publication timedByItself() {
        return healthy(false);
    }

    /** Returns an event whose time is pinned before it is written. */
    private static Publication timedByItsEnvelope() {
        return healthy(true);
    }

    private static Publication healthy(boolean envelopeTimed) {
        EventStream stream = new EventStream(1, "budget", BASE, 5, false);
        Publication next = stream.next();
        while (next.isPoison() || next.places().get(0).envelopeTimed() != envelopeTimed) {
            next = stream.next();
        }
        return next;
    }
}
