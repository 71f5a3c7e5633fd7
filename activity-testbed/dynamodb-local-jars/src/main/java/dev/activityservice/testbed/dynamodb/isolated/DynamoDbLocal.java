package dev.activityservice.testbed.dynamodb.isolated;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;
import software.amazon.dynamodb.services.local.shared.access.LocalDBClient;
import software.amazon.dynamodb.services.local.shared.access.sqlite.SQLiteDBAccess;
import software.amazon.dynamodb.services.local.shared.jobs.JobsRegister;

/**
 * Wires DynamoDB Local's request handler, database and Jetty. The launcher loads this class in the isolated class loader and
 * knows only its JDK interface. Thread-safe.
 *
 * @param port the port, or 0 for a free one
 * @param file the database file, or null for a database in memory
 * @param guard returns the reason why a request with these values of {@code Host} and {@code Origin} is refused, or null
 */
public record DynamoDbLocal(int port, Path file, BiFunction<List<String>, List<String>, String> guard)
        implements Callable<Map.Entry<Integer, AutoCloseable>> {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int JOB_THREADS = 10;
    /** The key under which DynamoDB Local keeps the database that all regions and credentials share. */
    private static final String SHARED_DATABASE = "shared-local-instance";

    /**
     * All handlers of DynamoDB Local share one table of operations, and each new handler fills it again. A request that reads the
     * table at that moment fails with InvalidAction. Requests take the read lock, a new handler takes the write lock.
     */
    private static final ReadWriteLock OPERATIONS = new ReentrantReadWriteLock();

    /** A strong reference, because java.util.logging forgets the level of a logger that is garbage-collected. */
    private static final Logger SQLITE_LOG = Logger.getLogger("com.almworks.sqlite4java");

    /** Answers requests with any {@code Host} and {@code Origin}. */
    public DynamoDbLocal(int port, Path file) {
        this(port, file, (hosts, origins) -> null);
    }

    /** Starts a server on 127.0.0.1; returns its port and the action that stops it. */
    @Override
    public Map.Entry<Integer, AutoCloseable> call() throws Exception {
        ExecutorService jobs = Executors.newFixedThreadPool(JOB_THREADS, task -> {
            Thread thread = new Thread(task, "dynamodb-local-job");
            thread.setDaemon(true);
            return thread;
        });
        LocalDynamoDBRequestHandler requests = new LocalDynamoDBRequestHandler(0, file == null, null, true, false);
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setDaemon(true);
        Server jetty = new Server(threads, new ScheduledExecutorScheduler("dynamodb-local-timer", true), null);
        AutoCloseable stop = () -> {
            try {
                jetty.stop();
                requests.shutdown();
            } finally {
                jobs.shutdownNow();
            }
        };
        try {
            openDatabase(requests, file, new JobsRegister(jobs, false));
            // DynamoDB Local's own server class listens on all interfaces and rejects port 0.
            ServerConnector connector = new ServerConnector(jetty);
            connector.setHost(LOOPBACK);
            connector.setPort(port);
            jetty.addConnector(connector);
            OPERATIONS.writeLock().lock();
            try {
                jetty.setHandler(new ContextHandler(new LockingHandler(requests, guard)));
            } finally {
                OPERATIONS.writeLock().unlock();
            }
            jetty.start();
            return Map.entry(connector.getLocalPort(), stop);
        } catch (Exception | LinkageError e) {
            stop.close();
            throw e;
        }
    }

    /**
     * Opens the database now. DynamoDB Local would open it at the first request, and would choose the name of its file. The map of
     * databases has no accessor, so this is the only use of reflection.
     */
    @SuppressWarnings("unchecked")
    private static void openDatabase(LocalDynamoDBRequestHandler requests, Path file, JobsRegister jobs)
            throws Exception {
        SQLiteDBAccess access = file == null ? new SQLiteDBAccess() : new SQLiteDBAccess(file.toFile());
        // SQLiteDBAccess has just set its own level. Errors are reported as exceptions.
        SQLITE_LOG.setLevel(Level.OFF);
        Field field = LocalDynamoDBRequestHandler.class.getDeclaredField("dbRequestHandlers");
        field.setAccessible(true);
        ((Map<String, AmazonDynamoDBLocal>) field.get(requests)).put(SHARED_DATABASE, new LocalDBClient(access, jobs));
    }

    /** Refuses foreign requests, and handles the others under the read lock. */
    private static final class LockingHandler extends LocalDynamoDBServerHandler {

        private final BiFunction<List<String>, List<String>, String> guard;

        private LockingHandler(
                LocalDynamoDBRequestHandler requests, BiFunction<List<String>, List<String>, String> guard) {
            super(requests, null);
            this.guard = guard;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String refusal = guard.apply(
                    request.getHeaders().getValuesList("Host"), request.getHeaders().getValuesList("Origin"));
            if (refusal != null) {
                response.setStatus(403);
                response.getHeaders().put("Content-Type", "application/x-amz-json-1.0");
                // A refusal is printable ASCII with quotation marks.
                Content.Sink.write(
                        response,
                        true,
                        "{\"__type\":\"AccessDeniedException\",\"message\":\"" + refusal.replace("\"", "\\\"") + "\"}",
                        callback);
                return true;
            }
            OPERATIONS.readLock().lock();
            try {
                return super.handle(request, response, callback);
            } finally {
                OPERATIONS.readLock().unlock();
            }
        }
    }
}
