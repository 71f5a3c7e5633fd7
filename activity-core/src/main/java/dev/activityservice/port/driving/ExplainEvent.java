package dev.activityservice.port.driving;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import org.jspecify.annotations.Nullable;

/** Explains what would happen to a message body, and why, without writing or reading a store. Thread-safe. */
public interface ExplainEvent {

    /** Returns the explanation of a message body. Never throws for a body. */
    Explanation explain(String body, MessageMetadata metadata);

    /**
     * The result of a dry run.
     *
     * @param reading the result of the event reader
     * @param mapping the result of the catalog; null if the body is not an event
     * @param outcome the outcome of {@link RecordActivities} if the store works
     */
    record Explanation(EventReader.Result reading, @Nullable Mapping mapping, RecordActivities.Outcome outcome) {

        /**
         * Returns the explanation as a few lines of text without a final line break. The first line is the result, such as {@code
         * recordable: 2 activities} or {@code rejected: MISSING_FIELD at /data/orderNumber: …}. The other lines describe the event, the
         * catalog entry, at most 20 entities, and warnings for the producer. Of the payload, the text contains only ids, quoted, escaped
         * and truncated.
         */
        public String describe() {
            return new ExplanationText(this).describe();
        }
    }
}
