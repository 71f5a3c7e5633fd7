package dev.activityservice.local.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A file of a web page. Immutable and thread-safe.
 *
 * @param type the media type
 * @param text the content
 */
record PageFile(String type, String text) {

    /** Reads a file next to this class, or by an absolute name from the class path. */
    static PageFile of(String type, String name) {
        try (InputStream in = Objects.requireNonNull(PageFile.class.getResourceAsStream(name), name)) {
            return new PageFile(type, new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a file of the page: " + name, e);
        }
    }

    /**
     * Answers {@code GET} and {@code HEAD} with the file, and other methods with 405.
     *
     * @param policy the content security policy
     */
    void answer(HttpExchange exchange, String policy) throws IOException {
        String method = exchange.getRequestMethod();
        var headers = exchange.getResponseHeaders();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            headers.set("Allow", "GET, HEAD");
            exchange.sendResponseHeaders(405, -1);
            return;
        }
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", policy);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        // A build changes the files, and the version may remain.
        headers.set("Cache-Control", "no-cache");
        byte[] body = text.getBytes(UTF_8);
        boolean isEmpty = method.equals("HEAD");
        exchange.sendResponseHeaders(200, isEmpty ? -1 : body.length);
        if (!isEmpty) {
            exchange.getResponseBody().write(body);
        }
    }
}
