package dev.activityservice.testbed.dynamodb;

import java.io.File;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * One DynamoDB Local in this JVM, on 127.0.0.1 only: {@code DynamoDbLocalServer.inMemory()}, or
 * {@link #onDisk(Path)} for one that keeps its tables. Any credentials and any region see the same tables. It sends no
 * telemetry. Thread-safe.
 *
 * <p>Until it is closed, one thread of its database ({@code SQLiteQueue[…]}) keeps the JVM alive; its other threads are daemons.
 *
 * <p>Its jars come from Maven Central into {@code dynamodb-local-jars/target/dynamodb-local} when the build runs; the system property
 * {@value #FOLDER_PROPERTY} names another folder. Its licence forbids to redistribute them: do not shade or ship them.
 */
public final class DynamoDbLocalServer implements AutoCloseable {

    /** The system property that names the folder of the jars. */
    public static final String FOLDER_PROPERTY = "activity.dynamodb-local.dir";

    /** Compiled against the jars of DynamoDB Local, and loaded with them. */
    private static final String STARTER = "dev.activityservice.testbed.dynamodb.isolated.DynamoDbLocal";

    private final IsolatedLoader loader;
    private final AutoCloseable server;
    private final @Nullable DatabaseLock lock;
    private final URI endpoint;
    private boolean closed;

    private DynamoDbLocalServer(
            IsolatedLoader loader, Map.Entry<Integer, AutoCloseable> started, @Nullable DatabaseLock lock) {
        this.loader = loader;
        this.server = started.getValue();
        this.lock = lock;
        this.endpoint = URI.create("http://127.0.0.1:" + started.getKey());
    }

    /** Starts one on a free port that forgets everything when it is closed. */
    public static DynamoDbLocalServer inMemory() {
        return builder().start();
    }

    /**
     * Starts one on a free port that keeps its tables in a database file, made if it is not there.
     *
     * <p>A file beside it, with {@code .lock} at the end of its name, keeps a second server away.
     *
     * @throws DynamoDbLocalException also if another server has the file open, in this process or another
     */
    public static DynamoDbLocalServer onDisk(Path file) {
        return builder().file(file).start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** For a client's endpoint override, for example {@code http://127.0.0.1:41234}. */
    public URI endpoint() {
        return endpoint;
    }

    /** Stops answering and closes the database; does nothing the second time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            inIsolation(loader, "stop", () -> {
                server.close();
                return true;
            });
        } finally {
            if (lock != null) {
                lock.release();
            }
        }
    }

    /** Settings of a server to start; not thread-safe. */
    public static final class Builder {

        private int port;
        private @Nullable Path file;

        private Builder() {}

        /** The port to listen on, 0 (the default) for a free one. */
        public Builder port(int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("Invalid port: " + port + " is not between 0 and 65535");
            }
            this.port = port;
            return this;
        }

        /** The database file; without it, the tables are in memory only. Its folder is made if it is not there. */
        public Builder file(Path file) {
            this.file = file;
            return this;
        }

        /**
         * Starts the server; it answers when this returns.
         *
         * @throws DynamoDbLocalException if the jars are missing, the native library does not load, the file is locked or not
         *     a database, or the port is in use
         */
        public DynamoDbLocalServer start() {
            IsolatedLoader loader = IsolatedLoader.shared();
            Path database = file;
            File absolute = database == null ? null : database.toAbsolutePath().toFile();
            DatabaseLock lock = absolute == null ? null : DatabaseLock.take(absolute.toPath());
            try {
                return new DynamoDbLocalServer(
                        loader, inIsolation(loader, "start", () -> open(loader, port, absolute)), lock);
            } catch (RuntimeException e) {
                if (lock != null) {
                    lock.release();
                }
                throw e;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map.Entry<Integer, AutoCloseable> open(IsolatedLoader loader, int port, @Nullable File file)
            throws Exception {
        Object starter = Class.forName(STARTER, true, loader)
                .getConstructor(int.class, File.class)
                .newInstance(port, file);
        return ((Callable<Map.Entry<Integer, AutoCloseable>>) starter).call();
    }

    /**
     * Runs work on a daemon thread whose context class loader is the isolated one: libraries inside look for their parts there,
     * and threads they start inherit that they are daemons.
     */
    private static <T> T inIsolation(IsolatedLoader loader, String verb, Callable<T> work) {
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
                return "its native SQLite library does not load on " + System.getProperty("os.name") + " "
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
