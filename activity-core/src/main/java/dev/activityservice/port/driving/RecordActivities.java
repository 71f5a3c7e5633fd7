package dev.activityservice.port.driving;

import dev.activityservice.event.EventReader;
import dev.activityservice.event.Message;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records events in the timelines of their entities. Thread-safe.
 *
 * <p>Both methods return one outcome for each element, in order and of the same length. They return no later than the deadline if the
 * store does. Bad data is an outcome, never an exception, and does not affect other elements. Neither does an exception, a stack
 * overflow or a linkage error that one element causes: its outcome is {@link Outcome.Retry} with {@link RetryReason#INTERNAL} and the
 * cause. Other errors are not caught, for example an {@link OutOfMemoryError}.
 */
public interface RecordActivities {

    /** Reads a batch of messages and records their events. */
    List<Outcome> record(List<Message> messages, Deadline deadline);

    /** Records a batch of events that the program has read or built itself. */
    List<Outcome> recordEvents(List<DomainEvent> events, Deadline deadline);

    /** The outcome of one message or event. Immutable and thread-safe. */
    sealed interface Outcome {

        /** Returns the category of the outcome. */
        Kind kind();

        /** Returns the result of reading the body; null if the body was not read, because the deadline passed or reading failed. */
        EventReader.@Nullable Result reading();

        /** Returns the tenant of the event; null without one, and if it is not known. */
        @Nullable
        String tenant();

        /** Returns the entities that the event concerns, in the order of the catalog; unmodifiable, empty if they are not known. */
        List<EntityRef> entities();

        /** Returns whether the message can be acknowledged. Otherwise, it must stay in its queue. */
        default boolean isDone() {
            return this instanceof Recorded || this instanceof Skipped;
        }

        /** Each entity of the event has its activity. */
        record Recorded(
                EventReader.@Nullable Result reading,
                @Nullable String tenant,
                List<EntityRef> entities) implements Outcome {

            @Override
            public Kind kind() {
                return Kind.RECORDED;
            }
        }

        /**
         * The event is not for a timeline. Nothing is stored.
         *
         * @param kind {@link Kind#IGNORED}, {@link Kind#NO_ENTITY} or {@link Kind#EXPIRED}
         */
        record Skipped(
                EventReader.@Nullable Result reading,
                @Nullable String tenant,
                List<EntityRef> entities,
                Kind kind) implements Outcome {}

        /**
         * The event can never be recorded.
         *
         * @param rejection the reason
         */
        record Rejected(
                EventReader.@Nullable Result reading,
                @Nullable String tenant,
                List<EntityRef> entities,
                Rejection rejection)
                implements Outcome {

            @Override
            public Kind kind() {
                return Kind.REJECTED;
            }
        }

        /**
         * The event could not be recorded now. A retry is safe and may succeed.
         *
         * @param reason the reason
         * @param cause the exception behind {@link RetryReason#INTERNAL}; null without an exception
         */
        record Retry(
                EventReader.@Nullable Result reading,
                @Nullable String tenant,
                List<EntityRef> entities,
                RetryReason reason,
                @Nullable Throwable cause)
                implements Outcome {

            @Override
            public Kind kind() {
                return Kind.RETRY;
            }
        }
    }

    /** The category of an outcome. */
    enum Kind {
        /** All activities of the event are stored. */
        RECORDED,
        /** The catalog has no entry for the type, or an event of another type replaces this one. Nothing is stored. */
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
