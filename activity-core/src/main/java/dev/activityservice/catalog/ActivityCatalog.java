package dev.activityservice.catalog;

import dev.activityservice.model.Activity;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventTypePattern;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Warning;
import java.util.List;

/** Which events concern which entities. Immutable and thread-safe. */
public final class ActivityCatalog {

    private ActivityCatalog() {}

    /** The ten event types of the reference system. */
    public static ActivityCatalog reference() {
        return new ActivityCatalog();
    }

    /** Reads a catalog file; throws {@link InvalidCatalogException} with every fault it has. */
    public static ActivityCatalog parse(String json) {
        return new ActivityCatalog();
    }

    /** The patterns of all entries, in the order of the file: what to subscribe to. */
    public List<EventTypePattern> eventTypes() {
        return List.of();
    }

    /** What becomes of an event. Pure; never throws for any event. */
    public Mapping map(DomainEvent event) {
        return new Mapping.UnknownType();
    }

    /** What a catalog makes of an event. */
    public sealed interface Mapping {

        /**
         * @param entry the entry that matched
         * @param activities at least one, at most 1,000, each of another entity
         * @param warnings what the event's producer should mend
         */
        record Mapped(EventTypePattern entry, List<Activity> activities, List<Warning> warnings) implements Mapping {}

        /** No entry matches the event's type. */
        record UnknownType() implements Mapping {}

        /**
         * An entry matches, but the event names none of its (all optional) entities.
         *
         * @param entry the entry that matched
         */
        record NoEntity(EventTypePattern entry, List<Warning> warnings) implements Mapping {}

        /**
         * @param entry the entry that matched
         * @param rejection why the event can never be recorded under this catalog
         */
        record Refused(EventTypePattern entry, Rejection rejection) implements Mapping {}
    }
}
