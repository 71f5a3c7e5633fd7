package dev.activityservice.lab.benchmarks.cost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before DynamoDB Local, hands everything on, and counts. Whoever does not ask for the consumed capacity
 * ({@code ReturnConsumedCapacity}) does not know: the proxy asks in its place, and does not count the bytes of that question and its
 * answer. Whoever asks pays for it. Thread-safe.
 */
final class CountingProxy implements AutoCloseable {

    private static final Set<String> READS = Set.of("Query", "GetItem", "BatchGetItem", "Scan");
    private static final String QUESTION = "\"ReturnConsumedCapacity\":";
    private static final JsonFactory JSON = new JsonFactory();

    static {
        // Without it each answer waits for the acknowledgement of its first packet, 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final URI target;
    private final HttpServer server;
    private final ExecutorService threads;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Traffic traffic = Traffic.NONE;

    private CountingProxy(URI target, HttpServer server, ExecutorService threads) {
        this.target = target;
        this.server = server;
        this.threads = threads;
    }

    static CountingProxy before(URI target) throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "counting-proxy");
            thread.setDaemon(true);
            return thread;
        });
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountingProxy proxy = new CountingProxy(target, server, threads);
        server.setExecutor(threads);
        server.createContext("/", proxy::handle);
        server.start();
        return proxy;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What has passed since the last call. */
    synchronized Traffic take() {
        Traffic taken = traffic;
        traffic = Traffic.NONE;
        return taken;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            String operation = operation(exchange);
            String text = new String(request, StandardCharsets.UTF_8);
            // Within a value the quotes would be escaped.
            boolean asks = text.contains(QUESTION);
            // The signature does not cover what is put in; DynamoDB Local does not check signatures.
            String asking = asks || !text.startsWith("{\"") ? text : "{" + QUESTION + "\"TOTAL\"," + text.substring(1);
            HttpResponse<byte[]> response = send(exchange, asking);
            byte[] answer = response.body();
            Capacity capacity = capacity(answer);
            boolean read = READS.contains(operation);
            add(Traffic.of(
                    operation,
                    read ? 0 : capacity.units(),
                    read ? capacity.units() : 0,
                    request.length,
                    asks ? answer.length : answer.length - capacity.bytes(),
                    response.statusCode() == 200 ? 0 : 1));
            response.headers().map().forEach((name, values) -> {
                String lower = name.toLowerCase(Locale.ROOT);
                if (lower.equals("content-type") || lower.startsWith("x-amz")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(response.statusCode(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String operation(HttpExchange exchange) throws IOException {
        List<String> targets = exchange.getRequestHeaders().get("X-Amz-Target");
        if (targets == null) {
            throw new IOException("Cannot count a request without X-Amz-Target");
        }
        return targets.get(0).substring(targets.get(0).indexOf('.') + 1);
    }

    private HttpResponse<byte[]> send(HttpExchange exchange, String request) throws IOException {
        HttpRequest.Builder forward = HttpRequest.newBuilder(target).POST(HttpRequest.BodyPublishers.ofString(request));
        exchange.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("content-type") || lower.equals("authorization") || lower.startsWith("x-amz")) {
                values.forEach(value -> forward.header(name, value));
            }
        });
        try {
            return client.send(forward.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while the database worked");
        }
    }

    private synchronized void add(Traffic more) {
        traffic = traffic.plus(more);
    }

    /** @param bytes that the member takes in the answer, its comma included */
    private record Capacity(double units, long bytes) {}

    private static Capacity capacity(byte[] answer) throws IOException {
        double units = 0;
        long bytes = 0;
        try (JsonParser parser = JSON.createParser(answer)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Capacity(0, 0);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean consumed = parser.currentName().equals("ConsumedCapacity");
                long begin = parser.currentTokenLocation().getByteOffset();
                parser.nextToken();
                if (consumed) {
                    units += units(parser);
                    bytes = parser.currentLocation().getByteOffset() - begin + 1;
                } else {
                    parser.skipChildren();
                }
            }
        }
        return new Capacity(units, bytes);
    }

    /** One object for a single operation, an array of one per table for a batch. */
    private static double units(JsonParser parser) throws IOException {
        double units = 0;
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME && parser.currentName().equals("CapacityUnits")) {
                parser.nextToken();
                units += parser.getDoubleValue();
            }
            if (depth > 0) {
                parser.nextToken();
            }
        } while (depth > 0);
        return units;
    }
}
