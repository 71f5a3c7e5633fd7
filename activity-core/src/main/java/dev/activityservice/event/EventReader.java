package dev.activityservice.event;

import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.Warning;
import java.util.List;

/**
 * Reads a message body, in any of the shapes in which events reach a queue, into a {@link DomainEvent}.
 *
 * <p>Thread-safe, and pure: the answer depends on body and metadata alone.
 */
public final class EventReader {

    private EventReader() {}

    public static EventReader create() {
        return new EventReader();
    }

    /** Never throws for any body; what cannot be read is {@link Result.Rejected}. */
    public Result read(String body, MessageMetadata metadata) {
        return new Result.Rejected(Rejection.of(Rejection.Code.UNKNOWN_SHAPE, "", "to be written"));
    }

    /** Reads UTF-8 strictly: bytes that are none are {@link Result.Rejected}. */
    public Result read(byte[] body, MessageMetadata metadata) {
        return new Result.Rejected(Rejection.of(Rejection.Code.UNKNOWN_SHAPE, "", "to be written"));
    }

    /** What became of a body. */
    public sealed interface Result {

        /**
         * @param event the event
         * @param warnings what its producer should mend; unmodifiable, often empty
         */
        record Accepted(DomainEvent event, List<Warning> warnings) implements Result {

            public Accepted {
                warnings = List.copyOf(warnings);
            }
        }

        /** @param rejection why it can never be read */
        record Rejected(Rejection rejection) implements Result {}
    }
}
