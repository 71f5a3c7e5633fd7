package dev.activityservice.local.deadletters;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A proxy of SQS that holds the requests of one operation until it is closed, and forwards all others. */
final class HoldingProxy implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final URI target;
    private final String operation;
    private final HttpServer server;

    private HoldingProxy(URI target, String operation) throws IOException {
        this.target = target;
        this.operation = operation;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static HoldingProxy before(URI target, String operation) throws IOException {
        return new HoldingProxy(target, operation);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Waits until a request is held. */
    void awaitHeld() throws InterruptedException {
        if (!held.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Timeout: no request for " + operation);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String requested = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            if (requested.equals(operation)) {
                held.countDown();
                closed.await();
                return;
            }
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(target)
                            .header("Content-Type", "application/x-amz-json-1.0")
                            .header("X-Amz-Target", requested)
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            answer.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
