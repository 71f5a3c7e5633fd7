package dev.activityservice.testbed.dynamodb;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Level;
import java.util.logging.Logger;
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

    private static final String LOOPBACK = "127.0.0.1";
    private static final String LOCAL = "software.amazon.dynamodb.services.local.";
    private static final String JETTY = "org.eclipse.jetty.";
    /** The key under which DynamoDB Local keeps the database that all regions and credentials share. */
    private static final String SHARED_DATABASE = "shared-local-instance";

    /**
     * All handlers of DynamoDB Local share one table of the operations that they know, which each new one begins anew: who looks
     * into it meanwhile answers that there is no such operation.
     */
    private static final ReadWriteLock HANDLERS = new ReentrantReadWriteLock();

    /** Held, for java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger SQLITE_LOG = Logger.getLogger("com.almworks.sqlite4java");

    private final IsolatedLoader loader;
    private final Object jetty;
    private final Object requests;
    private final ExecutorService jobs;
    private final @Nullable DatabaseLock lock;
    private final URI endpoint;
    private boolean closed;

    private DynamoDbLocalServer(
            IsolatedLoader loader,
            Object jetty,
            Object requests,
            ExecutorService jobs,
            @Nullable DatabaseLock lock,
            URI endpoint) {
        this.loader = loader;
        this.jetty = jetty;
        this.requests = requests;
        this.jobs = jobs;
        this.lock = lock;
        this.endpoint = endpoint;
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
                call(jetty, "stop");
                call(requests, "shutdown");
                return true;
            });
        } finally {
            jobs.shutdownNow();
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
            DatabaseLock lock = database == null ? null : DatabaseLock.take(database.toAbsolutePath());
            try {
                return inIsolation(loader, "start", () -> open(loader, port, database, lock));
            } catch (RuntimeException e) {
                if (lock != null) {
                    lock.release();
                }
                throw e;
            }
        }
    }

    private static DynamoDbLocalServer open(
            IsolatedLoader loader, int port, @Nullable Path file, @Nullable DatabaseLock lock) throws Exception {
        ExecutorService jobs = Executors.newFixedThreadPool(10, task -> {
            Thread thread = new Thread(task, "dynamodb-local-job");
            thread.setDaemon(true);
            return thread;
        });
        Object requests =
                make(loader, LOCAL + "server.LocalDynamoDBRequestHandler", 0, file == null, null, true, false);
        try {
            Object register = make(loader, LOCAL + "shared.jobs.JobsRegister", jobs, false);
            Object access = file == null
                    ? make(loader, LOCAL + "shared.access.sqlite.SQLiteDBAccess")
                    : make(
                            loader,
                            LOCAL + "shared.access.sqlite.SQLiteDBAccess",
                            file.toAbsolutePath().toFile());
            // It has just set its own level; what matters comes as an exception.
            SQLITE_LOG.setLevel(Level.OFF);
            // It would open its database at the first request, and a file only under a name of its own.
            databases(requests)
                    .put(SHARED_DATABASE, make(loader, LOCAL + "shared.access.LocalDBClient", access, register));
            Object context = make(loader, JETTY + "server.handler.ContextHandler");
            call(context, "setHandler", handler(loader, requests));
            Object pool = make(loader, JETTY + "util.thread.QueuedThreadPool");
            call(pool, "setDaemon", true);
            Object scheduler =
                    make(loader, JETTY + "util.thread.ScheduledExecutorScheduler", "dynamodb-local-timer", true);
            Object jetty = make(loader, JETTY + "server.Server", pool, scheduler, null);
            // Its own server class listens on all interfaces and refuses port 0.
            Object connector = make(loader, JETTY + "server.ServerConnector", jetty);
            call(connector, "setHost", LOOPBACK);
            call(connector, "setPort", port);
            call(jetty, "addConnector", connector);
            call(jetty, "setHandler", context);
            try {
                call(jetty, "start");
            } catch (Exception e) {
                call(jetty, "stop");
                throw e;
            }
            Object localPort = call(connector, "getLocalPort");
            return new DynamoDbLocalServer(
                    loader, jetty, requests, jobs, lock, URI.create("http://" + LOOPBACK + ":" + localPort));
        } catch (Exception | LinkageError e) {
            call(requests, "shutdown");
            jobs.shutdownNow();
            throw e;
        }
    }

    /** What answers a server's requests, but not while another is made. */
    private static Object handler(IsolatedLoader loader, Object requests) throws Exception {
        Object handler;
        HANDLERS.writeLock().lock();
        try {
            handler = make(loader, LOCAL + "server.LocalDynamoDBServerHandler", requests, null);
        } finally {
            HANDLERS.writeLock().unlock();
        }
        Class<?> type = Class.forName(JETTY + "server.Handler", false, loader);
        return Proxy.newProxyInstance(loader, new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getName().equals("equals")) {
                return proxy == arguments[0];
            }
            if (!method.getName().equals("handle")) {
                return unwrapped(() -> method.invoke(handler, arguments));
            }
            HANDLERS.readLock().lock();
            try {
                return unwrapped(() -> method.invoke(handler, arguments));
            } finally {
                HANDLERS.readLock().unlock();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> databases(Object requests) throws ReflectiveOperationException {
        Field field = requests.getClass().getDeclaredField("dbRequestHandlers");
        field.setAccessible(true);
        return (Map<String, Object>) field.get(requests);
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

    private static Object make(ClassLoader loader, String className, @Nullable Object... arguments) throws Exception {
        for (Constructor<?> constructor : Class.forName(className, true, loader).getConstructors()) {
            if (accepts(constructor.getParameterTypes(), arguments)) {
                return unwrapped(() -> constructor.newInstance(arguments));
            }
        }
        throw new NoSuchMethodException(className + " has no constructor for " + arguments.length + " such arguments");
    }

    private static @Nullable Object call(Object target, String name, @Nullable Object... arguments) throws Exception {
        for (java.lang.reflect.Method method : target.getClass().getMethods()) {
            if (method.getName().equals(name) && accepts(method.getParameterTypes(), arguments)) {
                return unwrapped(() -> method.invoke(target, arguments));
            }
        }
        throw new NoSuchMethodException(target.getClass().getName() + " has no method " + name);
    }

    private static boolean accepts(Class<?>[] types, @Nullable Object[] arguments) {
        boolean fits = types.length == arguments.length;
        for (int i = 0; fits && i < types.length; i++) {
            Object argument = arguments[i];
            fits = types[i] == int.class
                    ? argument instanceof Integer
                    : types[i] == boolean.class
                            ? argument instanceof Boolean
                            : argument == null ? !types[i].isPrimitive() : types[i].isInstance(argument);
        }
        return fits;
    }

    private static <T> T unwrapped(Callable<T> reflective) throws Exception {
        try {
            return reflective.call();
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Exception exception) {
                throw exception;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
