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
 * A DynamoDB Local in this JVM, on 127.0.0.1 only. {@link #inMemory()} starts a server that loses its tables when it is closed,
 * {@link #onDisk(Path)} a server that keeps them. All credentials and regions see the same tables. Thread-safe.
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

    private final ClassLoader loader;
    private final AutoCloseable server;
    private final @Nullable DatabaseLock lock;
    private final URI endpoint;
    private boolean closed;

    private DynamoDbLocalServer(
            ClassLoader loader, Map.Entry<Integer, AutoCloseable> started, @Nullable DatabaseLock lock) {
        this.loader = loader;
        this.server = started.getValue();
        this.lock = lock;
        this.endpoint = URI.create("http://127.0.0.1:" + started.getKey());
    }

    /** Starts a server on a free port, with tables in memory. */
    public static DynamoDbLocalServer inMemory() {
        return builder().start();
    }

    /**
     * Starts a server on a free port, with tables in a database file. Creates the file if it does not exist. A second file, whose
     * name ends with {@code .lock}, prevents that two servers open the database.
     *
     * @throws DynamoDbLocalException also if another server uses the file, in this process or another
     */
    public static DynamoDbLocalServer onDisk(Path file) {
        return builder().file(file).start();
    }

    public static Builder builder() {
        return new Builder();
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

    /** The settings of a new server. Not thread-safe. */
    public static final class Builder {

        private int port;
        private @Nullable Path file;

        private Builder() {}

        /** Sets the port; the default, 0, chooses a free port. */
        public Builder port(int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("Invalid port: must be from 0 to 65535, not " + port);
            }
            this.port = port;
            return this;
        }

        /** Sets the database file; the default is a database in memory. Creates the folder if it does not exist. */
        public Builder file(Path file) {
            this.file = file;
            return this;
        }

        /**
         * Starts the server, and returns when it accepts requests.
         *
         * @throws DynamoDbLocalException if the jars are missing, the native library does not load, the file is locked or is not
         *     a database, or the port is in use
         */
        public DynamoDbLocalServer start() {
            ClassLoader loader = IsolatedLoader.shared();
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
    private static Map.Entry<Integer, AutoCloseable> open(ClassLoader loader, int port, @Nullable File file)
            throws Exception {
        Object starter = Class.forName(STARTER, true, loader)
                .getConstructor(int.class, File.class)
                .newInstance(port, file);
        return ((Callable<Map.Entry<Integer, AutoCloseable>>) starter).call();
    }

    /**
     * Runs work on a daemon thread with the isolated context class loader, in which the libraries look for their parts. Threads
     * that the work starts inherit both properties.
     */
    private static <T> T inIsolation(ClassLoader loader, String verb, Callable<T> work) {
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
