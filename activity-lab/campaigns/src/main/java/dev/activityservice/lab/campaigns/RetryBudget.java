package dev.activityservice.lab.campaigns;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.AwsJsonCall;
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
import java.util.List;
import java.util.SplittableRandom;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What lasting throttling makes the record function ask of the table, beside what the same batches ask of one that is well. Each run
 * has a table of its own; close it when done.
 */
final class RetryBudget implements AutoCloseable {

    static final double THROTTLED = 0.3;
    private static final int BATCH = 10;
    private static final int MAX_RECEIVES = 3;
    private static final int ENTITIES_OF_KIND = 25;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** The minimum must not grow by what a busy machine was too slow for. */
    private static final Duration CALM_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final long seed;
    private final int batches;
    private final Instant base;
    private final DynamoDbLocalServer tables = DynamoDbLocalServer.inMemory();
    private final DynamoDbClient dynamoDb = Clients.dynamoDb(tables.endpoint());
    /** Of this run. */
    private long timeouts;

    RetryBudget(long seed, int batches, Instant base) {
        this.seed = seed;
        this.batches = batches;
        this.base = base;
    }

    /**
     * Counts of one run.
     *
     * @param requests to the table: writes of batches, and pins
     * @param puts items in the writes, each time they were sent
     * @param givenBack messages that came again because their first delivery did not record them
     * @param notRecorded messages that three deliveries did not record, though nothing is wrong with them
     * @param timeouts invocations that were not done at their deadline
     * @param violations of the promise, one sentence each
     */
    record Count(long requests, long puts, long givenBack, long notRecorded, long timeouts, List<String> violations) {

        /** Whether all was recorded, once, and in time; what it cost is another matter. */
        boolean isGood() {
            return notRecorded == 0 && timeouts == 0 && violations.isEmpty();
        }
    }

    @Override
    public void close() {
        dynamoDb.close();
        tables.close();
    }

    /** The minimum: nothing fails. */
    Count calm() throws IOException {
        return count(CALM_TIMEOUT, (call, dice) -> call.pass());
    }

    /** Each request is refused as a whole with a probability of 30 %. */
    Count callsThrottled() throws IOException {
        return count(
                TIMEOUT,
                (call, dice) -> dice.nextDouble() < THROTTLED
                        ? Reply.error(400, "ProvisionedThroughputExceededException")
                        : call.pass());
    }

    /** Each item of each write is left unprocessed with a probability of 30 %; if all are, the call fails, as DynamoDB's does. */
    Count itemsThrottled() throws IOException {
        return count(TIMEOUT, (call, dice) -> {
            if (!call.operation().equals("BatchWriteItem")) {
                return call.pass();
            }
            List<String> left = call.puts().stream()
                    .filter(put -> dice.nextDouble() < THROTTLED)
                    .toList();
            return left.size() == call.puts().size()
                    ? Reply.error(400, "ProvisionedThroughputExceededException")
                    : call.leave(left::contains);
        });
    }

    private interface Trouble {
        Reply reply(AwsJsonCall call, SplittableRandom dice) throws IOException, InterruptedException;
    }

    private Count count(Duration timeout, Trouble trouble) throws IOException {
        Counter counter = new Counter(trouble, new SplittableRandom(seed));
        Ledger ledger = new Ledger();
        timeouts = 0;
        EventStream stream = new EventStream(seed, "b", base, ENTITIES_OF_KIND, false);
        dynamoDb.createTable(ActivityTable.createTableRequest(Environment.TABLE));
        try (FaultProxy proxy = FaultProxy.before(tables.endpoint(), counter)) {
            RecordActivitiesFunction function =
                    new RecordActivitiesFunction(Environment.of(proxy.endpoint(), RESERVE), OpenTelemetry.noop());
            WarmUp.of(function);
            counter.start();
            long givenBack = 0;
            long notRecorded = 0;
            for (int i = 0; i < batches; i++) {
                List<Publication> batch = batch(stream);
                batch.forEach(ledger::publishing);
                batch.forEach(ledger::accepted);
                List<Publication> left = invoke(function, timeout, batch);
                givenBack += left.size();
                // The store gives a request up after so many attempts, and a queue delivers what was given back again.
                for (int receive = 2; receive <= MAX_RECEIVES && !left.isEmpty(); receive++) {
                    left = invoke(function, timeout, left);
                }
                notRecorded += left.size();
            }
            List<String> violations = new Timelines(dynamoDb, Environment.TABLE)
                    .judge(ledger, history -> {})
                    .violations();
            return new Count(counter.requests, counter.puts, givenBack, notRecorded, timeouts, violations);
        } finally {
            dynamoDb.deleteTable(request -> request.tableName(Environment.TABLE));
        }
    }

    private static List<Publication> batch(EventStream stream) {
        List<Publication> batch = new ArrayList<>();
        while (batch.size() < BATCH) {
            Publication next = stream.next();
            if (!next.isPoison()) {
                batch.add(next);
            }
        }
        return batch;
    }

    /** What the function gave back. */
    private List<Publication> invoke(RecordActivitiesFunction function, Duration timeout, List<Publication> batch)
            throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        LambdaContext context = new LambdaContext("record", "r", Clients.REGION, timeout, System::nanoTime);
        function.handleRequest(new ByteArrayInputStream(SqsEvents.of(batch, base.toEpochMilli())), answer, context);
        timeouts += context.getRemainingTimeInMillis() > 0 ? 0 : 1;
        String failed = answer.toString(StandardCharsets.UTF_8);
        return batch.stream()
                .filter(each -> failed.contains("\"itemIdentifier\":\"" + each.name() + "\""))
                .toList();
    }

    /** Requests of one batch may come at once. */
    private static final class Counter implements FaultProxy.Fault {

        private final Trouble trouble;
        private final SplittableRandom dice;
        private boolean hasStarted;
        private long requests;
        private long puts;

        Counter(Trouble trouble, SplittableRandom dice) {
            this.trouble = trouble;
            this.dice = dice;
        }

        /** Until then nothing fails, and nothing counts. */
        synchronized void start() {
            hasStarted = true;
        }

        @Override
        public Reply reply(AwsJsonCall call) throws IOException, InterruptedException {
            SplittableRandom ofCall;
            synchronized (this) {
                if (!hasStarted) {
                    return call.pass();
                }
                requests++;
                puts += call.operation().equals("BatchWriteItem") ? call.puts().size() : 0;
                ofCall = dice.split();
            }
            return trouble.reply(call, ofCall);
        }
    }
}
