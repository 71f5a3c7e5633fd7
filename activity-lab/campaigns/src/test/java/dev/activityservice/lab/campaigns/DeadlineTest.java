package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaProcess;
import dev.activityservice.testbed.lambda.RuntimeApi;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The function as a process on Lambda's runtime client, frozen in the middle of a batch and killed at its deadline. */
@Tag("thorough")
@Order(4)
class DeadlineTest {

    private static final int MAX_RECEIVES = 3;
    private static final RuntimeApi.Answer ALL_DONE = new RuntimeApi.Answer("response", "{\"batchItemFailures\":[]}");

    @TempDir
    Path folder;

    @Test
    void
            f17_f42_a_batch_whose_function_is_killed_at_its_deadline_comes_again_whole_and_after_its_last_receive_by_redrive()
                    throws IOException {
        List<Delivery> deliveries = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger number = new AtomicInteger();
        Ledger ledger = new Ledger();
        Counters counters = new Counters();
        CampaignEnvironment.Settings settings = new CampaignEnvironment.Settings(
                FaultPlan.none(),
                draw -> new TableFaults(
                        new FaultPlan.Draw(
                                counters.snapshot().of(Counters.Count.REDRIVEN) > 0
                                        ? FaultClass.NONE
                                        : number.getAndIncrement() % 2 == 0
                                                ? FaultClass.KILLED_AFTER_WRITE
                                                : FaultClass.KILLED_BEFORE_WRITE,
                                new SplittableRandom(17)),
                        Defect.NONE),
                Defect.NONE,
                dynamoDb -> List.of(new FunctionProcess(dynamoDb, folder, Duration.ofMillis(2500))),
                Duration.ofSeconds(3),
                Duration.ofMinutes(2),
                deliveries::add);
        try (CampaignEnvironment environment = new CampaignEnvironment(settings, ledger, counters)) {
            List<Publication> batch = healthy(5, "deadline");

            assertThat(environment.publisher().send(batch)).isEmpty();
            environment.deliver();
            List<String> violations = environment.drain().judge(ledger).violations();

            assertThat(violations).isEmpty();
            // The redrive has recorded the dead letters, because the dry run reports them as recordable.
            assertThat(counters.snapshot().of(Counters.Count.REDRIVEN)).isGreaterThanOrEqualTo(5);
            assertThat(counters.snapshot().of(Counters.Count.KILLED)).isPositive();
            assertThat(counters.snapshot().unplanned()).isEqualTo(Counters.Unplanned.NOTHING);
            assertThat(receives(deliveries))
                    .hasSize(5)
                    .allSatisfy((body, counts) -> assertThat(counts).startsWith(1, 2, 3, 1));
        }
    }

    @Test
    void f19_a_crash_between_two_chunks_of_one_batch_converges() throws Exception {
        List<Publication> batch = healthy(30, "chunks");
        String event = new String(SqsEvents.of(batch, 0), StandardCharsets.UTF_8);
        AtomicInteger writes = new AtomicInteger();
        AtomicReference<@Nullable LambdaProcess> running = new AtomicReference<>();
        CountDownLatch firstIsApplied = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        try (DynamoDbLocalServer tables = DynamoDbLocalServer.inMemory();
                DynamoDbClient dynamoDb = Clients.dynamoDb(tables.endpoint());
                FaultProxy proxy = FaultProxy.before(tables.endpoint(), call -> {
                    int number = call.operation().equals("BatchWriteItem") ? writes.incrementAndGet() : 0;
                    if (number == 1) {
                        Reply applied = call.pass();
                        firstIsApplied.countDown();
                        return applied;
                    }
                    LambdaProcess function = running.get();
                    if (number == 2 && function != null) {
                        firstIsApplied.await();
                        function.freeze();
                        dead.await();
                        return Reply.none();
                    }
                    return call.pass();
                })) {
            dynamoDb.createTable(ActivityTable.createTableRequest(Clients.TABLE));

            try (LambdaProcess first = function(proxy.endpoint())) {
                // Class loading must not use up the time.
                first.invoke(new String(SqsEvents.of(healthy(1, "warm"), 0), StandardCharsets.UTF_8));
                writes.set(0);
                running.set(first);
                // Even a busy machine sends both chunks before the deadline less the reserve.
                assertThat(first.invoke(event, Duration.ofSeconds(5))).isNull();
                dead.countDown();
            }
            int afterTheCrash = items(dynamoDb);
            try (LambdaProcess second = function(proxy.endpoint())) {
                RuntimeApi.Answer answer = second.invoke(event);
                for (int receive = 2; receive < MAX_RECEIVES && !answer.equals(ALL_DONE); receive++) {
                    answer = second.invoke(event);
                }
                assertThat(answer).isEqualTo(ALL_DONE);
            }

            // The chunks are sent in parallel, so either may be first.
            assertThat(afterTheCrash).isIn(26, 6);
            assertThat(items(dynamoDb)).isEqualTo(31);
        }
    }

    /** The receive counts of each message, in the order of its deliveries. */
    private static Map<String, List<Integer>> receives(List<Delivery> deliveries) {
        Map<String, List<Integer>> receives = new TreeMap<>();
        for (Delivery delivery : List.copyOf(deliveries)) {
            for (Delivery.Message message : delivery.messages()) {
                receives.computeIfAbsent(message.body(), body -> new ArrayList<>())
                        .add(message.receives());
            }
        }
        return receives;
    }

    private LambdaProcess function(URI dynamoDb) throws IOException {
        return new LambdaProcess(
                RecordActivitiesFunction.class,
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Clients.functionVariables(dynamoDb, Duration.ofSeconds(1)),
                folder);
    }

    private static int items(DynamoDbClient dynamoDb) {
        return dynamoDb.scan(request -> request.tableName(Clients.TABLE)).count();
    }

    /** Events of one entity each, with their own times. */
    private static List<Publication> healthy(int count, String prefix) {
        Instant base = InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS);
        EventStream stream = new EventStream(17, prefix, base, 50, false);
        List<Publication> all = new ArrayList<>();
        while (all.size() < count) {
            Publication next = stream.next();
            if (next.places().size() == 1
                    && next.route() == Publication.Route.QUEUE
                    && all.stream()
                            .noneMatch(each ->
                                    each.event().identity().equals(next.event().identity()))
                    && !next.places().get(0).envelopeTimed()) {
                all.add(next);
            }
        }
        return all;
    }
}
