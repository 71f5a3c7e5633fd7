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
 * Records the events of an SQS batch and says which messages must stay on the queue. FIFO queues are served the same way: the
 * order of arrival means nothing to a timeline, so a failed message holds nobody up. Thread-safe.
 *
 * <p>Each message has a barrier around it: an exception, an exhausted stack or a broken class while one message is read or
 * recorded fails that message alone. Running out of memory is not contained; the invocation fails and nothing is acknowledged.
 */
public final class SqsBatchHandler {

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

    /** Begins a handler that reads and records with a service. */
    public static Builder builder(ActivityService service) {
        return new Builder(service.reader()::read, service);
    }

    /** The same where events are not recorded by a service itself, for example by a decorator of one. */
    public static Builder builder(EventReader reader, RecordActivities recorder) {
        return new Builder(reader::read, recorder);
    }

    /** For tests of the barrier: an {@link EventReader} throws for no body. */
    static Builder builder(BodyReader reader, RecordActivities recorder) {
        return new Builder(reader, recorder);
    }

    /**
     * Returns the ids of the messages that are not done: rejected ones, which the queue's redrive policy moves to the dead-letter
     * queue, and those that a later try may record.
     *
     * @param messages any number; two may have one id
     * @param deadline by when this returns; what is not recorded by then is among the failures
     * @return each id once, in the order of the messages; unmodifiable, empty if all is done
     */
    @SuppressWarnings("try") // The scope is only to be closed.
    public List<String> handle(List<SqsMessage> messages, Deadline deadline) {
        try (BatchTelemetry.Batch spans = telemetry.begin(messages);
                Scope scope = spans.context().makeCurrent()) {
            try {
                return handle(messages, deadline, spans);
            } catch (RuntimeException | Error e) {
                spans.broken(e);
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
                    tell(each);
                } else {
                    each.close();
                }
            }
            if (!accepted.isEmpty()) {
                recordAll(accepted, deadline);
            }
        } finally {
            // Also if memory runs out: what is not settled then is to be tried again.
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
        spans.failed(failures);
        observe(processed);
        return List.copyOf(failed);
    }

    private void tell(Message each) {
        Consumer<SqsMessage> told = listener;
        if (told == null || each.span == null) {
            return;
        }
        try {
            each.span.within(() -> told.accept(each.message));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // A broken listener must not cost the event.
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
            // One of them broke the whole call. Recording is idempotent, so each is tried alone to find which.
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
                    "Cannot tell what was recorded: " + accepted.size() + " events, " + outcomes.size() + " outcomes");
        }
        for (int i = 0; i < accepted.size(); i++) {
            accepted.get(i).recorded(outcomes.get(i));
        }
    }

    private void observe(List<ProcessedMessage> processed) {
        try {
            observer.processed(processed);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // The messages are recorded by now; a broken observer must not bring them back.
            return;
        }
    }

    /** What makes an event of a body; {@link EventReader#read(String, MessageMetadata)}. */
    @FunctionalInterface
    interface BodyReader {

        EventReader.Result read(String body, MessageMetadata metadata);
    }

    /** A message on its way through; confined to one call. */
    private final class Message {

        final SqsMessage message;
        private final BatchTelemetry.Batch spans;
        EventReader.@Nullable Result reading;

        @Nullable
        DomainEvent event;

        /** Null until it is known: at the end the message was not reached in time. */
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

        /** Takes an outcome of the core, which has counted it. */
        void recorded(Outcome counted) {
            outcome = counted;
        }

        void fail(Throwable e) {
            decide(Outcome.retry(RetryReason.INTERNAL));
            failure = e;
        }

        /** Takes and counts an outcome of an event that the core was not asked about, or gave no answer for. */
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

    /** Not thread-safe. */
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

        /** Default: {@link BatchObserver#none()}. */
        public Builder observer(BatchObserver observer) {
            this.observer = observer;
            return this;
        }

        /**
         * Hears of each message that holds an event, once it has been read and before it is recorded, while the message's own
         * span is the current one; what it throws changes nothing. Default: nobody.
         */
        public Builder messageListener(Consumer<SqsMessage> listener) {
            this.listener = listener;
            return this;
        }

        /** Where spans and metrics go. Default: nowhere. */
        public Builder telemetry(AwsTelemetry telemetry) {
            this.telemetry = telemetry;
            return this;
        }

        /** When a message's span begins. Default: the system's clock. */
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /** A clock in nanoseconds that never goes back, for durations. Default: {@link System#nanoTime()}. */
        public Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        public SqsBatchHandler build() {
            return new SqsBatchHandler(this);
        }
    }
}
