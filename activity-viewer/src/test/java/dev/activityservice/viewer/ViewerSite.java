package dev.activityservice.viewer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.ActivityService;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.model.Activity;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driven.ReadPolicy;
import dev.activityservice.query.Principal;
import dev.activityservice.testkit.memory.InMemoryActivityStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A web site with a page that contains the element, under the strictest policy that the element promises, and the real API over a store
 * in memory. A test can replace answers of the API by those of a gateway. Thread-safe.
 */
final class ViewerSite implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    /** The policy of the documentation. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "require-trusted-types-for 'script'";

    private static final String API = "/api/activity";

    static {
        // Otherwise each answer takes 40 ms longer. The JDK's server reads the property once.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** An answer of a gateway before the service. */
    record Answer(int status, Map<String, String> headers, String body) {

        static Answer of(int status) {
            return new Answer(status, Map.of(), "{\"message\":\"status " + status + "\"}");
        }

        Answer retryAfter(String value) {
            return new Answer(status, Map.of("Retry-After", value), body);
        }
    }

    /** A request that the API got: its path with the query, and its headers by their names in lower case. */
    record Received(String method, String url, Map<String, String> headers) {

        String parameter(String name) {
            String query = url.replaceFirst("^[^?]*\\??", "");
            return List.of(query.split("&")).stream()
                    .filter(pair -> pair.startsWith(name + "="))
                    .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), UTF_8))
                    .findFirst()
                    .orElse("");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final InMemoryActivityStore store = InMemoryActivityStore.create();
    private final ActivityHttp http = ActivityHttp.builder(ActivityService.builder(store)
                    .readPolicy(ReadPolicy.allowAll())
                    .build())
            .build();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private volatile boolean isOlder;

    /** Creates a site that starts before the tests of a class. */
    ViewerSite() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server.start();
    }

    /** Forgets activities, requests, answers and tokens. */
    @Override
    public void beforeEach(ExtensionContext context) {
        store.clear();
        received.clear();
        answers.clear();
        tokens.clear();
        isOlder = false;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.stop(0);
        threads.shutdownNow();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * Returns the address of a page with the element.
     *
     * @param attributes of the element; {@code lang} and {@code dir} are those of the page
     */
    String page(Map<String, String> attributes) {
        return origin() + "/?"
                + new TreeMap<>(attributes)
                        .entrySet().stream()
                                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                                .collect(Collectors.joining("&"));
    }

    void store(List<Activity> activities) {
        for (int from = 0; from < activities.size(); from += 100) {
            store.append(activities.subList(from, Math.min(from + 100, activities.size())), soon());
        }
    }

    InMemoryActivityStore store() {
        return store;
    }

    /** Behaves from now on like a service without entity tags, summaries and exports. */
    void beOlder() {
        isOlder = true;
    }

    /** Answers the next requests for pages like this, one request per answer. */
    void answerNext(Answer... next) {
        answers.addAll(List.of(next));
    }

    /** From now on, the API answers 401 without one of these tokens. */
    void requireTokens(String... valid) {
        tokens.clear();
        tokens.addAll(List.of(valid));
    }

    /** Returns all requests for pages until now, in order. */
    List<Received> received() {
        return received.stream()
                .filter(request -> request.parameter("view").isEmpty())
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        switch (uri.getPath()) {
            case "/" -> {
                exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
                send(exchange, 200, "text/html", html(parameters(uri)).getBytes(UTF_8));
            }
            case "/page.css" ->
                send(
                        exchange,
                        200,
                        "text/css",
                        ":root{color-scheme:light dark}body{margin:0;padding:24px;background:light-dark(#eef1f5,#0b0d10)}"
                                .getBytes(UTF_8));
            default -> {
                if (uri.getPath().equals(ViewerScript.path())) {
                    send(exchange, 200, "text/javascript", ViewerScript.bytes());
                } else if (uri.getPath().startsWith(API)) {
                    answer(exchange);
                } else {
                    send(exchange, 404, "text/plain", new byte[0]);
                }
            }
        }
    }

    private static String html(Map<String, String> parameters) {
        Map<String, String> attributes = new TreeMap<>(parameters);
        attributes.putIfAbsent("src", API);
        String page = "<!doctype html><html lang=\"" + escaped(attributes.getOrDefault("lang", "en")) + "\" dir=\""
                + escaped(attributes.getOrDefault("dir", "ltr")) + "\">";
        attributes.keySet().removeAll(Set.of("lang", "dir"));
        return page
                + "<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Order</title>"
                + "<link rel=\"stylesheet\" href=\"/page.css\">"
                + "<script type=\"module\" src=\"" + ViewerScript.path() + "\"></script></head>"
                + "<body><main><h1>Shop</h1><activity-timeline "
                + attributes.entrySet().stream()
                        .map(each -> escaped(each.getKey()) + "=\"" + escaped(each.getValue()) + "\"")
                        .collect(Collectors.joining(" "))
                + "></activity-timeline></main></body></html>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        Received request = new Received(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers);
        received.add(request);
        Answer answer = request.parameter("view").isEmpty() ? answers.poll() : null;
        if (answer == null
                && !tokens.isEmpty()
                && !tokens.contains(headers.getOrDefault("authorization", "").replaceFirst("^Bearer ", ""))) {
            answer = Answer.of(401);
        }
        if (answer != null) {
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            String type = answer.headers().containsKey("Content-Type") ? null : "application/json";
            send(exchange, answer.status(), type, answer.body().getBytes(UTF_8));
            return;
        }
        String query = exchange.getRequestURI().getRawQuery();
        HttpRequest.Builder forwarded = HttpRequest.builder(
                        exchange.getRequestMethod(), exchange.getRequestURI().getRawPath())
                .rawQuery(isOlder && query != null ? query.replaceFirst("&?view=[^&]*", "") : query)
                .principal(Principal.of("viewer"));
        headers.forEach((name, value) -> forwarded.header(name, isOlder && name.equals("accept") ? "*/*" : value));
        HttpResponse response = http.handle(forwarded.build(), soon());
        response.headers().forEach(exchange.getResponseHeaders()::set);
        if (isOlder) {
            exchange.getResponseHeaders().remove("ETag");
        }
        send(exchange, response.status(), null, response.body());
    }

    private static void send(HttpExchange exchange, int status, @Nullable String type, byte[] body) throws IOException {
        if (type != null) {
            exchange.getResponseHeaders()
                    .set("Content-Type", type + (type.startsWith("text/") ? "; charset=utf-8" : ""));
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new TreeMap<>();
        String query = uri.getRawQuery();
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
        }
        return parameters;
    }

    private static Deadline soon() {
        return () -> Duration.ofSeconds(10);
    }
}
