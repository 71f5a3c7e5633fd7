package dev.activityservice.aws.driving.sqs;

import java.util.List;
import java.util.function.Consumer;

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
        return logging(lines, false);
    }

    /**
     * Returns an observer that writes the same lines, with or without entity ids.
     *
     * @param lines receives each line, without a line terminator
     * @param showsIds true to write tenants and entity ids, which may identify persons; false to write entity types only
     */
    static BatchObserver logging(Consumer<String> lines, boolean showsIds) {
        return new BatchLog(lines, showsIds);
    }
}
