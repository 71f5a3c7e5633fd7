package dev.activityservice.aws.driving.sqs;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.event.EventReader;
import dev.activityservice.event.MessageMetadata;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the events of an SQS batch and returns the ids of the messages that must stay on the queue. Standard and FIFO queues are
 * handled alike: a timeline is ordered by event time, so a failed message does not block the messages behind it. Thread-safe.
 *
 * <p>An exception, a stack overflow or a linkage error fails only the message that caused it. An {@link OutOfMemoryError} is not
 * caught: it fails the invocation, and SQS delivers the whole batch again.
 */
public final class SqsBatchHandler {

    /*
     * Implementation note. A batch passes through four steps.
     *
     * 1. Read: each message is read on its own. A message without a body, a rejected one, and one that breaks the reader have their
     *    outcome now. If the deadline passes, the remaining messages are not read.
     * 2. Record: all accepted events go to the core in one call, so that the store needs as few requests as possible. If the call
     *    throws, one event has broken it, but which one is unknown. Then each event is recorded in a separate call. Recording is
     *    idempotent, so events that were already written are not written twice.
     * 3. Close: each message's span ends. A message without an outcome was not reached in time and must be delivered again. This
     *    step also runs when an Error passes through.
     * 4. Report: the observer receives all messages. Then the ids of the failed ones are returned.
     *
     * Outcomes are counted once. The core counts the events that it was asked to record; this class counts only the outcomes that
     * it decides itself (Message.decide).
     *
     * A message's span is started after the message was read, with the earlier start time, because a sampler sees only the links
     * that exist when the span is started, and the link to the producer is in the body.
     */

    private final BodyReader reader;
    private final RecordActivities recorder;
    private final BatchObserver observer;
    private final BatchTelemetry telemetry;
    private final @Nullable Consumer<SqsMessage> listener;

    private SqsBatchHandler(Builder builder) {
        this.reader = builder.reader;
        this.recorder = builder.recorder;
        this.observer = builder.observer;
        this.telemetry = new BatchTelemetry(builder.telemetry, builder.clock, builder.nanoTime);
        this.listener = builder.listener;
    }

    /** Returns a builder of a handler that reads and records events with a service. */
    public static Builder builder(ActivityService service) {
        return new Builder(service.reader()::read, service);
    }

    /** Returns a builder of a handler whose recorder is not an {@link ActivityService}, for example a decorator. */
    public static Builder builder(EventReader reader, RecordActivities recorder) {
        return new Builder(reader::read, recorder);
    }

    /** For tests of a reader that throws: an {@link EventReader} never does. */
    static Builder builder(BodyReader reader, RecordActivities recorder) {
        return new Builder(reader, recorder);
    }

    /**
     * Handles a batch and returns the ids of the messages that failed. A failed message was rejected, or a retry may record it. The
     * redrive policy of the queue moves a message that keeps failing to the dead-letter queue.
     *
     * @param messages any number of messages; two messages may have the same id
     * @param deadline the time at which this method must return; messages that are not recorded by then are failures
     * @return each id once, in the order of the messages; empty if no message failed; unmodifiable
     */
    @SuppressWarnings("try") // The scope is only closed, never read.
    public List<String> handle(List<SqsMessage> messages, Deadline deadline) {
        try (BatchTelemetry.Batch spans = telemetry.begin(messages);
                Scope scope = spans.context().makeCurrent()) {
            try {
                return handle(messages, deadline, spans);
            } catch (RuntimeException | Error e) {
                spans.invocationFailed(e);
                throw e;
            }
        }
    }

    private List<String> handle(List<SqsMessage> messages, Deadline deadline, BatchTelemetry.Batch spans) {
        List<Message> batch = new ArrayList<>(messages.size());
        List<Message> accepted = new ArrayList<>(messages.size());
        try {
            for (SqsMessage message : messages) {
                BatchTelemetry.MessageStart start = spans.start();
                Message each = new Message(message, spans);
                batch.add(each);
                each.read(deadline);
                each.span = spans.open(message, each.reading, start);
                if (each.event != null) {
                    accepted.add(each);
                    notifyListener(each);
                } else {
                    each.close();
                }
            }
            if (!accepted.isEmpty()) {
                recordAll(accepted, deadline);
            }
        } finally {
            // Also after an OutOfMemoryError, so that each span ends.
            accepted.forEach(Message::close);
        }
        Set<String> failed = new LinkedHashSet<>();
        List<ProcessedMessage> processed = new ArrayList<>(batch.size());
        int failures = 0;
        for (Message each : batch) {
            Outcome outcome = each.outcome();
            if (!outcome.isDone()) {
                failed.add(each.message.messageId());
                failures++;
            }
            processed.add(new ProcessedMessage(each.message, each.reading, outcome, each.failure, each.spanContext()));
        }
        spans.messagesFailed(failures);
        observe(processed);
        return List.copyOf(failed);
    }

    private void notifyListener(Message each) {
        Consumer<SqsMessage> notified = listener;
        if (notified == null || each.span == null) {
            return;
        }
        try {
            each.span.within(() -> notified.accept(each.message));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // A listener that throws must not fail the message.
            return;
        }
    }

    private void recordAll(List<Message> accepted, Deadline deadline) {
        try {
            record(accepted, deadline);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (accepted.size() == 1) {
                accepted.get(0).fail(e);
                return;
            }
            // One event broke the whole call. Recording is idempotent, so each event is recorded alone.
            for (Message each : accepted) {
                recordAlone(each, deadline);
            }
        }
    }

    private void recordAlone(Message each, Deadline deadline) {
        if (deadline.isOver()) {
            return;
        }
        try {
            record(List.of(each), deadline);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            each.fail(e);
        }
    }

    private void record(List<Message> accepted, Deadline deadline) {
        List<DomainEvent> events = new ArrayList<>(accepted.size());
        for (Message each : accepted) {
            if (each.event != null) {
                events.add(each.event);
            }
        }
        List<Outcome> outcomes = recorder.record(events, deadline);
        if (outcomes.size() != accepted.size()) {
            throw new IllegalStateException(
                    "Cannot assign the outcomes: expected " + accepted.size() + ", got " + outcomes.size());
        }
        for (int i = 0; i < accepted.size(); i++) {
            accepted.get(i).recorded(outcomes.get(i));
        }
    }

    private void observe(List<ProcessedMessage> processed) {
        try {
            observer.processed(processed);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // The messages are already recorded: an observer that throws must not cause a redelivery.
            return;
        }
    }

    /** The one method of {@link EventReader} that is used. */
    @FunctionalInterface
    interface BodyReader {

        EventReader.Result read(String body, MessageMetadata metadata);
    }

    /** The state of one message during a call; not shared between threads. */
    private final class Message {

        final SqsMessage message;
        private final BatchTelemetry.Batch spans;
        EventReader.@Nullable Result reading;

        @Nullable
        DomainEvent event;

        /** Null until it is decided. A message that ends without an outcome was not reached before the deadline. */
        private @Nullable Outcome outcome;

        @Nullable
        Throwable failure;

        BatchTelemetry.@Nullable MessageSpan span;

        Message(SqsMessage message, BatchTelemetry.Batch spans) {
            this.message = message;
            this.spans = spans;
        }

        void read(Deadline deadline) {
            String body = message.body();
            if (body == null) {
                decide(Outcome.rejected(Rejection.of(Rejection.Code.MISSING_FIELD, "", "The message has no body")));
                return;
            }
            if (deadline.isOver()) {
                return;
            }
            try {
                EventReader.Result result = reader.read(body, message.metadata());
                reading = result;
                if (result instanceof EventReader.Result.Rejected rejected) {
                    decide(Outcome.rejected(rejected.rejection()));
                } else if (result instanceof EventReader.Result.Accepted accepted) {
                    event = accepted.event();
                }
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                fail(e);
            }
        }

        /** Sets an outcome of the core. The core has already counted it. */
        void recorded(Outcome counted) {
            outcome = counted;
        }

        void fail(Throwable e) {
            decide(Outcome.retry(RetryReason.INTERNAL));
            failure = e;
        }

        /** Sets and counts an outcome that the core does not know. */
        private void decide(Outcome uncounted) {
            outcome = uncounted;
            spans.count(uncounted);
        }

        Outcome outcome() {
            return outcome == null ? Outcome.retry(RetryReason.DEADLINE) : outcome;
        }

        void close() {
            if (outcome == null) {
                decide(outcome());
            }
            if (span != null) {
                span.end(outcome(), failure);
            }
        }

        SpanContext spanContext() {
            return span == null ? SpanContext.getInvalid() : span.context();
        }
    }

    /** Builds a handler; not thread-safe. */
    public static final class Builder {

        private final BodyReader reader;
        private final RecordActivities recorder;
        private BatchObserver observer = BatchObserver.none();
        private AwsTelemetry telemetry = AwsTelemetry.none();
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanoTime = System::nanoTime;
        private @Nullable Consumer<SqsMessage> listener;

        private Builder(BodyReader reader, RecordActivities recorder) {
            this.reader = reader;
            this.recorder = recorder;
        }

        /** Sets the observer of finished batches. Default: {@link BatchObserver#none()}. */
        public Builder observer(BatchObserver observer) {
            this.observer = observer;
            return this;
        }

        /**
         * Sets a listener that is called for each accepted message, before its event is recorded. The message's span is current
         * during the call. Exceptions are ignored. Default: none.
         */
        public Builder messageListener(Consumer<SqsMessage> listener) {
            this.listener = listener;
            return this;
        }

        /** Sets the receiver of spans and metrics. Default: {@link AwsTelemetry#none()}. */
        public Builder telemetry(AwsTelemetry telemetry) {
            this.telemetry = telemetry;
            return this;
        }

        /** Sets the clock for the start times of message spans. Default: the system clock. */
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
