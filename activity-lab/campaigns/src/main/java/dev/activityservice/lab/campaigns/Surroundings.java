package dev.activityservice.lab.campaigns;

import com.sun.net.httpserver.HttpServer;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.LocalStack;
import dev.activityservice.local.bus.EventBus;
import dev.activityservice.local.eventsource.EventSourceMapping;
import dev.activityservice.local.queue.ElasticMqServer;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The parts of one round, all real and all in memory: bus, ElasticMQ, event-source loops, record functions, DynamoDB Local, with
 * a fault proxy before the queue and one before the table for each function. They end with the round, so that a campaign can go
 * on for ever.
 */
final class Surroundings implements AutoCloseable {

    private static final int MAX_RECEIVES = 3;
    /** Of the JDK's HTTP server, read once: without it, each small answer waits 40 ms for an acknowledgement by TCP. */
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Publisher publisher;
    private final Ending ending;
    private final Runnable delivery;

    /** How a round is set up. */
    record Settings(
            FaultPlan plan,
            Function<FaultPlan.Draw, TableTrouble> troubles,
            Defect defect,
            Workers workers,
            Duration visibility,
            Duration patience,
            Consumer<Delivery> observer) {}

    /** Makes the functions. */
    @FunctionalInterface
    interface Workers {
        List<Worker> make(URI dynamoDb) throws IOException;
    }

    private Surroundings(Settings settings, Ledger ledger, Tally tally) throws IOException {
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        DynamoDbLocalServer tables = opened(DynamoDbLocalServer.inMemory());
        DynamoDbClient dynamoDb = opened(Clients.dynamoDb(tables.endpoint()));
        dynamoDb.createTable(ActivityTable.createTableRequest(Environment.TABLE));
        ElasticMqServer messages = opened(ElasticMqServer.start(0, null, Clients.REGION, Clients.ACCOUNT));
        SqsClient direct = opened(Clients.sqs(messages.endpoint()));
        Queues queues = Queues.create(direct, MAX_RECEIVES, settings.visibility());
        QueueTrouble queueTrouble = new QueueTrouble(settings.plan(), tally, direct, queues.queueUrl());
        FaultProxy queueProxy = opened(FaultProxy.before(messages.endpoint(), queueTrouble));
        queueTrouble.isBehind(queueProxy);
        SqsClient sqs = opened(Clients.sqsBehindProxy(queueProxy.endpoint()));
        List<Worker> workers = settings.workers().make(tables.endpoint());
        DeliveredFunction function = opened(new DeliveredFunction(
                workers, settings.plan(), settings.troubles(), settings.defect(), ledger, tally, settings.observer()));
        this.delivery = () -> poll(sqs, queues, function, workers);
        EventBus bus = new EventBus(
                new EventBus.Settings(
                        LocalStack.BUS,
                        Clients.REGION,
                        Clients.ACCOUNT,
                        ActivityCatalog.reference().eventTypes()),
                sqs,
                queues.queueUrl(),
                InstantSource.system(),
                () -> UUID.randomUUID().toString(),
                notice -> {});
        EventBridgeClient busClient = opened(Clients.bus(listen(bus)));
        this.publisher = new Publisher(busClient, sqs, queues.queueUrl(), ledger, tally);
        this.ending = new Ending(
                direct,
                queues.queueUrl(),
                queues.deadLettersUrl(),
                dynamoDb,
                Environment.TABLE,
                tally,
                settings.patience());
    }

    static Surroundings start(Settings settings, Ledger ledger, Tally tally) throws IOException {
        return new Surroundings(settings, ledger, tally);
    }

    /** Begins to deliver, also what is on the queue already. */
    void deliver() {
        delivery.run();
    }

    Publisher publisher() {
        return publisher;
    }

    Ending ending() {
        return ending;
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

    private void poll(SqsClient sqs, Queues queues, DeliveredFunction function, List<Worker> workers) {
        Duration timeout = workers.get(0).timeout();
        List<EventSourceMapping> mappings = new ArrayList<>();
        // Each has two pollers.
        for (int i = 0; i < (workers.size() + 1) / 2; i++) {
            mappings.add(EventSourceMapping.start(
                    sqs,
                    new EventSourceMapping.Queue(queues.queueUrl(), queues.queueArn(), Clients.REGION),
                    function,
                    () -> new LambdaContext(
                            "record", UUID.randomUUID().toString(), Clients.REGION, timeout, System::nanoTime),
                    // Of the queue it tells what was planned, and the function tells by itself.
                    notice -> {}));
        }
        // In parallel, for each waits for its receive to end.
        opened((AutoCloseable) () -> mappings.parallelStream().forEach(EventSourceMapping::close));
    }

    private URI listen(EventBus bus) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "bus");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                bus.handle(exchange);
            }
        });
        server.start();
        opened((AutoCloseable) () -> {
            server.stop(0);
            threads.shutdownNow();
        });
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }
}
