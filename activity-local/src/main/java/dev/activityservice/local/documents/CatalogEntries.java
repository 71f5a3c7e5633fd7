package dev.activityservice.local.documents;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a catalog file, as its text has them. The file must be valid. */
final class CatalogEntries {

    /**
     * An entry with everything that an event needs to be recorded.
     *
     * @param type the exact type, or a prefix with {@code *} at its end
     * @param fields the entities, also those of all entries, and the tenant
     * @param sources the patterns of the sources that may publish the event; empty if every source may
     */
    record Entry(String type, List<Field> fields, List<String> sources) {

        boolean isPrefix() {
            return type.endsWith(".*");
        }

        /** Returns the type without the star of a prefix. */
        String literal() {
            return isPrefix() ? type.substring(0, type.length() - 1) : type;
        }
    }

    /**
     * A value that the catalog extracts from an event.
     *
     * @param kind the rules of the value
     * @param name the entity type, or {@code tenant}
     * @param pointer the location in the CloudEvent
     */
    record Field(Kind kind, String name, JsonPointer pointer) {

        enum Kind {
            REQUIRED,
            OPTIONAL,
            TENANT
        }

        boolean isRequired() {
            return kind != Kind.OPTIONAL;
        }

        /** Returns the pointer below {@code /data}; null if it points to an attribute of the event. */
        @Nullable
        JsonPointer inData() {
            return pointer.getMatchingProperty().equals("data") ? pointer.tail() : null;
        }
    }

    private CatalogEntries() {}

    /** Returns the entries in the order of the file. */
    static List<Entry> of(String catalog) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(catalog);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read the catalog", e);
        }
        List<Entry> entries = new ArrayList<>();
        for (var event : root.path("events").properties()) {
            JsonNode entry = event.getValue();
            List<Field> fields = new ArrayList<>();
            entry.path("entities").forEach(entity -> fields.add(entity(entity)));
            for (JsonNode shared : root.path("everywhere")) {
                Field field = entity(shared);
                if (fields.stream().noneMatch(own -> isSame(own, field))) {
                    fields.add(field);
                }
            }
            JsonNode tenant = entry.has("tenant") ? entry.path("tenant") : root.path("tenant");
            // The envelope has an account without any act of the producer.
            if (tenant.isTextual()) {
                fields.add(new Field(Field.Kind.TENANT, "tenant", JsonPointer.compile(tenant.textValue())));
            }
            List<String> sources = new ArrayList<>();
            entry.path("sources").forEach(source -> sources.add(source.textValue()));
            entries.add(new Entry(event.getKey(), List.copyOf(fields), List.copyOf(sources)));
        }
        return entries;
    }

    private static boolean isSame(Field own, Field shared) {
        return own.name().equals(shared.name()) && own.pointer().equals(shared.pointer());
    }

    private static Field entity(JsonNode entity) {
        return new Field(
                entity.path("optional").booleanValue() ? Field.Kind.OPTIONAL : Field.Kind.REQUIRED,
                entity.path("type").textValue(),
                JsonPointer.compile(entity.path("id").textValue()));
    }
}
