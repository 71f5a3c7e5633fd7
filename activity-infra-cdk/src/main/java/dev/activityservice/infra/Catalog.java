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
 * The one input from which both the rules and the file that the functions load are made.
 *
 * @param json the file, byte for byte
 * @param eventTypes what it subscribes to, in the order of the file
 */
record Catalog(String json, List<EventTypePattern> eventTypes) {

    private static final String REFERENCE = "reference-catalog.json";

    /** Reads and validates a catalog; null for the reference catalog. */
    static Catalog read(@Nullable Path file) {
        String json = file == null ? reference() : text(file);
        return new Catalog(json, ActivityCatalog.parse(json).eventTypes());
    }

    byte[] bytes() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** The name of the functions' package with this catalog in it. */
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
