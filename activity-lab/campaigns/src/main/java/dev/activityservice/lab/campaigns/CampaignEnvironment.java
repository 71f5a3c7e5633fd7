package dev.activityservice.lab.campaigns;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.FrontDoor;
import dev.activityservice.local.LocalStack;
import dev.activityservice.local.bus.EventBus;
import dev.activityservice.local.eventsource.EventSourceMapping;
import dev.activityservice.local.notice.DistinctNotices;
import dev.activityservice.local.queue.ElasticMqServer;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The parts of one round, all real and in memory: bus, ElasticMQ, event source mappings, record functions and DynamoDB Local. A
 * fault proxy is before the queue, and one before the table for each function. The parts end with the round, so that a long campaign
 * does not fill the memory.
 */
final class CampaignEnvironment implements AutoCloseable {

    private static final int MAX_RECEIVES = 3;
    private static final int POLLERS_PER_MAPPING = 2;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final SqsClient sqs;
    private final Queues queues;
    private final List<Worker> workers;
    private final DeliveredFunction function;
    private final Publisher publisher;
    private final Drain drain;

    /**
     * @param visibility the visibility timeout of the queue
     * @param drainTimeout the longest wait for an empty queue
     * @param observer receives each delivery
     */
    record Settings(
            FaultPlan plan,
            Function<FaultPlan.Draw, TableFaults> faults,
            Defect defect,
            Workers workers,
            Duration visibility,
            Duration drainTimeout,
            Consumer<Delivery> observer) {}

    @FunctionalInterface
    interface Workers {
        List<Worker> create(URI dynamoDb) throws IOException;
    }

    CampaignEnvironment(Settings settings, Ledger ledger, Counters counters) throws IOException {
        DynamoDbLocalServer tables = opened(DynamoDbLocalServer.inMemory());
        DynamoDbClient dynamoDb = opened(Clients.dynamoDb(tables.endpoint()));
        dynamoDb.createTable(ActivityTable.createTableRequest(Clients.TABLE));
        ElasticMqServer messages = opened(ElasticMqServer.start(0, null, Clients.REGION, Clients.ACCOUNT));
        SqsClient direct = opened(Clients.sqs(messages.endpoint()));
        queues = Queues.create(direct, MAX_RECEIVES, settings.visibility());
        QueueFaults queueFaults = new QueueFaults(settings.plan(), counters, direct, queues.queueUrl());
        FaultProxy queueProxy = opened(FaultProxy.before(messages.endpoint(), queueFaults));
        queueFaults.attach(queueProxy);
        sqs = opened(Clients.sqsBehindProxy(queueProxy.endpoint()));
        workers = settings.workers().create(tables.endpoint());
        function = opened(new DeliveredFunction(workers, settings, ledger, counters));
        EventBus bus = new EventBus(
                new EventBus.Settings(LocalStack.BUS, Clients.REGION, Clients.ACCOUNT, ActivityCatalog.reference()),
                sqs,
                queues.queueUrl(),
                InstantSource.system(),
                () -> UUID.randomUUID().toString(),
                new DistinctNotices(notice -> {}));
        FrontDoor door = opened(new FrontDoor(0));
        door.open(bus, api -> api.sendResponseHeaders(404, -1), health -> health.sendResponseHeaders(200, -1));
        EventBridgeClient busClient = opened(Clients.bus(door.endpoint()));
        publisher = new Publisher(busClient, sqs, queues.queueUrl(), ledger, counters);
        drain = new Drain(
                direct,
                queues.queueUrl(),
                queues.deadLettersUrl(),
                dynamoDb,
                Clients.TABLE,
                counters,
                settings.drainTimeout());
    }

    /** Starts to deliver the messages of the queue. */
    void deliver() {
        List<EventSourceMapping> mappings = new ArrayList<>();
        for (int i = 0; i < workers.size(); i += POLLERS_PER_MAPPING) {
            mappings.add(new EventSourceMapping(
                    sqs,
                    new EventSourceMapping.Queue(queues.queueUrl(), queues.queueArn(), Clients.REGION),
                    function,
                    () -> new LambdaContext(
                            "record",
                            UUID.randomUUID().toString(),
                            Clients.REGION,
                            workers.get(0).timeout(),
                            System::nanoTime),
                    // Notices are about planned faults of the queue, or the function counts the problem itself.
                    notice -> {}));
        }
        // In parallel, because each waits for its receive.
        opened((AutoCloseable) () -> mappings.parallelStream().forEach(EventSourceMapping::close));
    }

    Publisher publisher() {
        return publisher;
    }

    Drain drain() {
        return drain;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("Cannot stop a part", e);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }
}
