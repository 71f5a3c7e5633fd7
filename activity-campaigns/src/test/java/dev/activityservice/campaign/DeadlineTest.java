package dev.activityservice.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.local.dynamodb.DynamoDbLocalServer;
import dev.activityservice.local.faults.FaultProxy;
import dev.activityservice.local.faults.Reply;
import dev.activityservice.local.runtime.RuntimeApi;
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
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The function as a process on Lambda's runtime client, frozen in the midst of a batch and killed at its deadline. */
class DeadlineTest {

    private static final int MAX_RECEIVES = 3;

    @TempDir
    Path folder;

    @Test
    void
            f17_f42_a_batch_whose_function_is_killed_at_its_deadline_comes_again_whole_and_after_its_last_receive_by_redrive()
                    throws IOException {
        List<Delivery> deliveries = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger number = new AtomicInteger();
        Ledger ledger = new Ledger();
        Tally tally = new Tally();
        Surroundings.Settings settings = new Surroundings.Settings(
                FaultPlan.none(),
                draw -> new TableTrouble(
                        new FaultPlan.Draw(
                                switch (number.getAndIncrement()) {
                                    case 0 -> FaultClass.KILLED_AFTER_WRITE;
                                    case 1, 2 -> FaultClass.KILLED_BEFORE_WRITE;
                                    default -> FaultClass.NONE;
                                },
                                new SplittableRandom(17)),
                        Defect.NONE),
                Defect.NONE,
                dynamoDb -> List.of(new FunctionProcess(dynamoDb, folder, Duration.ofMillis(2500))),
                Duration.ofSeconds(3),
                Duration.ofMinutes(2),
                deliveries::add);
        try (Surroundings surroundings = Surroundings.start(settings, ledger, tally)) {
            List<Publication> batch = healthy(5, "deadline");

            assertThat(surroundings.publisher().send(batch)).isEmpty();
            List<String> violations = surroundings.ending().judge(ledger);

            assertThat(violations).isEmpty();
            assertThat(tally.snapshot().killed()).isEqualTo(3);
            assertThat(tally.snapshot().timeouts()).isZero();
            assertThat(tally.snapshot().redriven()).isPositive();
            for (Delivery delivery : deliveries.subList(0, MAX_RECEIVES)) {
                assertThat(delivery.failed())
                        .isEqualTo(delivery.messages().stream()
                                .map(Delivery.Message::id)
                                .collect(Collectors.toSet()));
            }
        }
    }

    @Test
    void f19_a_crash_between_two_chunks_of_one_batch_converges() throws Exception {
        List<Publication> batch = healthy(30, "chunks");
        String event = new String(SqsEvents.of(batch, 0), StandardCharsets.UTF_8);
        AtomicInteger writes = new AtomicInteger();
        AtomicReference<@Nullable RuntimeApi> running = new AtomicReference<>();
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
                    RuntimeApi function = running.get();
                    if (number == 2 && function != null) {
                        firstIsApplied.await();
                        function.freeze();
                        dead.await();
                        return Reply.none();
                    }
                    return call.pass();
                })) {
            dynamoDb.createTable(ActivityTable.createTableRequest(Environment.TABLE));

            try (RuntimeApi first = function(proxy.endpoint())) {
                running.set(first);
                assertThat(first.invoke(event, Duration.ofSeconds(3))).isNull();
                dead.countDown();
            }
            int afterTheCrash = items(dynamoDb);
            try (RuntimeApi second = function(proxy.endpoint())) {
                assertThat(second.invoke(event))
                        .isEqualTo(new RuntimeApi.Answer("response", "{\"batchItemFailures\":[]}"));
            }

            assertThat(afterTheCrash).isEqualTo(25);
            assertThat(items(dynamoDb)).isEqualTo(30);
        }
    }

    private RuntimeApi function(URI dynamoDb) throws IOException {
        return RuntimeApi.start(
                RecordActivitiesFunction.class,
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Environment.of(dynamoDb, Duration.ofSeconds(1)),
                folder);
    }

    private static int items(DynamoDbClient dynamoDb) {
        return dynamoDb.scan(request -> request.tableName(Environment.TABLE)).count();
    }

    /** Events of one entity each, with times of their own. */
    private static List<Publication> healthy(int count, String prefix) {
        Instant base = InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS);
        EventStream stream = new EventStream(17, prefix, base, 50, false);
        List<Publication> all = new ArrayList<>();
        while (all.size() < count) {
            Publication next = stream.next();
            if (next.places().size() == 1
                    && next.way() == Publication.Way.QUEUE
                    && all.stream().noneMatch(each -> each.identity().equals(next.identity()))
                    && !next.places().get(0).envelopeTimed()) {
                all.add(next);
            }
        }
        return all;
    }
}
