package dev.activityservice.port.driving;

import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records events in the timelines of their entities. Thread-safe. */
public interface RecordActivities {

    /**
     * Records a batch. Returns one outcome per event, in order, no later than the deadline. Bad data is an outcome, never an exception, and
     * does not affect other events of the batch.
     */
    List<Outcome> record(List<DomainEvent> events, Deadline deadline);

    /**
     * The outcome of one event.
     *
     * @param kind the category of the outcome
     * @param activities the number of stored activities; 0 unless the kind is {@link Kind#RECORDED}
     * @param rejection why the event can never be recorded; null unless the kind is {@link Kind#REJECTED}
     * @param retryReason why the event could not be recorded now; null unless the kind is {@link Kind#RETRY}
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

        /** Returns whether the message can be acknowledged. Otherwise, it must stay in its queue. */
        public boolean isDone() {
            return kind != Kind.REJECTED && kind != Kind.RETRY;
        }
    }

    /** The category of an outcome. */
    enum Kind {
        /** All activities of the event are stored. */
        RECORDED,
        /** The catalog has no entry for the type. Nothing is stored. */
        IGNORED,
        /** The event names none of its entities. Nothing is stored. */
        NO_ENTITY,
        /** The retention of the event has passed. Nothing is stored. */
        EXPIRED,
        /** The event can never be recorded. */
        REJECTED,
        /** The event could not be recorded now. */
        RETRY
    }
}
