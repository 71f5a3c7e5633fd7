package dev.activityservice.port.driving;

import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;

/** A dry run: what would become of this message body, and why? Writes nothing, reads no store. Thread-safe. */
public interface ExplainEvent {

    /** Never throws for any body. */
    Explanation explain(String body, MessageMetadata metadata);

    /**
     * What would become of a message.
     *
     * @param reading what the reader made of the body
     * @param mapping what the catalog made of the event; null if there is no event
     * @param outcome what {@link RecordActivities} would answer if the store is well
     */
    record Explanation(
            EventReader.Result reading, ActivityCatalog.@org.jspecify.annotations.Nullable Mapping mapping, RecordActivities.Outcome outcome) {}
}
