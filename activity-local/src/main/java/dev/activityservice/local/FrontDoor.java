package dev.activityservice.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.http.OpenApi;
import dev.activityservice.local.command.StackOptions;
import dev.activityservice.local.http.LoopbackServer;
import dev.activityservice.local.http.ParsingProblem;
import dev.activityservice.local.page.ApiPages;
import dev.activityservice.local.page.StartPage;
import dev.activityservice.local.token.TokenEndpoint;
import dev.activityservice.local.token.TokenIssuer;
import dev.activityservice.testbed.loopback.LoopbackGuard;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP port of the local stack. Hands requests to the bus ({@code POST /}), to the API ({@code /api/…}), to the health check
 * ({@code /health}), to the start page ({@code GET /}), and answers {@code /openapi.json} and its page, {@code /asyncapi.json},
 * {@code /schemas/…}, {@code /catalog} and the requests about tokens. Answers 503 until it is opened, and 403 to a request with a foreign {@code Host} or {@code Origin}. Thread-safe.
 */
public final class FrontDoor implements AutoCloseable {

    /** The path of the catalog's text, which {@code make demo} reads. The text is empty for the reference catalog. */
    static final String CATALOG = StackOptions.CATALOG_PATH;

    /** The path of the description of the API. */
    static final String DESCRIPTION = "/openapi.json";

    private static final String API = "/api/";

    private final LoopbackServer server;
    private final LoopbackGuard guard;
    private final LocalOptions.Access access;
    private volatile @Nullable Routes routes;

    private record Routes(
            HttpHandler bus,
            HttpHandler api,
            HttpHandler health,
            String catalog,
            @Nullable TokenIssuer tokens,
            @Nullable StartPage page,
            @Nullable ApiPages documents) {}

    /** Starts listening on 127.0.0.1, without additional hosts and origins. */
    public FrontDoor(int port) {
        this(port, LoopbackGuard.strict(), LocalOptions.Access.local());
    }

    /**
     * Starts listening on 127.0.0.1.
     *
     * @param port 0 for a free port
     * @param access the origins whose pages may read from the API
     */
    FrontDoor(int port, LoopbackGuard guard, LocalOptions.Access access) {
        this.guard = guard;
        this.access = access;
        try {
            server = new LoopbackServer(port, this::handle, access::addCorsHeaders);
        } catch (IOException e) {
            throw LocalStack.portInUse("--port", port, e);
        }
        guard.own(server.port());
    }

    /** Returns the URL without a path. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** Hands requests to these handlers from now on. */
    public void open(HttpHandler bus, HttpHandler api, HttpHandler health) {
        open(bus, api, health, "", null, null, null);
    }

    /**
     * Also answers {@code /catalog} with this text.
     *
     * @param tokens null if reads need no token
     * @param page null without a start page
     * @param documents null without the description of the API and the documents for producers
     */
    void open(
            HttpHandler bus,
            HttpHandler api,
            HttpHandler health,
            String catalog,
            @Nullable TokenIssuer tokens,
            @Nullable StartPage page,
            @Nullable ApiPages documents) {
        routes = new Routes(bus, api, health, catalog, tokens, page, documents);
    }

    /** Answers 503 from now on. */
    void shut() {
        routes = null;
    }

    /** Stops listening. */
    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Routes current = routes;
        String refusal = refusal(exchange, path);
        if (refusal != null) {
            access.addCorsHeaders(exchange);
            refuse(exchange, 403, "Forbidden", "forbidden_origin", refusal);
        } else if (current == null) {
            access.addCorsHeaders(exchange);
            answer(
                    exchange,
                    503,
                    path.startsWith(API)
                            ? "{\"message\":\"The local stack is starting or stopping\"}"
                            : "{\"status\":\"starting\"}");
        } else if (path.equals("/health")) {
            current.health().handle(exchange);
        } else if (path.equals(DESCRIPTION)) {
            access.addCorsHeaders(exchange);
            describe(exchange);
        } else if (path.equals(CATALOG)) {
            answer(exchange, 200, current.catalog());
        } else if (path.startsWith(API)) {
            current.api().handle(exchange);
        } else if (List.of(TokenIssuer.METADATA, TokenIssuer.KEY_SET, TokenEndpoint.PATH)
                .contains(path)) {
            answerAboutTokens(exchange, path, current.tokens());
        } else if (path.equals("/") && exchange.getRequestMethod().equals("POST")) {
            current.bus().handle(exchange);
        } else if (current.page() != null && current.page().has(path)) {
            current.page().handle(exchange);
        } else if (current.documents() != null && current.documents().has(path)) {
            if (ApiPages.isDocument(path)) {
                access.addCorsHeaders(exchange);
            }
            current.documents().handle(exchange);
        } else {
            answer(
                    exchange,
                    404,
                    "{\"message\":\"Not found: use POST / for the bus and GET /api/activity/… for the API\"}");
        }
    }

    private static void describe(HttpExchange exchange) throws IOException {
        if (List.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            answer(exchange, 200, OpenApi.json("/"));
        } else {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            answer(exchange, 405, "{\"message\":\"Use GET\"}");
        }
    }

    private static void answerAboutTokens(HttpExchange exchange, String path, @Nullable TokenIssuer tokens)
            throws IOException {
        if (tokens == null) {
            answer(exchange, 404, "{\"message\":\"Reads need no token: the stack has no --read-policy\"}");
        } else if (path.equals(TokenIssuer.METADATA)) {
            answer(exchange, 200, tokens.metadata());
        } else if (path.equals(TokenIssuer.KEY_SET)) {
            answer(exchange, 200, tokens.keySet());
        } else if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            answer(exchange, 405, "{\"message\":\"Use POST\"}");
        } else if (exchange.getRequestHeaders().containsKey("Origin")) {
            // Otherwise a page of an allowed origin could make itself any caller.
            refuse(exchange, 403, "Forbidden", "forbidden_origin", "A web page must not get a token here");
        } else {
            TokenEndpoint.Answer answer =
                    new TokenEndpoint(tokens).answer(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            answer(exchange, answer.status(), answer.json());
        }
    }

    private @Nullable String refusal(HttpExchange exchange, String path) {
        return guard.refusal(
                exchange.getRequestHeaders().getOrDefault("Host", List.of()),
                access.isApiOpen() && (path.startsWith(API) || path.equals(DESCRIPTION) || ApiPages.isDocument(path))
                        ? List.of()
                        : exchange.getRequestHeaders().getOrDefault("Origin", List.of()));
    }

    static void refuse(HttpExchange exchange, int status, String title, String code, String detail) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", ParsingProblem.TYPE);
        send(exchange, status, ParsingProblem.of(status, title, code, detail));
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
