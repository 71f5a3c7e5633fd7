package dev.activityservice.local.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.japi.function.Function;
import scala.concurrent.Await;

/**
 * An HTTP server on 127.0.0.1 that accepts the URLs of browsers: all visible ASCII characters, also those that must be encoded. The
 * JDK's HTTP server answers them with an HTML page. Requests that are not HTTP get a problem document. Thread-safe.
 */
public final class LoopbackServer implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int THREADS = 16;
    /** Larger than the largest request of the handlers, which have their own limits. */
    private static final long MAX_BODY_BYTES = 16L * 1024 * 1024;

    private static final Duration MAX_BODY_DURATION = Duration.ofSeconds(30);
    private static final int START_SECONDS = 60;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private static final Map<String, String> SETTINGS = Map.of(
            "pekko.http.server.server-header", "",
            "pekko.http.server.default-host-header", "localhost",
            "pekko.http.server.raw-request-uri-header", "on",
            "pekko.http.server.parsing.uri-parsing-mode", "relaxed",
            "pekko.http.server.parsing.modeled-header-parsing", "off",
            "pekko.http.server.parsing.error-handler", ParsingProblem.class.getName(),
            // Larger than the limit of the API, which then answers itself.
            "pekko.http.server.parsing.max-uri-length", "64k",
            "pekko.http.server.parsing.max-header-value-length", "64k",
            "pekko.http.server.parsing.max-header-count", "256",
            "pekko.http.server.request-timeout", "60 s");

    private final ActorSystem system;
    private final ExecutorService threads;
    private final BiConsumer<Headers, Headers> ownHeaders;
    private final ServerBinding binding;

    /**
     * Starts listening.
     *
     * @param port 0 for a free port
     * @param ownHeaders gets the headers of a request and adds headers to a response that the handler has not written
     * @throws IOException if the port is in use
     */
    public LoopbackServer(int port, HttpHandler handler, BiConsumer<Headers, Headers> ownHeaders) throws IOException {
        this.ownHeaders = ownHeaders;
        system = PekkoSystem.start("http", SETTINGS);
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "http");
            thread.setDaemon(true);
            return thread;
        });
        try {
            binding = Http.get(system)
                    .newServerAt(LOOPBACK, port)
                    .bind((Function<HttpRequest, CompletionStage<HttpResponse>>) request -> respond(request, handler))
                    .toCompletableFuture()
                    .orTimeout(START_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            stop();
            throw new IOException("Cannot listen on port " + port, e.getCause());
        }
    }

    /** Returns the port. */
    public int port() {
        return binding.localAddress().getPort();
    }

    /** Stops listening. */
    @Override
    public void close() {
        stop();
    }

    private void stop() {
        try {
            Await.ready(
                    system.terminate(),
                    scala.concurrent.duration.Duration.apply(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            // All its threads are daemons.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }

    private CompletionStage<HttpResponse> respond(HttpRequest request, HttpHandler handler) {
        return request.entity()
                .withSizeLimit(MAX_BODY_BYTES)
                .toStrict(MAX_BODY_DURATION.toMillis(), MAX_BODY_BYTES, system)
                .thenApplyAsync(entity -> respond(request, entity.getData().toArray(), handler), threads)
                .exceptionally(failure -> problem(
                        headers(request), 413, "Content Too Large", "body_too_large", "The body cannot be read"));
    }

    private HttpResponse respond(HttpRequest request, byte[] body, HttpHandler handler) {
        Headers headers = headers(request);
        var type = request.entity().getContentType();
        if (!type.mediaType().toString().equals("none/none")) {
            headers.set("Content-Type", type.toString());
        }
        BufferedExchange exchange;
        try {
            URI uri = RequestTarget.toUri(target(request));
            exchange = new BufferedExchange(
                    request.method().value(), uri, request.protocol().value(), headers, body);
        } catch (URISyntaxException e) {
            return problem(
                    headers, 400, "Bad Request", "malformed_url", "The URL must be a path with valid percent-encoding");
        }
        try {
            handler.handle(exchange);
        } catch (IOException | RuntimeException e) {
            return problem(headers, 500, "Internal Server Error", "internal_error", "The request failed");
        }
        return response(exchange);
    }

    private static String target(HttpRequest request) {
        String target = "";
        for (var header : request.getHeaders()) {
            if (header instanceof RawRequestURI uri) {
                target = uri.uri();
            }
        }
        return target;
    }

    private static Headers headers(HttpRequest request) {
        Headers headers = new Headers();
        for (var header : request.getHeaders()) {
            if (!(header instanceof RawRequestURI)) {
                headers.add(header.name(), header.value());
            }
        }
        return headers;
    }

    private static HttpResponse response(BufferedExchange exchange) {
        HttpResponse response = HttpResponse.create().withStatus(exchange.getResponseCode());
        String type = null;
        for (Map.Entry<String, List<String>> each :
                exchange.getResponseHeaders().entrySet()) {
            if (each.getKey().equalsIgnoreCase("Content-Type")) {
                type = each.getValue().get(0);
            } else if (!each.getKey().equalsIgnoreCase("Content-Length")) {
                for (String value : each.getValue()) {
                    response = response.addHeader(RawHeader.create(each.getKey(), value));
                }
            }
        }
        // The response to HEAD has the type of the absent body.
        return type == null ? response : response.withEntity(ContentTypes.parse(type), exchange.written());
    }

    private HttpResponse problem(Headers request, int status, String title, String code, String detail) {
        Headers headers = new Headers();
        ownHeaders.accept(request, headers);
        HttpResponse response = HttpResponse.create().withStatus(status);
        for (Map.Entry<String, List<String>> each : headers.entrySet()) {
            response = response.addHeader(
                    RawHeader.create(each.getKey(), each.getValue().get(0)));
        }
        return response.withEntity(
                ContentTypes.parse(ParsingProblem.TYPE), ParsingProblem.of(status, title, code, detail));
    }
}
