package dev.activityservice.aws.driving.sqs;

import java.time.InstantSource;
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

    /**
     * Returns an observer that writes the outcomes of each batch as one line in CloudWatch's
     * <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">embedded
     * metric format</a>. CloudWatch Logs makes metrics of these lines: the counts {@code Recorded}, {@code Rejected}, {@code Expired},
     * {@code Ignored} (also events without an entity) and {@code Retried}, and {@code DelayMs}. This is the time from sending a message to
     * SQS until its event was recorded, in milliseconds, the maximum of the batch. A metric without a value above 0 is omitted. A line
     * contains no part of a message.
     *
     * @param lines receives each line, without a line terminator. It must not add text, because the whole line must be JSON
     * @param namespace the namespace of the metrics, 1 to 255 characters
     * @param environment the value of the only dimension, {@code Environment}; 1 to 255 characters
     * @param clock the time of the metrics, and the end of a delay. SQS reports the beginning, so both clocks must agree
     */
    static BatchObserver metrics(Consumer<String> lines, String namespace, String environment, InstantSource clock) {
        return new EmbeddedMetrics(lines, namespace, environment, clock);
    }
}
