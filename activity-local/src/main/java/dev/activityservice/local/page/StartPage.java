package dev.activityservice.local.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.model.EntityRef;
import dev.activityservice.viewer.ViewerScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The web page of the local stack at {@code /}: timelines, the entities with the latest activity, health, and how to publish an event.
 * Only its own files and the viewer are scripts and styles of it. Thread-safe.
 */
public final class StartPage implements HttpHandler {

    /** What the page shows, as JSON. */
    private static final String FACTS = "/page.json";

    /** Scripts and requests only to this server, and no text that becomes HTML. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String JSON = "application/json";

    private record Resource(String type, String text) {

        static Resource of(String type, String name) {
            try (InputStream in = Objects.requireNonNull(StartPage.class.getResourceAsStream(name), name)) {
                return new Resource(type, new String(in.readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read a file of the page: " + name, e);
            }
        }
    }

    /**
     * What a developer can do with the running stack.
     *
     * @param entityTypes those of the catalog
     * @param demo the timelines of the demo; empty if the demo does not fit the catalog
     * @param publish a command of a shell that publishes an event
     * @param token a command of a shell that prints a token; null if reads need none
     */
    public record Facts(
            List<String> entityTypes,
            List<EntityRef> demo,
            String publish,
            @Nullable String token) {}

    private final Map<String, Resource> resources = Map.of(
            "/",
            Resource.of(HTML, "page.html"),
            "/page.js",
            Resource.of(SCRIPT, "page.js"),
            "/page.css",
            Resource.of("text/css; charset=utf-8", "page.css"),
            "/favicon.svg",
            Resource.of("image/svg+xml", "favicon.svg"),
            ViewerScript.path(),
            new Resource(SCRIPT, new String(ViewerScript.bytes(), UTF_8)));

    private final Facts facts;
    private final Supplier<List<EntityRef>> recent;

    /** @param recent supplies the entities with the latest activity, the latest first */
    public StartPage(Facts facts, Supplier<List<EntityRef>> recent) {
        this.facts = facts;
        this.recent = recent;
    }

    /** Returns whether a path is one of the page. */
    public boolean has(String path) {
        return resources.containsKey(path) || path.equals(FACTS);
    }

    /** Answers {@code GET} and {@code HEAD} for a path of the page, and other methods with 405. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        String method = exchange.getRequestMethod();
        var headers = exchange.getResponseHeaders();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            headers.set("Allow", "GET, HEAD");
            exchange.sendResponseHeaders(405, -1);
            return;
        }
        Resource resource = path.equals(FACTS)
                ? new Resource(JSON, json().toString())
                : Objects.requireNonNull(resources.get(path), path);
        headers.set("Content-Type", resource.type());
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        // A build changes the files, and the version may remain.
        headers.set("Cache-Control", "no-cache");
        byte[] body = resource.text().getBytes(UTF_8);
        boolean isEmpty = method.equals("HEAD");
        exchange.sendResponseHeaders(200, isEmpty ? -1 : body.length);
        if (!isEmpty) {
            exchange.getResponseBody().write(body);
        }
    }

    private ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("viewer", ViewerScript.path())
                .put("publish", facts.publish())
                .put("token", facts.token());
        facts.entityTypes().forEach(json.putArray("entity_types")::add);
        addAll(json, "demo", facts.demo());
        addAll(json, "recent", recent.get());
        return json;
    }

    private static void addAll(ObjectNode json, String name, List<EntityRef> entities) {
        var array = json.putArray(name);
        entities.forEach(
                each -> array.addObject().put("entity_type", each.type()).put("entity_id", each.id()));
    }
}
