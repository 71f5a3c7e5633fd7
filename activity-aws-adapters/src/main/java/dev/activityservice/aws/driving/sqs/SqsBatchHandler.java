package dev.activityservice.aws.driving.sqs;

import dev.activityservice.event.EventReader;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.Rejection;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import dev.activityservice.port.driving.RecordActivities;
import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records the events of an SQS batch and says which messages must stay on the queue. FIFO queues are served the same way: the
 * order of arrival means nothing to a timeline, so a failed message holds nobody up. Thread-safe.
 *
 * <p>Each message has a barrier around it: an exception, an exhausted stack or a broken class while one message is read or
 * recorded fails that message alone. Running out of memory is not contained; the invocation fails and nothing is acknowledged.
 */
public final class SqsBatchHandler {

    private final EventReader reader;
    private final RecordActivities recorder;
    private final BatchObserver observer;

    private SqsBatchHandler(EventReader reader, RecordActivities recorder, BatchObserver observer) {
        this.reader = reader;
        this.recorder = recorder;
        this.observer = observer;
    }

    public static SqsBatchHandler of(EventReader reader, RecordActivities recorder, BatchObserver observer) {
        return new SqsBatchHandler(reader, recorder, observer);
    }

    /**
     * Returns the ids of the messages that are not done: rejected ones, which the queue's redrive policy moves to the dead-letter
     * queue, and those that a later try may record.
     *
     * @param messages any number; two may have one id
     * @param deadline by when this returns; what is not recorded by then is among the failures
     * @return each id once, in the order of the messages; unmodifiable, empty if all is done
     */
    public List<String> handle(List<SqsMessage> messages, Deadline deadline) {
        List<Message> batch = new ArrayList<>(messages.size());
        List<Message> accepted = new ArrayList<>(messages.size());
        for (SqsMessage message : messages) {
            Message each = new Message(message);
            batch.add(each);
            each.read(deadline);
            if (each.event != null) {
                accepted.add(each);
            }
        }
        if (!accepted.isEmpty()) {
            recordAll(accepted, deadline);
        }
        Set<String> failed = new LinkedHashSet<>();
        List<ProcessedMessage> processed = new ArrayList<>(batch.size());
        for (Message each : batch) {
            if (!each.outcome.isDone()) {
                failed.add(each.message.messageId());
            }
            processed.add(new ProcessedMessage(each.message, each.reading, each.outcome, each.failure));
        }
        observe(processed);
        return List.copyOf(failed);
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
            each.outcome = Outcome.retry(RetryReason.DEADLINE);
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
            accepted.get(i).outcome = outcomes.get(i);
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

    /** A message on its way through; confined to one call. */
    private final class Message {

        final SqsMessage message;
        EventReader.@Nullable Result reading;

        @Nullable
        DomainEvent event;

        Outcome outcome = Outcome.retry(RetryReason.DEADLINE);

        @Nullable
        Throwable failure;

        Message(SqsMessage message) {
            this.message = message;
        }

        void read(Deadline deadline) {
            String body = message.body();
            if (body == null) {
                outcome = Outcome.rejected(Rejection.of(Rejection.Code.MISSING_FIELD, "", "The message has no body"));
                return;
            }
            if (deadline.isOver()) {
                return;
            }
            try {
                EventReader.Result result = reader.read(body, message.metadata());
                reading = result;
                if (result instanceof EventReader.Result.Rejected rejected) {
                    outcome = Outcome.rejected(rejected.rejection());
                } else if (result instanceof EventReader.Result.Accepted accepted) {
                    event = accepted.event();
                }
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                fail(e);
            }
        }

        void fail(Throwable e) {
            outcome = Outcome.retry(RetryReason.INTERNAL);
            failure = e;
        }
    }
}
