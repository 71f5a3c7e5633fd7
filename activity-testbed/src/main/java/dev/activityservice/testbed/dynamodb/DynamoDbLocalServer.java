package dev.activityservice.testbed.dynamodb;

import dev.activityservice.testbed.loopback.LoopbackGuard;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A DynamoDB Local in this JVM, on 127.0.0.1 only. {@link #inMemory()} starts a server that loses its tables when it is closed,
 * {@link #start} with a file a server that keeps them. Requests with a foreign {@code Host} or {@code Origin} are refused. All credentials and regions see the same tables. Thread-safe.
 *
 * <p>A thread of the database ({@code SQLiteQueue[…]}) keeps the JVM alive until the server is closed. All other threads are
 * daemons.
 *
 * <p>The build fetches the jars from Maven Central into {@code dynamodb-local-jars/target/dynamodb-local}. The system property
 * {@value #FOLDER_PROPERTY} sets another folder. The licence of DynamoDB Local forbids redistribution: do not shade or ship its jars.
 */
public final class DynamoDbLocalServer implements AutoCloseable {

    /** The system property that sets the folder of the jars. */
    public static final String FOLDER_PROPERTY = "activity.dynamodb-local.dir";

    /** Compiled against the jars of DynamoDB Local, and loaded with them. */
    private static final String STARTER = "dev.activityservice.testbed.dynamodb.isolated.DynamoDbLocal";

    private final AutoCloseable server;
    private final @Nullable DatabaseLock lock;
    private final URI endpoint;
    private boolean closed;

    private DynamoDbLocalServer(Map.Entry<Integer, AutoCloseable> started, @Nullable DatabaseLock lock) {
        this.server = started.getValue();
        this.lock = lock;
        this.endpoint = URI.create("http://127.0.0.1:" + started.getKey());
    }

    /** Starts a server on a free port, with tables in memory. */
    public static DynamoDbLocalServer inMemory() {
        return start(0, null);
    }

    /**
     * Starts a server, and returns when it accepts requests.
     *
     * @param port the port, or 0 for a free one
     * @param file the database file, which is created with its folder if it does not exist; null for tables in memory. A second file,
     *     whose name ends with {@code .lock}, prevents that two servers open the database
     * @throws DynamoDbLocalException if the jars are missing, the native library does not load, the port is in use, or the file is
     *     not a database or is in use, also by another process
     */
    public static DynamoDbLocalServer start(int port, @Nullable Path file) {
        return start(port, file, LoopbackGuard.strict());
    }

    /**
     * Starts a server that answers only the requests that a guard allows.
     *
     * @see #start(int, Path)
     */
    public static DynamoDbLocalServer start(int port, @Nullable Path file, LoopbackGuard guard) {
        Path database = file == null ? null : file.toAbsolutePath();
        DatabaseLock lock = database == null ? null : DatabaseLock.take(database);
        try {
            return new DynamoDbLocalServer(inIsolation("start", () -> open(port, database, guard)), lock);
        } catch (RuntimeException e) {
            if (lock != null) {
                lock.release();
            }
            throw e;
        }
    }

    /** Returns the address for a client's endpoint override, for example {@code http://127.0.0.1:41234}. */
    public URI endpoint() {
        return endpoint;
    }

    /** Stops the server and closes the database. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            inIsolation("stop", () -> {
                server.close();
                return true;
            });
        } finally {
            if (lock != null) {
                lock.release();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map.Entry<Integer, AutoCloseable> open(int port, @Nullable Path file, LoopbackGuard guard)
            throws Exception {
        BiFunction<List<String>, List<String>, @Nullable String> refusal = guard::refusal;
        Object starter = Class.forName(STARTER, true, IsolatedLoader.shared())
                .getConstructor(int.class, Path.class, BiFunction.class)
                .newInstance(port, file, refusal);
        Map.Entry<Integer, AutoCloseable> started = ((Callable<Map.Entry<Integer, AutoCloseable>>) starter).call();
        guard.own(started.getKey());
        return started;
    }

    /**
     * Runs work on a daemon thread with the isolated context class loader, in which the libraries look for their parts. Threads
     * that the work starts are also daemon threads and have the same class loader.
     */
    private static <T> T inIsolation(String verb, Callable<T> work) {
        ClassLoader loader = IsolatedLoader.shared();
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "dynamodb-local-" + verb);
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DynamoDbLocalException("Cannot " + verb + " DynamoDB Local: interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DynamoDbLocalException("Cannot " + verb + " DynamoDB Local: " + explain(cause), cause);
        }
    }

    private static String explain(Throwable failure) {
        StringBuilder out = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String name = cause.getClass().getSimpleName();
            if (cause instanceof BindException) {
                return "the port is in use: " + failure.getMessage();
            }
            if (cause instanceof UnsatisfiedLinkError || name.equals("NativeSQLiteLibraryNotFoundException")) {
                return "the native SQLite library does not load on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + ": " + cause.getMessage();
            }
            out.append(out.length() == 0 ? "" : ", because ")
                    .append(name)
                    .append(": ")
                    .append(cause.getMessage());
        }
        return out.toString();
    }
}
