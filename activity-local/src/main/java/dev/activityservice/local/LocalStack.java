package dev.activityservice.local;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.lambda.FindActivitiesFunction;
import dev.activityservice.aws.lambda.FunctionSetting;
import dev.activityservice.aws.lambda.InvalidSettingsException;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.bus.EventBus;
import dev.activityservice.local.command.CatalogOption;
import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.LocalClients;
import dev.activityservice.local.command.ReadPolicyOption;
import dev.activityservice.local.command.StackOptions;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.deadletters.DryRun;
import dev.activityservice.local.documents.CatalogDocuments;
import dev.activityservice.local.eventsource.EventSourceMapping;
import dev.activityservice.local.notice.DistinctNotices;
import dev.activityservice.local.page.ApiPages;
import dev.activityservice.local.page.RecentEntities;
import dev.activityservice.local.page.StartPage;
import dev.activityservice.local.queue.ElasticMqServer;
import dev.activityservice.local.queue.Queues;
import dev.activityservice.local.token.SigningKey;
import dev.activityservice.local.token.TokenIssuer;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalException;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import dev.activityservice.testbed.lambda.LambdaContext;
import dev.activityservice.testbed.loopback.LoopbackGuard;
import io.opentelemetry.api.OpenTelemetry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The whole system in this JVM, on 127.0.0.1 only: a bus that speaks EventBridge's protocol, ElasticMQ, the entry points of the
 * Lambda functions, DynamoDB Local, and an HTTP API. A composition root. Thread-safe.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.start(LocalOptions.onFreePorts(null, Duration.ofSeconds(2)))) {
 *     EventBridgeClient.builder().endpointOverride(stack.endpoint())…
 * }
 * }</pre>
 *
 * <p>Signatures of requests to the bus are not verified. Without a read policy, everyone may read. With one, reads need a token, which the
 * stack signs itself.
 */
public final class LocalStack implements AutoCloseable {

    /** Name of the bus that takes the events. */
    public static final String BUS = StackOptions.BUS;

    /** Name of the table. */
    public static final String TABLE = "ActivityService-activities-local";

    private static final String RECORD_FUNCTION = "ActivityService-record-local";
    private static final String FIND_FUNCTION = "ActivityService-find-local";
    private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(10);

    private final LoopbackGuard guard;
    private final FrontDoor frontDoor;
    private final Tables tables;
    private final Messages messages;
    /** What {@link #close()} stops, the last one first. */
    private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();

    /** The table, and the two functions that use it. */
    private record Tables(URI endpoint, RecordActivitiesFunction record, FindActivitiesFunction find) {}

    /** The queues, and a client of them. */
    private record Messages(URI endpoint, SqsClient client, Queues queues) {}

    /**
     * Starts a stack. All its parts are up when this returns. It reports later failures on standard error.
     *
     * @throws CommandException if a port is in use, another stack uses the folder, the catalog or the read policy has faults, tenants
     *     are set on one side only, or a part does
     *     not start
     */
    public static LocalStack start(LocalOptions options) {
        return new LocalStack(options);
    }

    private LocalStack(LocalOptions options) {
        try {
            requireFree("--sqs-port", options.sqsPort());
            requireFree("--dynamodb-port", options.dynamoDbPort());
            guard = options.access().guard();
            frontDoor = open(new FrontDoor(options.port(), guard, options.access()));
            ActivityCatalog catalog = catalog(options);
            DataFolder folder = options.dataDir() == null ? null : open(DataFolder.lock(options.dataDir()));
            // Each of the two takes about half of the time of a start.
            CompletableFuture<Tables> startOfTables = CompletableFuture.supplyAsync(() -> startTables(options, folder));
            CompletableFuture<Messages> startOfMessages =
                    CompletableFuture.supplyAsync(() -> startMessages(options, folder));
            awaitBoth(startOfTables, startOfMessages);
            tables = startOfTables.join();
            messages = startOfMessages.join();
            connect(options, catalog, startTokens(options, folder), System.err::println);
        } catch (RuntimeException | LinkageError e) {
            closeAll();
            throw e;
        }
    }

    /** Returns the endpoint of the bus ({@code POST /}) and of the API ({@code GET /api/activity/…}). */
    public URI endpoint() {
        return frontDoor.endpoint();
    }

    public URI sqsEndpoint() {
        return messages.endpoint();
    }

    public URI dynamoDbEndpoint() {
        return tables.endpoint();
    }

    public String queueUrl() {
        return messages.queues().queueUrl();
    }

    public String deadLettersUrl() {
        return messages.queues().deadLettersUrl();
    }

    public String tableName() {
        return TABLE;
    }

    /** Finishes the batches in progress, and stops. Does nothing the second time. */
    @Override
    public synchronized void close() {
        frontDoor.shut();
        closeAll();
    }

    private void closeAll() {
        for (AutoCloseable part = opened.poll(); part != null; part = opened.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("Cannot stop a part of the local stack: " + TerminalText.line(e.toString()));
            }
        }
    }

    private void connect(
            LocalOptions options, ActivityCatalog catalog, @Nullable TokenIssuer tokens, Consumer<String> notices) {
        Queues queues = messages.queues();
        DynamoDbClient dynamoDb = open(LocalClients.dynamoDb(tables.endpoint()));
        RecentEntities recent = new RecentEntities(new DryRun(catalog), dynamoDb, TABLE);
        open(new EventSourceMapping(
                messages.client(),
                new EventSourceMapping.Queue(queues.queueUrl(), queues.queueArn(), LocalClients.REGION),
                tables.record(),
                () -> context(RECORD_FUNCTION),
                notices,
                recent::accept));
        frontDoor.open(
                new EventBus(
                        new EventBus.Settings(BUS, LocalClients.REGION, LocalClients.ACCOUNT, catalog),
                        messages.client(),
                        queues.queueUrl(),
                        InstantSource.system(),
                        () -> UUID.randomUUID().toString(),
                        new DistinctNotices(notices)),
                new UnknownEntityTypes(
                        catalog,
                        new Gateway(
                                tables.find(),
                                () -> context(FIND_FUNCTION),
                                InstantSource.system(),
                                notices,
                                tokens == null ? null : new BearerAuthorizer(tokens),
                                options.access()),
                        new DistinctNotices(notices)),
                new Health(messages.client(), queues, dynamoDb, TABLE),
                options.catalog() == null ? "" : CatalogOption.text(options.catalog()),
                tokens,
                new StartPage(
                        new StartPage.Facts(
                                List.copyOf(catalog.entityTypes()),
                                DemoCommand.timelines(catalog),
                                Banner.publishCommand(endpoint()),
                                tokens == null ? null : Banner.tokenCommand(endpoint(), options.reads())),
                        recent::list),
                new ApiPages(CatalogDocuments.of(CatalogOption.textOrReference(options.catalog()))));
    }

    /** Refuses tenants on one side only, because reads would then never find what is recorded. */
    private static ActivityCatalog catalog(LocalOptions options) {
        ActivityCatalog catalog = CatalogOption.load(options.catalog());
        LocalOptions.Reads reads = options.reads();
        if (catalog.hasTenants() && reads.tenantClaim() == null) {
            throw new CommandException(
                    "Cannot use the catalog " + options.catalog()
                            + ": it has the key \"tenant\", so the options --read-policy and --tenant-claim must be set (docs/access.md)");
        }
        if (!catalog.hasTenants() && reads.tenantClaim() != null) {
            throw new CommandException("Cannot use the option --tenant-claim: the catalog "
                    + (options.catalog() == null ? "" : options.catalog() + " ")
                    + "must have the key \"tenant\" (docs/access.md)");
        }
        if (reads.policy() != null) {
            ReadPolicyOption.load(reads.policy());
        }
        return catalog;
    }

    private <T extends AutoCloseable> T open(T part) {
        opened.push(part);
        return part;
    }

    /** Waits for both even if one fails, so that the other can be stopped. */
    private static void awaitBoth(CompletableFuture<?> one, CompletableFuture<?> other) {
        try {
            CompletableFuture.allOf(one, other).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DynamoDbLocalException cause) {
                throw new CommandException(String.valueOf(cause.getMessage()), cause);
            }
            if (e.getCause() instanceof InvalidSettingsException cause) {
                throw new CommandException(String.valueOf(cause.getMessage()), cause);
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof LinkageError cause) {
                throw cause;
            }
            throw e;
        }
    }

    private Tables startTables(LocalOptions options, @Nullable DataFolder folder) {
        DynamoDbLocalServer server =
                open(DynamoDbLocalServer.start(options.dynamoDbPort(), folder == null ? null : folder.tables(), guard));
        createTable(server.endpoint());
        Map<String, String> environment = new HashMap<>(LocalClients.environment(server.endpoint()));
        environment.put(FunctionSetting.TABLE_NAME.variable(), TABLE);
        LocalOptions.Reads reads = options.reads();
        environment.put(FunctionSetting.READ_POLICY.variable(), reads.policy() == null ? "allow-all" : reads.policy());
        putIfSet(environment, FunctionSetting.TENANT_CLAIM, reads.tenantClaim());
        putIfSet(environment, FunctionSetting.AUDIT_KEY, reads.auditKey());
        putIfSet(
                environment, FunctionSetting.CORS_ALLOW_ORIGIN, options.access().origins());
        putIfSet(environment, FunctionSetting.CATALOG, options.catalog());
        // Otherwise the first message could be visible again before its function's classes are loaded.
        warmUp(new RecordActivitiesFunction(environment, OpenTelemetry.noop()));
        return new Tables(
                server.endpoint(),
                new RecordActivitiesFunction(environment, options.openTelemetry()),
                new FindActivitiesFunction(environment, options.openTelemetry()));
    }

    private static void putIfSet(Map<String, String> environment, FunctionSetting setting, @Nullable String value) {
        if (value != null) {
            environment.put(setting.variable(), value);
        }
    }

    private @Nullable TokenIssuer startTokens(LocalOptions options, @Nullable DataFolder folder) {
        if (options.reads().policy() == null) {
            return null;
        }
        SigningKey key = folder == null ? SigningKey.inMemory() : SigningKey.of(folder.key());
        return new TokenIssuer(frontDoor.endpoint(), key, InstantSource.system());
    }

    private Messages startMessages(LocalOptions options, @Nullable DataFolder folder) {
        ElasticMqServer server = open(ElasticMqServer.start(
                options.sqsPort(),
                folder == null ? null : folder.messages(),
                LocalClients.REGION,
                LocalClients.ACCOUNT,
                guard));
        SqsClient client = open(LocalClients.sqs(server.endpoint()));
        return new Messages(
                server.endpoint(), client, Queues.create(client, options.maxReceives(), options.visibilityTimeout()));
    }

    private static void createTable(URI dynamoDbEndpoint) {
        try (DynamoDbClient dynamoDb = LocalClients.dynamoDb(dynamoDbEndpoint)) {
            dynamoDb.createTable(ActivityTable.createTableRequest(TABLE));
            dynamoDb.updateTimeToLive(ActivityTable.timeToLiveRequest(TABLE));
        } catch (ResourceInUseException e) {
            // A former start has made the table.
        }
    }

    private static LambdaContext context(String functionName) {
        return new LambdaContext(
                functionName, UUID.randomUUID().toString(), LocalClients.REGION, FUNCTION_TIMEOUT, System::nanoTime);
    }

    private static void warmUp(RecordActivitiesFunction record) {
        byte[] noMessages = "{}".getBytes(StandardCharsets.UTF_8);
        try {
            record.handleRequest(
                    new ByteArrayInputStream(noMessages), new ByteArrayOutputStream(), context(RECORD_FUNCTION));
        } catch (IllegalArgumentException e) {
            // An invocation without messages fails. The classes are now loaded, and nothing was logged.
            return;
        } catch (IOException e) {
            throw new CommandException("Cannot start the record function: " + e, e);
        }
    }

    private static void requireFree(String option, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw portInUse(option, port, e);
        }
    }

    static CommandException portInUse(String option, int port, IOException cause) {
        return new CommandException(
                "Cannot listen on port " + port
                        + ": it is in use; stop the program that uses it, or choose another port with " + option
                        + " (0 takes a free port)",
                cause);
    }
}
