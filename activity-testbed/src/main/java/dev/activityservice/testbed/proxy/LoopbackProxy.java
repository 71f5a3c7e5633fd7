package dev.activityservice.testbed.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A loopback port in front of a server, with one thread for each connection. Thread-safe.
 *
 * <p>Implementation note: a proxy that refuses connections must get its own port back. Its port is therefore below the range that
 * operating systems assign to clients, and no other proxy of this JVM may take the port until this proxy is closed.
 */
public abstract class LoopbackProxy implements AutoCloseable {

    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 12_000;
    private static final int BACKLOG = 200;
    private static final Set<Integer> RESERVED_PORTS = ConcurrentHashMap.newKeySet();
    private static final Duration REBIND_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration REBIND_PAUSE = Duration.ofMillis(10);
    private static final long JOIN_MILLIS = 10_000;

    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final URI upstream;
    private final int port;
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    LoopbackProxy(URI upstream) throws IOException {
        this.upstream = upstream;
        this.listener = bindAnyPort();
        this.port = listener.getLocalPort();
    }

    /** Serves one connection, and closes it. An exception also closes the connection. */
    abstract void serve(Socket connection) throws IOException, InterruptedException;

    /** Returns the address for a client's endpoint override. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns the number of connections that this proxy has accepted. */
    public int connections() {
        return accepted.get();
    }

    /** Closes all open connections. Their clients notice it at the next request. */
    public void closeConnections() {
        connections.forEach(LoopbackProxy::close);
    }

    /** Refuses new connections, and closes all open ones. */
    public synchronized void refuse() {
        close(listener);
        listener = null;
        if (acceptor != null) {
            try {
                // The system completes connections as long as a thread is inside accept().
                acceptor.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            acceptor = null;
        }
        closeConnections();
    }

    /** Accepts connections again, on the same port. Does nothing if this proxy already accepts connections or is closed. */
    public synchronized void accept() throws IOException {
        if (listener == null && closing.getCount() > 0) {
            listener = bindAgain();
            start();
        }
    }

    @Override
    public synchronized void close() {
        closing.countDown();
        refuse();
        RESERVED_PORTS.remove(port);
    }

    final URI upstream() {
        return upstream;
    }

    /** Waits until this proxy is closed, or until the time is over; returns true if it is closed. */
    final boolean awaitClose(Duration time) throws InterruptedException {
        return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Starts to accept connections. Subclasses call it when they are complete. */
    final synchronized void start() {
        ServerSocket bound = listener;
        if (bound != null) {
            acceptor = daemon("accept", () -> acceptAll(bound));
        }
    }

    final Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, getClass().getSimpleName() + "-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void close(@Nullable Closeable socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // The socket cannot be used any more in either case.
            }
        }
    }

    private void acceptAll(ServerSocket bound) {
        while (!bound.isClosed()) {
            try {
                Socket connection = bound.accept();
                accepted.incrementAndGet();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                if (bound.isClosed()) {
                    close(connection);
                }
                daemon("connection", () -> serveAndClose(connection));
            } catch (IOException e) {
                // The listener was closed, or the client was gone before its connection was accepted.
            }
        }
    }

    private void serveAndClose(Socket connection) {
        try (connection) {
            serve(connection);
        } catch (IOException e) {
            // The client sees a closed connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    private static ServerSocket bindAnyPort() throws IOException {
        // The start depends on the process id, so that two processes rarely try the same port.
        int offset = (int) (ProcessHandle.current().pid() * 37 % PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (offset + i) % PORTS;
            if (RESERVED_PORTS.add(port)) {
                try {
                    return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
                } catch (BindException e) {
                    // Another process uses this port: try the next.
                    RESERVED_PORTS.remove(port);
                }
            }
        }
        throw new IOException("Cannot find a free port from " + FIRST_PORT + " to " + (FIRST_PORT + PORTS - 1));
    }

    private ServerSocket bindAgain() throws IOException {
        long end = System.nanoTime() + REBIND_TIMEOUT.toNanos();
        while (true) {
            try {
                return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(REBIND_PAUSE.toNanos());
            }
        }
    }
}
