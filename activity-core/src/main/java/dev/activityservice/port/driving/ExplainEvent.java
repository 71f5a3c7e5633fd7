package dev.activityservice.port.driving;

import dev.activityservice.catalog.ActivityCatalog.Mapping;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import org.jspecify.annotations.Nullable;

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
    record Explanation(EventReader.Result reading, @Nullable Mapping mapping, RecordActivities.Outcome outcome) {

        /**
         * The same for people, in a few lines without a line break at the end. The first is the verdict, as in {@code
         * recordable: 2 activities} or {@code rejected: MISSING_FIELD at /data/orderNumber: …}; the others say which
         * event it is, which entry of the catalog decided, which entities it concerns (20 at most) and what its
         * producer should mend. Of the payload it shows ids only, quoted, escaped and cut.
         */
        public String describe() {
            return new ExplanationText(this).describe();
        }
    }
}
