package dev.activityservice.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.local.command.CommandException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP port of the local stack. Hands requests to the bus ({@code POST /}) and to the API ({@code /api/…}), and answers
 * {@code /health}. Answers 503 until it is opened. Thread-safe.
 */
public final class FrontDoor implements AutoCloseable {

    private static final int THREADS = 16;
    /** The JDK's HTTP server reads this property once. Without it, TCP delays each small answer by 40 ms. */
    private static final String NO_DELAY_PROPERTY = "sun.net.httpserver.nodelay";

    private final HttpServer server;
    private final ExecutorService threads;
    private volatile @Nullable Routes routes;

    private record Routes(HttpHandler bus, HttpHandler api) {}

    /**
     * Starts listening on 127.0.0.1.
     *
     * @param port 0 for a free port
     */
    public FrontDoor(int port) {
        if (System.getProperty(NO_DELAY_PROPERTY) == null) {
            System.setProperty(NO_DELAY_PROPERTY, "true");
        }
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw LocalStack.portInUse("--port", port, e);
        } catch (IOException e) {
            throw new CommandException("Cannot listen on port " + port + ": " + e, e);
        }
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Returns the URL without a path. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Hands requests to these handlers from now on. */
    public void open(HttpHandler bus, HttpHandler api) {
        routes = new Routes(bus, api);
    }

    /** Answers 503 from now on. */
    void shut() {
        routes = null;
    }

    /** Stops listening. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            Routes current = routes;
            if (current == null) {
                answer(exchange, 503, "{\"status\":\"starting\"}");
            } else if (path.equals("/health")) {
                answer(exchange, 200, "{\"status\":\"up\"}");
            } else if (path.startsWith("/api/")) {
                current.api().handle(exchange);
            } else if (path.equals("/") && exchange.getRequestMethod().equals("POST")) {
                current.bus().handle(exchange);
            } else {
                answer(
                        exchange,
                        404,
                        "{\"message\":\"Not found: use POST / for the bus and GET /api/activity/… for the API\"}");
            }
        }
    }

    static void answer(HttpExchange exchange, int status, String json) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status, json.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean isEmpty = body.length == 0 || exchange.getRequestMethod().equals("HEAD") || status == 204;
        exchange.sendResponseHeaders(status, isEmpty ? -1 : body.length);
        if (!isEmpty) {
            exchange.getResponseBody().write(body);
        }
    }
}
