package dev.activityservice.local.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.model.EntityRef;
import dev.activityservice.viewer.ViewerScript;
import java.io.IOException;
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

    private final Map<String, PageFile> files = Map.of(
            "/",
            PageFile.of(HTML, "page.html"),
            "/page.js",
            PageFile.of(SCRIPT, "page.js"),
            "/page.css",
            PageFile.of("text/css; charset=utf-8", "page.css"),
            "/favicon.svg",
            PageFile.of("image/svg+xml", "favicon.svg"),
            ViewerScript.path(),
            new PageFile(SCRIPT, new String(ViewerScript.bytes(), UTF_8)));

    private final Facts facts;
    private final Supplier<List<EntityRef>> recent;

    /** @param recent supplies the entities with the latest activity, the latest first */
    public StartPage(Facts facts, Supplier<List<EntityRef>> recent) {
        this.facts = facts;
        this.recent = recent;
    }

    /** Returns whether a path is one of the page. */
    public boolean has(String path) {
        return files.containsKey(path) || path.equals(FACTS);
    }

    /** Answers {@code GET} and {@code HEAD} for a path of the page, and other methods with 405. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        PageFile file = path.equals(FACTS)
                ? new PageFile(JSON, json().toString())
                : Objects.requireNonNull(files.get(path), path);
        file.answer(exchange, POLICY);
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
