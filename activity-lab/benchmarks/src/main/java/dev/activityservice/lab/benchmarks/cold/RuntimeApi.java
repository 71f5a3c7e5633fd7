package dev.activityservice.lab.benchmarks.cold;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lambda's Runtime API (<a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda developer guide</a>) for one
 * start of one function: it hands out one event and keeps the first answer, and the moments of both. A function that asks to be
 * restored (SnapStart) is so at once.
 */
final class RuntimeApi implements AutoCloseable {

    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final long FUNCTION_TIMEOUT_MILLIS = 30_000;

    private final byte[] event;
    private final Runnable onRestore;
    private final Runnable onAnswer;
    private final AtomicBoolean handedOut = new AtomicBoolean();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile long restoredAt;

    /**
     * @param kind the last part of the path that the answer was sent to: {@code response} or {@code error}
     * @param nanos {@link System#nanoTime()} when it had arrived
     */
    record Answer(String kind, String body, long nanos) {}

    private RuntimeApi(String event, Runnable onRestore, Runnable onAnswer) throws IOException {
        this.event = event.getBytes(StandardCharsets.UTF_8);
        this.onRestore = onRestore;
        this.onAnswer = onAnswer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PREFIX, this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * @param onRestore runs before a function is told that it is restored
     * @param onAnswer runs while a function waits to hear that its answer has arrived
     */
    static RuntimeApi start(String event, Runnable onRestore, Runnable onAnswer) throws IOException {
        return new RuntimeApi(event, onRestore, onAnswer);
    }

    /** For {@code AWS_LAMBDA_RUNTIME_API}. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    /** {@link System#nanoTime()} when the function was told that it is restored; 0 if it never asked. */
    long restoredAt() {
        return restoredAt;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
            if (path.equals("restore/next")) {
                onRestore.run();
                restoredAt = System.nanoTime();
                exchange.sendResponseHeaders(200, -1);
            } else if (path.equals("invocation/next")) {
                next(exchange);
            } else {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                long arrivedAt = System.nanoTime();
                onAnswer.run();
                answer.complete(new Answer(path.substring(path.lastIndexOf('/') + 1), body, arrivedAt));
                exchange.sendResponseHeaders(202, -1);
            }
        }
    }

    private void next(HttpExchange exchange) throws IOException {
        if (handedOut.getAndSet(true)) {
            // There is no second event; whoever waits for one is ended by the benchmark.
            try {
                Thread.sleep(FUNCTION_TIMEOUT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        // Without it the native part of the runtime client ends the process with a segmentation fault.
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", "request-1");
        exchange.getResponseHeaders()
                .add("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + FUNCTION_TIMEOUT_MILLIS));
        exchange.getResponseHeaders()
                .add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:f");
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
    }
}
