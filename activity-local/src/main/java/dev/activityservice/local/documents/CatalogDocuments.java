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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The documents of a catalog for the producers of its events: a JSON Schema for each event type, and an AsyncAPI document of all of
 * them. Immutable and thread-safe.
 */
public final class CatalogDocuments {

    private static final ObjectWriter WRITER = new ObjectMapper()
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private static final String SUFFIX = ".schema.json";

    /** ext4, APFS and NTFS allow 255 bytes or characters. */
    private static final int MAX_FILE_NAME_CHARS = 255;

    private static final int DIGEST_CHARS = 16;

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
        Map<String, Long> entriesByName = entries.stream()
                .collect(Collectors.groupingBy(entry -> ignoringCase(encoded(entry.type())), Collectors.counting()));
        entries.forEach(entry -> {
            String name = encoded(entry.type());
            boolean isUnique = entriesByName.getOrDefault(ignoringCase(name), 0L) == 1;
            schemas.put(fileName(name, isUnique), text(EventSchema.document(entry)));
        });
        return schemas;
    }

    /**
     * Returns the name with {@code .schema.json}. A name that is too long, or could replace another file, has a digest at its end. Some
     * file systems do not distinguish upper and lower case.
     */
    private static String fileName(String name, boolean isUnique) {
        String fileName = name + SUFFIX;
        boolean isReserved = Stream.of(FormatSchema.values())
                .anyMatch(format -> format.fileName().equalsIgnoreCase(fileName));
        if (isUnique && !isReserved && fileName.length() <= MAX_FILE_NAME_CHARS) {
            return fileName;
        }
        String start =
                name.substring(0, Math.min(name.length(), MAX_FILE_NAME_CHARS - DIGEST_CHARS - 1 - SUFFIX.length()));
        // Without an escape that is cut in two.
        return start.replaceFirst("%.?$", "") + "-" + digest(name) + SUFFIX;
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java platform must have SHA-256", e);
        }
    }

    private static String ignoringCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Returns the type. Characters that are not safe in a file name are percent-encoded. */
    private static String encoded(String type) {
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
        return name.toString();
    }

    private static String text(JsonNode document) {
        try {
            return WRITER.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write a document", e);
        }
    }
}
