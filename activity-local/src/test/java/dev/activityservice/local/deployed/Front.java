package dev.activityservice.local.deployed;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.local.CheckedClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The front of a deployment before a local stack: the gateway with the stage {@code dev}, EventBridge, and SSM with the two parameters. A
 * behaviour decides about each request. Thread-safe if the behaviour is.
 */
final class Front implements AutoCloseable {

    private static final String STAGE = "/dev";
    /** Headers that are valid for one connection only, or that the client sets. */
    private static final Set<String> NOT_FORWARDED =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings", ":status");

    /** An answer whose body never ends. */
    static final Answer STALLED = new Answer(200, Map.of("content-type", "application/json"), "{");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final URI upstream;
    private final Behaviour behaviour;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** Decides about a request of the API or of the bus. */
    @FunctionalInterface
    interface Behaviour {
        Answer answer(Request request);
    }

    /** @param headers with names in lower case, one value each */
    record Answer(int status, Map<String, String> headers, String body) {

        Answer withBody(String other) {
            return new Answer(status, headers, other);
        }

        Answer withStatus(int other) {
            return new Answer(other, headers, body);
        }
    }

    /** @param headers with names in lower case, one value each */
    record Request(Front front, String method, URI uri, Map<String, String> headers, String body) {

        boolean isApi() {
            return uri.getPath().startsWith(STAGE);
        }

        boolean isRead() {
            return isApi() && method.equals("GET");
        }

        /** Returns the query, or an empty text. */
        String query() {
            return uri.getRawQuery() == null ? "" : uri.getRawQuery();
        }

        Request without(String header) {
            Map<String, String> others = new HashMap<>(headers);
            others.remove(header);
            return new Request(front, method, uri, others, body);
        }

        Request withBody(String other) {
            return new Request(front, method, uri, headers, other);
        }

        /** Returns the answer of the local stack. */
        Answer pass() {
            String path = uri.toString();
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(front.upstream + (isApi() ? path.substring(STAGE.length()) : path)))
                    .method(method, BodyPublishers.ofString(body));
            headers.forEach((name, value) -> {
                if (!NOT_FORWARDED.contains(name)) {
                    request.header(name, value);
                }
            });
            HttpResponse<String> response = CheckedClient.send(request.build());
            Map<String, String> answered = new HashMap<>();
            response.headers()
                    .map()
                    .forEach((name, values) -> answered.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            return new Answer(response.statusCode(), answered, response.body());
        }
    }

    private Front(URI upstream, Behaviour behaviour) throws IOException {
        this.upstream = upstream;
        this.behaviour = behaviour;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    static Front before(URI upstream, Behaviour behaviour) throws IOException {
        return new Front(upstream, behaviour);
    }

    /** Returns the address of EventBridge and SSM. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns the address of the API with its stage. */
    String api() {
        return endpoint() + STAGE;
    }

    /** Returns the requests of the API and of the bus so far. */
    List<Request> requests() {
        return requests;
    }

    static Answer json(int status, String body) {
        return new Answer(status, Map.of("content-type", "application/json"), body);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        Request request = new Request(
                this,
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        Answer answer;
        try {
            if (headers.getOrDefault("x-amz-target", "").equals("AmazonSSM.GetParameters")) {
                answer = json(200, parameters(request.body()));
            } else {
                requests.add(request);
                answer = behaviour.answer(request);
            }
        } catch (AssertionError | RuntimeException e) {
            answer = json(500, "{\"message\":\"" + e.getClass().getName() + "\"}");
        }
        answer.headers().forEach((name, value) -> {
            if (!NOT_FORWARDED.contains(name)) {
                exchange.getResponseHeaders().set(name, value);
            }
        });
        byte[] bytes = answer.body().getBytes(UTF_8);
        if (answer.equals(STALLED)) {
            exchange.sendResponseHeaders(answer.status(), bytes.length + 1);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            awaitClose();
            return;
        }
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers GetParameters: only the parameters of the service ActivityService in the environment dev exist. */
    private String parameters(String body) {
        Map<String, String> existing = Map.of(
                "/dev/ActivityService/api-endpoint",
                api() + "/",
                "/dev/ActivityService/event-bus-name",
                "ActivityService-events-local");
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode found = answer.putArray("Parameters");
        ArrayNode invalid = answer.putArray("InvalidParameters");
        List<String> names = new ArrayList<>();
        DeployedApi.json(body).path("Names").forEach(name -> names.add(name.asText()));
        for (String name : names) {
            String value = existing.get(name);
            if (value == null) {
                invalid.add(name);
            } else {
                found.addObject().put("Name", name).put("Value", value);
            }
        }
        return answer.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
