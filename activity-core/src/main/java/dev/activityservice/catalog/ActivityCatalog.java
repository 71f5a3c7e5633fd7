package dev.activityservice.catalog;

import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Warning;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events concern which entities, and what of them is kept: a JSON file, whose format is in {@code
 * docs/catalog.md}.
 *
 * <p>An event type is looked up exactly, then under the longest {@code prefix.*} that matches it; one entry at most
 * decides.
 *
 * <p>Immutable and thread-safe.
 */
public final class ActivityCatalog {

    private final List<EventTypePattern> eventTypes;
    private final Map<String, CatalogEntry> byType = new HashMap<>();
    /** By the prefix with its dot and without the star. */
    private final Map<String, CatalogEntry> byPrefix = new HashMap<>();

    ActivityCatalog(List<CatalogEntry> entries) {
        this.eventTypes = entries.stream().map(CatalogEntry::pattern).toList();
        for (CatalogEntry entry : entries) {
            EventTypePattern pattern = entry.pattern();
            (pattern.isPrefix() ? byPrefix : byType).put(pattern.literal(), entry);
        }
    }

    /**
     * The ten event types of the reference system: four of products and their stock, one of users, three of orders
     * (with the user where they name one), and the two of stock reservations. Kept for ever.
     */
    public static ActivityCatalog reference() {
        return Reference.CATALOG;
    }

    /**
     * Reads a catalog from the text of its file, of at most 1,048,576 characters.
     *
     * @throws InvalidCatalogException with every fault the catalog has, at most 100; text that is no JSON is one fault
     */
    public static ActivityCatalog parse(String json) {
        return CatalogReader.read(json);
    }

    /** The patterns of all entries, in the order of the file: what to subscribe to. */
    public List<EventTypePattern> eventTypes() {
        return eventTypes;
    }

    /**
     * What becomes of an event. Pure, and bounded by the data's size; never throws for any event, not even for one
     * whose {@linkplain DomainEvent#data() data} is no JSON.
     */
    public Mapping map(DomainEvent event) {
        CatalogEntry entry = entry(event.type());
        return entry == null ? new Mapping.UnknownType() : entry.map(event);
    }

    private @Nullable CatalogEntry entry(String type) {
        CatalogEntry exact = byType.get(type);
        if (exact != null || byPrefix.isEmpty()) {
            return exact;
        }
        // From the longest prefix down. The dot of a prefix never is the type's last character: "a.*" is not the type
        // "a.".
        for (int dot = type.lastIndexOf('.', type.length() - 2); dot > 0; dot = type.lastIndexOf('.', dot - 1)) {
            CatalogEntry entry = byPrefix.get(type.substring(0, dot + 1));
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** What a catalog makes of an event. */
    public sealed interface Mapping {

        /**
         * The event concerns entities.
         *
         * @param entry the entry that matched
         * @param activities at least one, at most 1,000, each of another entity; in the order of the entry's pointers,
         *     then of the data
         * @param warnings what the event's producer should mend
         */
        record Mapped(EventTypePattern entry, List<Activity> activities, List<Warning> warnings) implements Mapping {

            public Mapped {
                activities = List.copyOf(activities);
                warnings = List.copyOf(warnings);
            }
        }

        /** No entry matches the event's type. */
        record UnknownType() implements Mapping {}

        /**
         * An entry matches, but the event names none of its (all optional) entities.
         *
         * @param entry the entry that matched
         * @param warnings what the event's producer should mend
         */
        record NoEntity(EventTypePattern entry, List<Warning> warnings) implements Mapping {

            public NoEntity {
                warnings = List.copyOf(warnings);
            }
        }

        /**
         * The event can never be recorded under this catalog.
         *
         * @param entry the entry that matched
         * @param rejection why
         */
        record Refused(EventTypePattern entry, Rejection rejection) implements Mapping {}
    }

    /** Read at first use only: who brings a catalog of their own does not pay for this one. */
    private static final class Reference {

        private static final String FILE = "reference-catalog.json";
        static final ActivityCatalog CATALOG = load();

        private static ActivityCatalog load() {
            try (InputStream file = ActivityCatalog.class.getResourceAsStream(FILE)) {
                if (file == null) {
                    throw new IllegalStateException("Cannot find the reference catalog: " + FILE);
                }
                return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the reference catalog: " + FILE, e);
            }
        }
    }
}
