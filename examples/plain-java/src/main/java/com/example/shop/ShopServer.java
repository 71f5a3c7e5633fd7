package com.example.shop;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import com.sun.net.httpserver.HttpServer;
import dev.activityservice.ActivityService;
import dev.activityservice.http.ActivityHttp;
import dev.activityservice.http.CorsOrigins;
import dev.activityservice.http.HttpFailureListener;
import dev.activityservice.http.HttpRequest;
import dev.activityservice.http.HttpResponse;
import dev.activityservice.http.TraceUrl;
import dev.activityservice.port.Deadline;
import dev.activityservice.query.Principal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * The routes of the shop: {@code GET /api/activity/…} (the HTTP API), {@code POST /messages} (records a body), {@code POST /explain}
 * (a dry run) and {@code GET /history/…} (text for people).
 */
final class ShopServer {

    private static final int MAX_BODY_BYTES = 1024 * 1024;

    private ShopServer() {}

    /** Returns a server that is not yet started. Port 0 chooses a free port. */
    static HttpServer create(ActivityService activities, InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newFixedThreadPool(8));

        ActivityHttp api = ActivityHttp.builder(activities)
                .cors(CorsOrigins.parse("https://shop.example"))
                .traceUrl(TraceUrl.parse("https://traces.shop.example/{trace_id}"))
                .listener(new LoggingListener())
                .build();
        server.createContext("/api/activity/", exchange -> api(exchange, api)).setAuthenticator(new ShopUsers());

        MessageRoutes messages = new MessageRoutes(activities, activities);
        server.createContext("/messages", exchange -> answer(exchange, messages.record(body(exchange))));
        server.createContext("/explain", exchange -> answer(exchange, messages.explain(body(exchange))));

        HistoryRoute history = new HistoryRoute(activities);
        server.createContext(
                        "/history/",
                        exchange -> answer(exchange, history.show(caller(exchange), exchange.getRequestURI())))
                .setAuthenticator(new ShopUsers());
        return server;
    }

    private static void api(HttpExchange exchange, ActivityHttp api) throws IOException {
        HttpRequest.Builder request = HttpRequest.builder(
                        exchange.getRequestMethod(), exchange.getRequestURI().getRawPath())
                .rawQuery(exchange.getRequestURI().getRawQuery())
                .principal(caller(exchange));
        exchange.getRequestHeaders().forEach((name, values) -> request.header(name, String.join(",", values)));

        HttpResponse response = api.handle(request.build(), Deadline.after(Duration.ofSeconds(5), System::nanoTime));

        response.headers().forEach(exchange.getResponseHeaders()::set);
        send(exchange, response.status(), response.body());
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        send(exchange, answer.status(), answer.text().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readNBytes(MAX_BODY_BYTES), StandardCharsets.UTF_8);
    }

    /** Returns the caller that the server has authenticated. The policy reads the claim "sub". */
    private static Principal caller(HttpExchange exchange) {
        HttpPrincipal caller = exchange.getPrincipal();
        return caller == null ? null : Principal.of(caller.getUsername()).with("sub", caller.getUsername());
    }

    /** Replace this class: it accepts each user whose password is "secret". */
    private static final class ShopUsers extends BasicAuthenticator {

        private ShopUsers() {
            super("shop");
        }

        @Override
        public boolean checkCredentials(String user, String password) {
            return password.equals("secret");
        }
    }

    /** A response with status 500 or 503 does not explain itself. */
    private static final class LoggingListener implements HttpFailureListener {

        private static final System.Logger LOG = System.getLogger(ShopServer.class.getName());

        @Override
        public void requestFailed(Throwable failure) {
            LOG.log(System.Logger.Level.ERROR, "A read failed", failure);
        }
    }
}
