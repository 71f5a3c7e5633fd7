package dev.activityservice.port.driving;

import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records a batch of events in the timelines they concern. Thread-safe. */
public interface RecordActivities {

    /**
     * Returns one outcome for each event, in order, no later than the deadline. Bad data is an outcome, never an exception, and
     * never costs another event of the batch anything.
     */
    List<Outcome> record(List<DomainEvent> events, Deadline deadline);

    /**
     * What became of one event.
     *
     * @param kind in one word
     * @param activities how many activities are stored for it; 0 unless it is recorded
     * @param rejection why it can never be recorded; null unless the kind is {@link Kind#REJECTED}
     * @param retryReason why it could not be recorded now; null unless the kind is {@link Kind#RETRY}
     */
    record Outcome(
            Kind kind,
            int activities,
            @Nullable Rejection rejection,
            @Nullable RetryReason retryReason) {

        public static Outcome recorded(int activities) {
            return new Outcome(Kind.RECORDED, activities, null, null);
        }

        public static Outcome of(Kind kind) {
            return new Outcome(kind, 0, null, null);
        }

        public static Outcome rejected(Rejection rejection) {
            return new Outcome(Kind.REJECTED, 0, rejection, null);
        }

        public static Outcome retry(RetryReason reason) {
            return new Outcome(Kind.RETRY, 0, null, reason);
        }

        /** Whether the message can be acknowledged; if not it must stay on its queue, for a later try or for people to see. */
        public boolean isDone() {
            return kind != Kind.REJECTED && kind != Kind.RETRY;
        }
    }

    /** The outcomes in one word. */
    enum Kind {
        /** All of its activities are stored. */
        RECORDED,
        /** The catalog does not know its type: nothing to do. */
        IGNORED,
        /** It names no entity: nothing to do. */
        NO_ENTITY,
        /** Its retention has passed already: nothing to do. */
        EXPIRED,
        /** It can never be recorded as it is. */
        REJECTED,
        /** It could not be recorded now. */
        RETRY
    }
}
