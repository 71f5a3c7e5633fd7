package dev.activityservice.local.documents;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.documents.CatalogEntries.Entry;
import dev.activityservice.local.documents.CatalogEntries.Field;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The smallest event of one entry of a catalog: it has only the fields that the entry needs. Some entries have no such event, for example if
 * two pointers contradict each other. A dry run shows whether an event would be recorded. Immutable and thread-safe.
 */
public final class SampleEvent {

    /** The last part of the type of an event for a prefix entry, and the source if the catalog allows every source. */
    private static final String NAME = "smokeTest";

    private final Entry entry;

    private SampleEvent(Entry entry) {
        this.entry = entry;
    }

    /**
     * Returns a sample for each entry, in the order of the catalog file.
     *
     * @throws dev.activityservice.catalog.InvalidCatalogException if the catalog is not valid
     */
    public static List<SampleEvent> of(String catalog) {
        ActivityCatalog.parse(catalog);
        return CatalogEntries.of(catalog).stream().map(SampleEvent::new).toList();
    }

    /** Returns the type of the event. For the prefix {@code orders.*}, it is {@code orders.smokeTest}. */
    public String type() {
        return entry.isPrefix() ? entry.literal() + NAME : entry.type();
    }

    /** Returns a source that the entry allows. */
    public String source() {
        if (entry.sources().isEmpty()) {
            return NAME;
        }
        String source = entry.sources().get(0);
        return source.endsWith("*") ? source.substring(0, source.length() - 1) + NAME : source;
    }

    /**
     * Returns the event as a CloudEvent.
     *
     * @param entityId the id of all entities that the entry needs; of the first entity, if all are optional
     * @param tenant the value where the catalog finds the tenant; null leaves it out
     */
    public ObjectNode event(String id, Instant time, String entityId, @Nullable String tenant) {
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source())
                .put("type", type())
                .put("time", time.toString());
        event.putObject("data");
        List<Field> entities = entry.fields().stream()
                .filter(field -> field.kind() != Field.Kind.TENANT)
                .toList();
        List<Field> needed = entities.stream().filter(Field::isRequired).toList();
        (needed.isEmpty() ? entities.subList(0, Math.min(1, entities.size())) : needed)
                .forEach(field -> put(event, field.pointer(), entityId));
        if (tenant != null) {
            entry.fields().stream()
                    .filter(field -> field.kind() == Field.Kind.TENANT)
                    .forEach(field -> put(event, field.pointer(), tenant));
        }
        return event;
    }

    /** Puts a value. Leaves the event unchanged where the pointer leads through an existing value. */
    private static void put(ObjectNode event, JsonPointer pointer, String value) {
        ObjectNode object = event;
        JsonPointer rest = pointer;
        for (; !rest.tail().matches(); rest = rest.tail()) {
            String key = rest.getMatchingProperty();
            JsonNode next = object.has(key) ? object.path(key) : object.putObject(key);
            if (!(next instanceof ObjectNode inner)) {
                return;
            }
            object = inner;
        }
        object.putIfAbsent(rest.getMatchingProperty(), JsonNodeFactory.instance.textNode(value));
    }
}
