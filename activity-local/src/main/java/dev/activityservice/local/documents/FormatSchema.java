package dev.activityservice.local.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema of a file format of this project, for editors. The schemas are in {@code docs/schemas}. Immutable and thread-safe. */
public enum FormatSchema {
    CATALOG("catalog.schema.json"),
    READ_POLICY("read-policy.schema.json");

    private final String fileName;

    FormatSchema(String fileName) {
        this.fileName = fileName;
    }

    public String fileName() {
        return fileName;
    }

    /** Returns the schema as JSON. */
    public String text() {
        try (InputStream file = FormatSchema.class.getResourceAsStream(fileName)) {
            if (file == null) {
                throw new IllegalStateException("Cannot find the schema " + fileName);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the schema " + fileName, e);
        }
    }
}
