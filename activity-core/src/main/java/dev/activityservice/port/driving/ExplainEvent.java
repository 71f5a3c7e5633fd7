package dev.activityservice.port.driving;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.EntityRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains what would happen to a message body, and why, without writing or reading a store. Thread-safe. */
public interface ExplainEvent {

    /** Returns the explanation of a message body. Never throws for a body. */
    Explanation explain(String body, MessageMetadata metadata);

    /**
     * The result of a dry run.
     *
     * @param mapping the result of the catalog; null if the body is not an event
     * @param outcome the outcome of {@link RecordActivities} if the store works, with the result of the event reader
     * @param sharedTimelines the {@linkplain dev.activityservice.catalog.ActivityCatalog#sharedTimelines timelines that many events
     *     share}; empty if the event would not be recorded
     */
    record Explanation(@Nullable Mapping mapping, RecordActivities.Outcome outcome, List<EntityRef> sharedTimelines) {

        public Explanation {
            sharedTimelines = List.copyOf(sharedTimelines);
        }
    }
}
