package dev.activityservice.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.FindActivitiesFunction;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.bus.EventBus;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalException;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.local.eventsource.EventSourceMapping;
import dev.activityservice.local.gateway.Gateway;
import dev.activityservice.local.json.Json;
import dev.activityservice.local.queue.ElasticMqServer;
import dev.activityservice.local.queue.QueueServerException;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.testbed.lambda.LambdaContext;
import io.opentelemetry.api.OpenTelemetry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The whole system in this JVM: a bus that speaks EventBridge's protocol, ElasticMQ, the Lambda functions' own entry points,
 * DynamoDB Local, and an HTTP API; all on 127.0.0.1 only. A composition root. Thread-safe.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.start(LocalOptions.builder().build())) {
 *     EventBridgeClient.builder().endpointOverride(stack.endpoint())…
 * }
 * }</pre>
 *
 * <p>Signatures are not verified, reads are open to all.
 */
public final class LocalStack implements AutoCloseable {

    /** The bus that events are put on. */
    public static final String BUS = "ActivityService-events-local";

    private static final String TABLE = "ActivityService-activities-local";
    private static final String RECORD_FUNCTION = "ActivityService-record-local";
    private static final String FIND_FUNCTION = "ActivityService-find-local";
    private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(10);
    private static final int HTTP_THREADS = 16;
    /** Of the JDK's HTTP server, read once: without it, each small answer waits 40 ms for an acknowledgement by TCP. */
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final URI endpoint;
    private @Nullable URI sqsEndpoint;
    private @Nullable URI dynamoDbEndpoint;
    private @Nullable Queues queues;
    private volatile @Nullable HttpHandler bus;
    private volatile @Nullable HttpHandler api;

    private LocalStack(LocalOptions options, Consumer<String> notices) {
        requireFree("--sqs-port", options.sqsPort());
        requireFree("--dynamodb-port", options.dynamoDbPort());
        this.endpoint = listen(options.port());
        try {
            compose(options, notices);
        } catch (RuntimeException | LinkageError e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a stack; all its parts are up when this returns. What goes wrong later is told on standard error.
     *
     * @throws LocalStackException if a port is in use, the folder is another's, the catalog has faults, or a part does not start
     */
    public static LocalStack start(LocalOptions options) {
        return new LocalStack(options, System.err::println);
    }

    /** Where the bus ({@code POST /}) and the API ({@code GET /api/activity/…}) are. */
    public URI endpoint() {
        return endpoint;
    }

    public URI sqsEndpoint() {
        return up(sqsEndpoint);
    }

    public URI dynamoDbEndpoint() {
        return up(dynamoDbEndpoint);
    }

    public String queueUrl() {
        return up(queues).queueUrl();
    }

    public String deadLettersUrl() {
        return up(queues).deadLettersUrl();
    }

    public String tableName() {
        return TABLE;
    }

    /** Finishes the batches that are being worked on, and stops; does nothing the second time. */
    @Override
    public synchronized void close() {
        api = null;
        bus = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("Cannot stop a part of the local stack: " + e);
            }
        }
    }

    private void compose(LocalOptions options, Consumer<String> notices) {
        ActivityCatalog catalog = CatalogFile.load(options.catalog());
        DataFolder folder = null;
        if (options.dataDir() != null) {
            folder = opened(DataFolder.lock(options.dataDir()));
        }
        DynamoDbLocalServer tables = opened(tables(options.dynamoDbPort(), folder));
        dynamoDbEndpoint = tables.endpoint();
        createTable(tables.endpoint());
        ElasticMqServer messages = opened(messages(options.sqsPort(), folder));
        sqsEndpoint = messages.endpoint();
        SqsClient sqs = opened(LocalClients.sqs(messages.endpoint()));
        Queues made = Queues.create(sqs, options.maxReceives(), options.visibilityTimeout());
        queues = made;

        Map<String, String> environment = environment(options, tables.endpoint());
        RecordActivitiesFunction record = new RecordActivitiesFunction(environment, options.openTelemetry());
        FindActivitiesFunction find = new FindActivitiesFunction(environment, options.openTelemetry());
        // So that the first message does not wait for classes to load until it is visible again.
        warmUp(new RecordActivitiesFunction(environment, OpenTelemetry.noop()));
        opened(EventSourceMapping.start(
                sqs,
                new EventSourceMapping.Queue(made.queueUrl(), made.queueArn(), LocalClients.REGION),
                record,
                () -> context(RECORD_FUNCTION),
                notices));
        api = new Gateway(find, () -> context(FIND_FUNCTION), InstantSource.system(), notices);
        bus = new EventBus(
                new EventBus.Settings(BUS, LocalClients.REGION, LocalClients.ACCOUNT, catalog.eventTypes()),
                sqs,
                made.queueUrl(),
                InstantSource.system(),
                () -> UUID.randomUUID().toString(),
                notices);
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private static <T> T up(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The local stack has not started");
        }
        return part;
    }

    private URI listen(int port) {
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw portInUse("--port", port, e);
        } catch (IOException e) {
            throw new LocalStackException("Cannot listen on port " + port + ": " + e, e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(HTTP_THREADS, task -> {
            Thread thread = new Thread(task, "http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        opened(() -> {
            server.stop(0);
            threads.shutdownNow();
        });
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            HttpHandler currentBus = bus;
            HttpHandler currentApi = api;
            if (currentBus == null || currentApi == null) {
                answer(exchange, 503, "{\"status\":\"starting\"}");
            } else if (path.equals("/health")) {
                answer(exchange, 200, "{\"status\":\"up\"}");
            } else if (path.startsWith("/api/")) {
                currentApi.handle(exchange);
            } else if (path.equals("/") && exchange.getRequestMethod().equals("POST")) {
                currentBus.handle(exchange);
            } else {
                answer(exchange, 404, "{\"message\":\"Not found: POST / is the bus, GET /api/activity/… the API\"}");
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
    }

    private static DynamoDbLocalServer tables(int port, @Nullable DataFolder folder) {
        try {
            DynamoDbLocalServer.Builder builder = DynamoDbLocalServer.builder().port(port);
            return folder == null
                    ? builder.start()
                    : builder.file(folder.tables()).start();
        } catch (DynamoDbLocalException e) {
            throw new LocalStackException(String.valueOf(e.getMessage()), e);
        }
    }

    private static ElasticMqServer messages(int port, @Nullable DataFolder folder) {
        try {
            return ElasticMqServer.start(
                    port, folder == null ? null : folder.messages(), LocalClients.REGION, LocalClients.ACCOUNT);
        } catch (QueueServerException e) {
            throw new LocalStackException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void createTable(URI dynamoDbEndpoint) {
        try (DynamoDbClient dynamoDb = LocalClients.dynamoDb(dynamoDbEndpoint)) {
            dynamoDb.createTable(ActivityTable.createTableRequest(TABLE));
            dynamoDb.updateTimeToLive(ActivityTable.timeToLiveRequest(TABLE));
        } catch (ResourceInUseException e) {
            // It is there from the last time.
        }
    }

    private static Map<String, String> environment(LocalOptions options, URI dynamoDbEndpoint) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "ACTIVITY_TABLE_NAME",
                TABLE,
                "ACTIVITY_READ_POLICY",
                "allow-all",
                "AWS_REGION",
                LocalClients.REGION,
                "AWS_ENDPOINT_URL_DYNAMODB",
                dynamoDbEndpoint.toString(),
                "AWS_ACCESS_KEY_ID",
                LocalClients.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                LocalClients.SECRET_KEY));
        if (options.catalog() != null) {
            environment.put("ACTIVITY_CATALOG", options.catalog());
        }
        return environment;
    }

    private static LambdaContext context(String functionName) {
        return new LambdaContext(
                functionName, UUID.randomUUID().toString(), LocalClients.REGION, FUNCTION_TIMEOUT, System::nanoTime);
    }

    private static void warmUp(RecordActivitiesFunction record) {
        byte[] noRecords = Json.writeBytes(Json.object("Records", List.of()));
        try {
            record.handleRequest(
                    new ByteArrayInputStream(noRecords), new ByteArrayOutputStream(), context(RECORD_FUNCTION));
        } catch (IOException e) {
            throw new LocalStackException("Cannot start the record function: " + e, e);
        }
    }

    private static void requireFree(String option, int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw portInUse(option, port, e);
        }
    }

    private static LocalStackException portInUse(String option, int port, IOException cause) {
        return new LocalStackException(
                "Cannot listen on port " + port
                        + ": it is in use; stop the program that uses it, or name another port with " + option
                        + " (0 takes a free one)",
                cause);
    }
}
