package dev.activityservice.catalog;

import dev.activityservice.json.Suggestion;
import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Warning;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Maps events to activities: defines the entities that an event concerns, and the fields of the event that are stored. A catalog
 * is a JSON file. {@code docs/catalog.md} describes its format.
 *
 * <p>At most one entry of the catalog applies to an event: the entry of its exact type, otherwise the entry with the longest
 * {@code prefix.*} that matches its type.
 *
 * <p>Immutable and thread-safe.
 */
public final class ActivityCatalog {

    /** The attribute by which a producer names the type that replaces the type of the event, in the spelling of the reference's services. */
    private static final String SUPERSEDED_BY = "supercededby";

    private final List<EventTypePattern> eventTypes;
    private final Set<String> entityTypes = new TreeSet<>();
    private final Set<String> extensions = new HashSet<>();
    private final boolean hasTenants;
    private final Map<String, CatalogEntry> byType = new HashMap<>();
    /** The key is the prefix with its dot and without {@code *}. */
    private final Map<String, CatalogEntry> byPrefix = new HashMap<>();

    ActivityCatalog(List<CatalogEntry> entries) {
        this.eventTypes = entries.stream().map(CatalogEntry::pattern).toList();
        extensions.add(SUPERSEDED_BY);
        this.hasTenants = entries.stream().anyMatch(entry -> entry.tenant() != null);
        for (CatalogEntry entry : entries) {
            entityTypes.addAll(entry.entityTypes());
            EventPointer tenant = entry.tenant();
            if (tenant != null && tenant.root() == EventPointer.Root.EXTENSION) {
                extensions.add(tenant.tokens().get(0));
            }
            if (!entry.sources().isEmpty()) {
                extensions.add(AllowedSources.OF_ENVELOPE);
            }
            EventTypePattern pattern = entry.pattern();
            (pattern.isPrefix() ? byPrefix : byType).put(pattern.literal(), entry);
        }
    }

    /**
     * Returns a catalog of the ten event types of the reference system: four about products and their stock, one about users, three
     * about orders (and the user of the order), two about stock reservations. Their activities never expire.
     */
    public static ActivityCatalog reference() {
        return Reference.CATALOG;
    }

    /**
     * Reads a catalog from the text of its file. The maximum length is 1,048,576 characters.
     *
     * @throws InvalidCatalogException if the catalog is not valid. It contains all faults, at most 100. A text that is not JSON is one
     *     fault
     */
    public static ActivityCatalog parse(String json) {
        return CatalogReader.read(json);
    }

    /** Returns the patterns of all entries in the order of the file. A subscription needs these event types. */
    public List<EventTypePattern> eventTypes() {
        return eventTypes;
    }

    /**
     * Returns the sources that may publish the events of an entry, in the order of the file: exact texts, or the beginnings of sources
     * with {@code *} at their end. The list is empty if every source may publish them. A subscription may filter by these sources, because
     * the source in EventBridge's envelope must be one of them.
     *
     * @param entry the pattern of an entry, as {@link #eventTypes()} returns it
     * @throws IllegalArgumentException if the catalog has no entry with this pattern
     */
    public List<String> sources(EventTypePattern entry) {
        CatalogEntry found = (entry.isPrefix() ? byPrefix : byType).get(entry.literal());
        if (found == null) {
            throw new IllegalArgumentException("Cannot find the entry of the catalog: " + Quoted.of(entry.text()));
        }
        return found.sources();
    }

    /**
     * Returns how long the activities of an event type are kept, counted from their time. A program that stores activities without
     * their events, such as an import, applies it.
     *
     * @return null if they never expire, and if no entry matches the type
     */
    public @Nullable Duration retention(String eventType) {
        CatalogEntry entry = entry(eventType);
        return entry == null ? null : entry.retention();
    }

    /** Returns whether an entry applies to events of a type. */
    public boolean matches(String eventType) {
        return entry(eventType) != null;
    }

    /** Returns the types of the entities that the entries name, in alphabetical order; unmodifiable. */
    public Set<String> entityTypes() {
        return Collections.unmodifiableSet(entityTypes);
    }

    /**
     * Returns the pattern that is most similar to this event type. Messages name it if no entry matches a type. A
     * {@code prefix.*} is compared with the start of the type. Upper and lower case are equal. The time grows with the number of entries
     * and the length of the type.
     *
     * @return null only if the catalog has no entries
     */
    public @Nullable EventTypePattern nearest(String eventType) {
        return eventTypes.stream()
                .min(Comparator.comparingInt(
                        pattern -> Suggestion.distance(comparable(eventType, pattern), lower(pattern.literal()))))
                .orElse(null);
    }

    private static String comparable(String eventType, EventTypePattern pattern) {
        int length = pattern.isPrefix() ? Math.min(pattern.literal().length(), eventType.length()) : eventType.length();
        return lower(eventType.substring(0, length));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the names of {@link DomainEvent#extensions()} that the catalog needs: attributes of CloudEvents, among them {@code
     * supercededby}, and fields of EventBridge's envelope; unmodifiable.
     */
    public Set<String> extensions() {
        return Collections.unmodifiableSet(extensions);
    }

    /** Returns whether an entry requires a tenant. The service that reads must then be {@code tenanted}. */
    public boolean hasTenants() {
        return hasTenants;
    }

    /**
     * Maps an event to its activities. Pure. The time is bounded by the size of the {@linkplain DomainEvent#data() data}. Does not
     * throw for any event. If the data is not JSON, the result is {@link Mapping.Refused}.
     *
     * <p>A producer publishes an old and a new version of one event for some time. The old one names the new type in the attribute
     * {@code supercededby}. If an entry applies to that type, the old event is {@link Mapping.Superseded}, because it would appear twice.
     */
    public Mapping map(DomainEvent event) {
        CatalogEntry entry = entry(event.type());
        if (entry == null) {
            return new Mapping.UnknownType();
        }
        String successor = event.extensions().get(SUPERSEDED_BY);
        return successor != null && !successor.equals(event.type()) && matches(successor)
                ? new Mapping.Superseded(entry.pattern(), successor)
                : entry.map(event);
    }

    /**
     * Returns the timelines of an event that many other events share: the timeline of its type, the timeline of its source, and the
     * timeline of an actor whose {@code authtype} is not a person. All activities of such a timeline are in one partition, which
     * accepts 1,000 writes in a second (DynamoDB, Quotas). Pure.
     *
     * @return the entities in the order of the entry's pointers; empty without such timelines, and if no entry matches
     */
    public List<EntityRef> sharedTimelines(DomainEvent event) {
        CatalogEntry entry = entry(event.type());
        return entry == null ? List.of() : entry.sharedTimelines(event);
    }

    private @Nullable CatalogEntry entry(String type) {
        CatalogEntry exact = byType.get(type);
        if (exact != null || byPrefix.isEmpty()) {
            return exact;
        }
        // Tries the longest prefix first. The prefix "a." does not match the type "a.", so the last character is
        // skipped.
        // No prefix is longer than its limit, and a body may state a type of any length.
        int last = Math.min(type.length() - 2, EventTypePattern.MAX_BYTES);
        for (int dot = type.lastIndexOf('.', last); dot > 0; dot = type.lastIndexOf('.', dot - 1)) {
            CatalogEntry entry = byPrefix.get(type.substring(0, dot + 1));
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** The result of mapping an event. */
    public sealed interface Mapping {

        /**
         * The event concerns entities.
         *
         * @param entry the pattern of the entry that matched
         * @param activities 1 to 1,000 activities of different entities, in the order of the entry's pointers, then of the data
         * @param warnings the defects that the event's producer should correct
         */
        record Mapped(EventTypePattern entry, List<Activity> activities, List<Warning> warnings) implements Mapping {

            public Mapped {
                activities = List.copyOf(activities);
                warnings = List.copyOf(warnings);
            }
        }

        /** No entry of the catalog matches the type of the event. */
        record UnknownType() implements Mapping {}

        /**
         * The event names another type that replaces it, and an entry applies to that type.
         *
         * @param entry the pattern of the entry that matched the event
         * @param successor the other type
         */
        record Superseded(EventTypePattern entry, String successor) implements Mapping {}

        /**
         * An entry matches, but the event contains none of its entities, which are all optional.
         *
         * @param entry the pattern of the entry that matched
         * @param warnings the defects that the event's producer should correct
         */
        record NoEntity(EventTypePattern entry, List<Warning> warnings) implements Mapping {

            public NoEntity {
                warnings = List.copyOf(warnings);
            }
        }

        /**
         * The event can never be recorded with this catalog.
         *
         * @param entry the pattern of the entry that matched
         * @param rejection the reason
         */
        record Refused(EventTypePattern entry, Rejection rejection) implements Mapping {}
    }

    /** Loaded at first use, so that a program with another catalog does not read this one. */
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
