package dev.activityservice.lab.campaigns;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Counts the requests of the record function under steady throttling, and without it for the same batches. Each run has a new table.
 * Not thread-safe.
 */
final class RetryBudget implements AutoCloseable {

    static final double THROTTLED_SHARE = 0.3;

    private static final int MESSAGES_PER_BATCH = 10;
    private static final int MAX_RECEIVES = 3;
    private static final int ENTITIES_PER_TYPE = 25;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** Long, because retries on a busy machine would increase the minimum. */
    private static final Duration UNTHROTTLED_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final long seed;
    private final int batches;
    private final Instant base;
    private final DynamoDbLocalServer tables = DynamoDbLocalServer.inMemory();
    private final DynamoDbClient dynamoDb = Clients.dynamoDb(tables.endpoint());

    RetryBudget(long seed, int batches, Instant base) {
        this.seed = seed;
        this.batches = batches;
        this.base = base;
    }

    /**
     * @param requests to the table: writes of batches, and pins
     * @param puts items in all writes, repeated ones included
     * @param givenBack messages that the first delivery did not record
     * @param notRecorded healthy messages that three deliveries did not record
     * @param timeouts invocations that reached their deadline
     * @param violations one sentence per violation of the promise
     */
    record Count(long requests, long puts, long givenBack, long notRecorded, long timeouts, List<String> violations) {}

    @Override
    public void close() {
        dynamoDb.close();
        tables.close();
    }

    Count unthrottled() throws IOException {
        return count(UNTHROTTLED_TIMEOUT, (call, random) -> call.pass());
    }

    Count callsThrottled() throws IOException {
        return count(TIMEOUT, (call, random) -> random.nextDouble() < THROTTLED_SHARE ? throttled() : call.pass());
    }

    /** Leaves 30 % of the items unprocessed. If these are all items of a call, the call fails, as in DynamoDB. */
    Count itemsThrottled() throws IOException {
        return count(TIMEOUT, (call, random) -> {
            if (!call.operation().equals("BatchWriteItem")) {
                return call.pass();
            }
            List<String> left = call.puts().stream()
                    .filter(put -> random.nextDouble() < THROTTLED_SHARE)
                    .toList();
            return left.size() == call.puts().size() ? throttled() : call.leave(left::contains);
        });
    }

    private interface Throttling {
        Reply reply(AwsJsonCall call, SplittableRandom random) throws IOException, InterruptedException;
    }

    private static Reply throttled() {
        return Reply.error(400, "ProvisionedThroughputExceededException");
    }

    private Count count(Duration timeout, Throttling throttling) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        AtomicBoolean isWarm = new AtomicBoolean();
        AtomicLong requests = new AtomicLong();
        AtomicLong puts = new AtomicLong();
        FaultProxy.Fault counted = call -> {
            if (!isWarm.get()) {
                return call.pass();
            }
            requests.incrementAndGet();
            puts.addAndGet(
                    call.operation().equals("BatchWriteItem") ? call.puts().size() : 0);
            SplittableRandom ofCall;
            // A batch sends requests in parallel.
            synchronized (random) {
                ofCall = random.split();
            }
            return throttling.reply(call, ofCall);
        };
        Ledger ledger = new Ledger();
        EventStream stream = new EventStream(seed, "b", base, ENTITIES_PER_TYPE, false);
        dynamoDb.createTable(ActivityTable.createTableRequest(Clients.TABLE));
        try (FaultProxy proxy = FaultProxy.before(tables.endpoint(), counted)) {
            RecordActivitiesFunction function = new RecordActivitiesFunction(
                    Clients.functionVariables(proxy.endpoint(), RESERVE), OpenTelemetry.noop());
            SqsEvents.warmUp(function);
            isWarm.set(true);
            long givenBack = 0;
            long notRecorded = 0;
            long timeouts = 0;
            for (int i = 0; i < batches; i++) {
                List<Publication> left = Stream.generate(stream::next)
                        .filter(each -> !each.isPoison())
                        .limit(MESSAGES_PER_BATCH)
                        .toList();
                left.forEach(ledger::publishing);
                left.forEach(ledger::accepted);
                // The store gives up after some attempts. The queue then delivers the message again.
                for (int receive = 1; receive <= MAX_RECEIVES && !left.isEmpty(); receive++) {
                    LambdaContext context = new LambdaContext("record", "r", Clients.REGION, timeout, System::nanoTime);
                    left = invoke(function, context, left);
                    timeouts += context.getRemainingTimeInMillis() > 0 ? 0 : 1;
                    givenBack += receive == 1 ? left.size() : 0;
                }
                notRecorded += left.size();
            }
            List<String> violations = new Timelines(dynamoDb, Clients.TABLE)
                    .judge(ledger, history -> {})
                    .violations();
            return new Count(requests.get(), puts.get(), givenBack, notRecorded, timeouts, violations);
        } finally {
            dynamoDb.deleteTable(request -> request.tableName(Clients.TABLE));
        }
    }

    /** Returns the publications that the function did not record. */
    private List<Publication> invoke(RecordActivitiesFunction function, LambdaContext context, List<Publication> batch)
            throws IOException {
        byte[] answer = SqsEvents.invoke(function, SqsEvents.of(batch, base.toEpochMilli()), context);
        Set<String> failures = SqsEvents.failures(answer);
        return batch.stream().filter(each -> failures.contains(each.name())).toList();
    }
}
