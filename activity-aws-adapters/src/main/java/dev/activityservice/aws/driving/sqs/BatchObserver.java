package dev.activityservice.aws.driving.sqs;

import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EntityRef;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Receives the outcome of each batch, for logs and statistics. Implementations must be thread-safe and quick. */
@FunctionalInterface
public interface BatchObserver {

    /**
     * Called once per batch, after the events are recorded and before the response is sent. Exceptions are ignored.
     *
     * @param batch all messages of the batch, in order
     */
    void processed(List<ProcessedMessage> batch);

    /** Returns an observer that calls this observer first, then {@code next}. */
    default BatchObserver andThen(BatchObserver next) {
        return batch -> {
            processed(batch);
            next.processed(batch);
        };
    }

    /** Returns an observer that does nothing. */
    static BatchObserver none() {
        return batch -> {};
    }

    /**
     * Returns an observer that writes one JSON line per batch, and one per message that was not recorded. A line has the ids of the
     * current span. It contains no part of a body.
     *
     * @param lines receives each line, without a line terminator
     */
    static BatchObserver logging(Consumer<String> lines) {
        return new BatchLog(lines, event -> List.of(), false);
    }

    /**
     * Returns an observer that writes the same lines, with the entities of a message's event.
     *
     * @param lines receives each line, without a line terminator
     * @param entities returns the entities of an event by the catalog; called only for messages that get a line
     * @param showsIds true to write entity ids, which may identify persons; false to write entity types only
     */
    static BatchObserver logging(
            Consumer<String> lines, Function<DomainEvent, List<EntityRef>> entities, boolean showsIds) {
        return new BatchLog(lines, entities, showsIds);
    }
}
