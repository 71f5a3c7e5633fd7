package dev.activityservice.local.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.local.documents.CatalogDocuments;
import dev.activityservice.local.documents.FormatSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The description of the API as a web page at {@code /openapi}, and the documents for producers: {@code /asyncapi.json} and {@code
 * /schemas/…}. The page is Swagger UI, and loads nothing from another host. Thread-safe.
 */
public final class ApiPages implements HttpHandler {

    /** The path of the page. */
    public static final String PATH = "/openapi";

    /** Swagger UI creates markup from text, so that trusted types cannot be required. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String ASYNC_API = "/asyncapi.json";
    private static final String SCHEMAS = "/schemas/";
    private static final String JSON = "application/json";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";

    private final Map<String, PageFile> files = new HashMap<>();

    /** @param documents those of the catalog of the stack */
    public ApiPages(CatalogDocuments documents) {
        PageFile page = PageFile.of("text/html; charset=utf-8", "api.html");
        files.put(PATH, page);
        files.put(PATH + "/", page);
        files.put(PATH + "/api.js", PageFile.of(SCRIPT, "api.js"));
        files.put(PATH + "/swagger-ui.css", PageFile.of("text/css; charset=utf-8", SWAGGER_UI + "swagger-ui.css"));
        files.put(PATH + "/swagger-ui-bundle.js", PageFile.of(SCRIPT, SWAGGER_UI + "swagger-ui-bundle.js"));
        files.put(ASYNC_API, new PageFile(JSON, documents.asyncApi()));
        for (FormatSchema format : FormatSchema.values()) {
            files.put(SCHEMAS + format.fileName(), new PageFile(JSON, format.text()));
        }
        Map<String, String> schemas = documents.schemas();
        schemas.forEach((name, schema) -> files.put(SCHEMAS + name, new PageFile(JSON, schema)));
        // A client may encode a character or not. The name of a file has priority.
        schemas.forEach((name, schema) -> files.putIfAbsent(
                SCHEMAS + URLDecoder.decode(name, StandardCharsets.UTF_8), new PageFile(JSON, schema)));
    }

    /** Returns whether a path, as the request has it, is one of these pages and documents. */
    public boolean has(String path) {
        return file(path) != null;
    }

    /** Returns whether a path belongs to the documents for producers, which pages of other origins may read. */
    public static boolean isDocument(String path) {
        return path.equals(ASYNC_API) || path.startsWith(SCHEMAS);
    }

    private @Nullable PageFile file(String path) {
        PageFile file = files.get(path);
        return file == null && path.startsWith(SCHEMAS)
                ? files.get(URI.create(path).getPath())
                : file;
    }

    /** Answers {@code GET} and {@code HEAD} for a path that {@link #has} accepts, and other methods with 405. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Objects.requireNonNull(file(path), path).answer(exchange, POLICY);
    }

    private static String version() {
        String name = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
        try (InputStream in = Objects.requireNonNull(ApiPages.class.getResourceAsStream(name), name)) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the version of Swagger UI", e);
        }
    }
}
