package dev.activityservice.aws.driving.sqs;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.event.Message;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import io.opentelemetry.context.Scope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Records the events of an SQS batch and returns the ids of the messages that must stay on the queue. Standard and FIFO queues are
 * handled alike: a timeline is ordered by event time, so a failed message does not block the messages behind it. Thread-safe.
 *
 * <p>The core isolates messages from each other ({@link RecordActivities}). An exception that the recorder throws, for example an
 * {@link OutOfMemoryError}, fails the invocation, and SQS delivers the whole batch again.
 */
public final class SqsBatchHandler {

    private final RecordActivities recorder;
    private final BatchObserver observer;
    private final BatchTelemetry telemetry;
    private final Consumer<ProcessedMessage> listener;

    private SqsBatchHandler(Builder builder) {
        this.recorder = builder.recorder;
        this.observer = builder.observer;
        this.telemetry = new BatchTelemetry(builder.telemetry, builder.clock, builder.nanoTime);
        this.listener = builder.listener;
    }

    /** Returns a builder of a handler that records with {@code recorder}, usually an {@link dev.activityservice.ActivityService}. */
    public static Builder builder(RecordActivities recorder) {
        return new Builder(recorder);
    }

    /**
     * Handles a batch and returns the ids of the messages that failed. A failed message was rejected, or a retry may record it. The
     * redrive policy of the queue moves a message that keeps failing to the dead-letter queue.
     *
     * @param messages one or more messages; two messages may have the same id
     * @param deadline the time at which this method must return; messages that are not recorded by then are failures
     * @return each id once, in the order of the messages; empty if no message failed; unmodifiable
     * @throws IllegalArgumentException if the list is empty, because SQS never delivers an empty batch: something else has invoked
     *     the program, and would take an empty result as success
     */
    @SuppressWarnings("try") // The scope is only closed, never read.
    public List<String> handle(List<SqsMessage> messages, Deadline deadline) {
        try (BatchTelemetry.Batch spans = telemetry.begin(messages);
                Scope scope = spans.context().makeCurrent()) {
            try {
                if (messages.isEmpty()) {
                    throw new IllegalArgumentException(
                            "Cannot handle the SQS batch: expected at least one message, not an empty list");
                }
                return report(messages, record(messages, deadline), spans);
            } catch (Exception | Error e) {
                spans.invocationFailed(e);
                throw e;
            }
        }
    }

    /**
     * Reports an invocation whose input could not be read as a batch, as the failed span of a batch without messages. For handlers that
     * read the input themselves; they then throw the exception.
     */
    public void invocationFailed(Throwable failure) {
        try (BatchTelemetry.Batch spans = telemetry.begin(List.of())) {
            spans.invocationFailed(failure);
        }
    }

    private List<Outcome> record(List<SqsMessage> messages, Deadline deadline) {
        List<Message> batch = new ArrayList<>(messages.size());
        for (SqsMessage message : messages) {
            batch.add(new Message(message.body(), message.metadata()));
        }
        List<Outcome> outcomes = recorder.record(batch, deadline);
        if (outcomes.size() != messages.size()) {
            throw new IllegalStateException(
                    "Cannot assign the outcomes: expected " + messages.size() + ", got " + outcomes.size());
        }
        return outcomes;
    }

    private List<String> report(List<SqsMessage> messages, List<Outcome> outcomes, BatchTelemetry.Batch spans) {
        Set<String> failed = new LinkedHashSet<>();
        List<ProcessedMessage> processed = new ArrayList<>(messages.size());
        int failures = 0;
        for (int i = 0; i < messages.size(); i++) {
            SqsMessage message = messages.get(i);
            Outcome outcome = outcomes.get(i);
            if (!outcome.isDone()) {
                failed.add(message.messageId());
                failures++;
            }
            processed.add(spans.processed(message, outcome, this::notify));
        }
        spans.messagesFailed(failures);
        observe(processed);
        return List.copyOf(failed);
    }

    private void notify(ProcessedMessage message) {
        try {
            listener.accept(message);
        } catch (Exception | StackOverflowError | LinkageError e) {
            // The message is already recorded: a listener that throws must not cause a redelivery.
            return;
        }
    }

    private void observe(List<ProcessedMessage> processed) {
        try {
            observer.processed(processed);
        } catch (Exception | StackOverflowError | LinkageError e) {
            // The messages are already recorded: an observer that throws must not cause a redelivery.
            return;
        }
    }

    /** Builds a handler; not thread-safe. */
    public static final class Builder {

        private final RecordActivities recorder;
        private BatchObserver observer = BatchObserver.none();
        private AwsTelemetry telemetry = AwsTelemetry.none();
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanoTime = System::nanoTime;
        private Consumer<ProcessedMessage> listener = message -> {};

        private Builder(RecordActivities recorder) {
            this.recorder = recorder;
        }

        /** Sets the observer of finished batches. Default: {@link BatchObserver#none()}. */
        public Builder observer(BatchObserver observer) {
            this.observer = observer;
            return this;
        }

        /**
         * Sets a listener that is called for each message that contains an event, after the batch is recorded. The message's span is
         * current during the call. Exceptions are ignored. Default: none.
         */
        public Builder messageListener(Consumer<ProcessedMessage> listener) {
            this.listener = listener;
            return this;
        }

        /** Sets the receiver of spans and metrics. Default: {@link AwsTelemetry#none()}. The recorder counts outcomes itself. */
        public Builder telemetry(AwsTelemetry telemetry) {
            this.telemetry = telemetry;
            return this;
        }

        /** Sets the clock for the start times of spans. Default: the system clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** Sets the monotonic clock, in nanoseconds, that measures durations. Default: {@link System#nanoTime()}. */
        public Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        public SqsBatchHandler build() {
            return new SqsBatchHandler(this);
        }
    }
}
