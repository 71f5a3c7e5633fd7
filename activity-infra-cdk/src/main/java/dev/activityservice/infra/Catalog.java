package dev.activityservice.infra;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.model.EventTypePattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A valid activity catalog. It is the source of the rules and of the catalog in the functions' package, so that both agree.
 *
 * @param json the text of the file
 * @param eventTypes the event types of the catalog, in the order of the file
 */
record Catalog(String json, List<EventTypePattern> eventTypes) {

    private static final String REFERENCE = "reference-catalog.json";

    /**
     * Reads and validates a catalog. Null stands for the reference catalog. Throws {@link IllegalArgumentException} for a catalog with
     * tenants: the callers of an API with IAM or open access have no tenant claim, so that nobody could read what the record function
     * has stored.
     */
    static Catalog read(@Nullable Path file) {
        String json = file == null ? reference() : text(file);
        ActivityCatalog catalog = ActivityCatalog.parse(json);
        if (catalog.hasTenants()) {
            throw new IllegalArgumentException(
                    "Cannot deploy the catalog " + file
                            + ": it has the key \"tenant\", but callers of an API with IAM or open access have no tenant claim. Put the"
                            + " functions behind an API with a JWT authorizer and set ACTIVITY_TENANT_CLAIM (docs/configuration.md)");
        }
        return new Catalog(json, catalog.eventTypes());
    }

    byte[] bytes() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the file name of the functions' package with this catalog. The name contains a digest of the catalog. */
    String packageName() {
        return "functions-" + Subscription.Digests.sha256(bytes()).substring(0, 16) + ".zip";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read catalog: " + file, e);
        }
    }

    private static String reference() {
        try (InputStream in = ActivityCatalog.class.getResourceAsStream(REFERENCE)) {
            if (in == null) {
                throw new IllegalStateException("Cannot find resource: " + REFERENCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read resource: " + REFERENCE, e);
        }
    }
}
