package dev.activityservice.local.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.local.documents.CatalogDocuments;
import dev.activityservice.local.documents.FormatSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

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

    private static final String JSON = "application/json";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/" + version() + "/";

    private final Map<String, PageFile> files = new HashMap<>();

    /** @param documents those of the catalog of the stack */
    public ApiPages(CatalogDocuments documents) {
        files.put(PATH, PageFile.of("text/html; charset=utf-8", "api.html"));
        files.put(PATH + "/api.js", PageFile.of(SCRIPT, "api.js"));
        files.put(PATH + "/swagger-ui.css", PageFile.of("text/css; charset=utf-8", SWAGGER_UI + "swagger-ui.css"));
        files.put(PATH + "/swagger-ui-bundle.js", PageFile.of(SCRIPT, SWAGGER_UI + "swagger-ui-bundle.js"));
        files.put("/asyncapi.json", new PageFile(JSON, documents.asyncApi()));
        documents.schemas().forEach((name, schema) -> files.put("/schemas/" + name, new PageFile(JSON, schema)));
        for (FormatSchema format : FormatSchema.values()) {
            files.put("/schemas/" + format.fileName(), new PageFile(JSON, format.text()));
        }
    }

    /** Returns whether a path is one of these pages and documents. */
    public boolean has(String path) {
        return files.containsKey(path);
    }

    /** Answers {@code GET} and {@code HEAD} for a path that {@link #has} accepts, and other methods with 405. */
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Objects.requireNonNull(files.get(path), path).answer(exchange, POLICY);
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
