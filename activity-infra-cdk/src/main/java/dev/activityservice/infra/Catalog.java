package dev.activityservice.infra;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.model.EventTypePattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A valid activity catalog. It is the source of the rules and of the catalog in the functions' package, so that both agree.
 *
 * @param json the text of the file
 * @param content the parsed catalog
 */
record Catalog(String json, ActivityCatalog content) {

    private static final String REFERENCE = "reference-catalog.json";

    /** Reads and validates a catalog. Null stands for the reference catalog. */
    static Catalog read(@Nullable Path file) {
        String json = file == null ? reference() : text(file);
        return new Catalog(json, ActivityCatalog.parse(json));
    }

    /** Returns whether events have tenants. {@link AccessRules} then requires a claim with the tenant of the caller. */
    boolean hasTenants() {
        return content.hasTenants();
    }

    /** Returns the keys of the entries in the order of the file. */
    List<EventTypePattern> eventTypes() {
        return content.eventTypes();
    }

    /** Returns the sources of an entry: exact texts, or beginnings with {@code *} at their end; empty for every source. */
    List<String> sources(EventTypePattern entry) {
        return content.sources(entry);
    }

    byte[] bytes() {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The catalog must be in UTF-8: " + file, e);
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
