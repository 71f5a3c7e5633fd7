package dev.activityservice.aws.driving.sqs;

import java.util.List;
import java.util.function.Consumer;

/** Hears what became of each batch: the place for logs and telemetry. Implementations are thread-safe and quick. */
@FunctionalInterface
public interface BatchObserver {

    /**
     * Called once for each batch, after its work and before the response; what it throws changes nothing.
     *
     * @param batch every message of the batch, in order
     */
    void processed(List<ProcessedMessage> batch);

    /** First this one, then the other. */
    default BatchObserver andThen(BatchObserver next) {
        return batch -> {
            processed(batch);
            next.processed(batch);
        };
    }

    static BatchObserver none() {
        return batch -> {};
    }

    /**
     * Writes one line of JSON for each message that is not simply recorded, and one for the batch. No line holds a body, an entity's
     * id or anything else of a payload.
     *
     * @param lines takes each line, without its line end
     */
    static BatchObserver logging(Consumer<String> lines) {
        return new BatchLog(lines);
    }
}
