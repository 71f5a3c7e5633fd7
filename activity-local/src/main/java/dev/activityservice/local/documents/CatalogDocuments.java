package dev.activityservice.local.documents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.documents.CatalogEntries.Entry;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The documents of a catalog for the producers of its events: a JSON Schema for each event type, and an AsyncAPI document of all of
 * them. Immutable and thread-safe.
 */
public final class CatalogDocuments {

    private static final ObjectWriter WRITER = new ObjectMapper()
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private final List<Entry> entries;

    private CatalogDocuments(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads a catalog file.
     *
     * @throws dev.activityservice.catalog.InvalidCatalogException if the catalog is not valid
     */
    public static CatalogDocuments of(String catalog) {
        ActivityCatalog.parse(catalog);
        return new CatalogDocuments(CatalogEntries.of(catalog));
    }

    /** Returns the AsyncAPI document (3.0) as JSON. */
    public String asyncApi() {
        return text(AsyncApi.of(entries));
    }

    /** Returns the JSON Schema (draft-07) of each event type by the name of its file, in the order of the catalog. */
    public Map<String, String> schemas() {
        Map<String, String> schemas = new LinkedHashMap<>();
        entries.forEach(entry -> schemas.put(fileName(entry.type()), text(EventSchema.document(entry))));
        return schemas;
    }

    /** Returns the type with {@code .schema.json}. Characters that are not safe in a file name are percent-encoded. */
    static String fileName(String type) {
        StringBuilder name = new StringBuilder();
        for (byte each : type.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean isSafe =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
            if (isSafe) {
                name.append(c);
            } else {
                name.append(String.format("%%%02X", (int) c));
            }
        }
        return name.append(".schema.json").toString();
    }

    private static String text(JsonNode document) {
        try {
            return WRITER.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write a document", e);
        }
    }
}
