package dev.activityservice.testbed.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lambda's Runtime API (<a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda developer guide</a>) on a
 * loopback port. Its {@link Hooks} decide what the function receives. Thread-safe if the hooks are.
 */
public final class RuntimeApi implements AutoCloseable {

    private static final String PREFIX = "/2018-06-01/runtime/";

    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Hooks hooks;
    private final HttpServer server;

    /** Lambda's side of the conversation. */
    public interface Hooks {

        /** Returns the next invocation; blocks until there is one. */
        Invocation next() throws InterruptedException;

        /** Receives a response or an error; the function waits until this method returns. */
        void respond(Answer answer);

        /** Runs when the function asks to be restored from a snapshot (SnapStart), before it continues. */
        default void restore() {}
    }

    /** @param deadlineMillis the deadline, in milliseconds since the epoch */
    public record Invocation(String event, long deadlineMillis) {}

    /** @param kind the last part of the request's path: {@code response} or {@code error} */
    public record Answer(String kind, String body) {}

    /** Starts the API on a free port. */
    public RuntimeApi(Hooks hooks) throws IOException {
        this.hooks = hooks;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PREFIX, this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** Returns the value of the environment variable {@code AWS_LAMBDA_RUNTIME_API}. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
            switch (path) {
                case "restore/next" -> {
                    hooks.restore();
                    exchange.sendResponseHeaders(200, -1);
                }
                case "invocation/next" -> send(hooks.next(), exchange);
                default -> {
                    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    hooks.respond(new Answer(path.substring(path.lastIndexOf('/') + 1), body));
                    exchange.sendResponseHeaders(202, -1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Invocation invocation, HttpExchange exchange) throws IOException {
        byte[] event = invocation.event().getBytes(UTF_8);
        Headers headers = exchange.getResponseHeaders();
        // The native part of the runtime client crashes with a segmentation fault if this header is missing.
        headers.add("Content-Type", "application/json");
        headers.add("Lambda-Runtime-Aws-Request-Id", "request-" + requests.incrementAndGet());
        headers.add("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadlineMillis()));
        headers.add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:f");
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
    }
}
