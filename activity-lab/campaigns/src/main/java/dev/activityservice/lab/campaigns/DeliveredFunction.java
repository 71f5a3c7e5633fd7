package dev.activityservice.lab.campaigns;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.model.EventIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The function as an event source sees it: each invocation goes to a free worker, meets the fault that the plan has for it, and
 * is counted. Thread-safe.
 */
final class DeliveredFunction implements RequestStreamHandler, AutoCloseable {

    private static final byte[] ALL_DONE = "{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final JsonMapper JSON = new JsonMapper();

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final BlockingQueue<Worker> free = new LinkedBlockingQueue<>();
    private final int workers;
    private final FaultPlan plan;
    private final Function<FaultPlan.Draw, TableTrouble> troubles;
    private final Defect defect;
    private final Ledger ledger;
    private final Tally tally;
    private final Consumer<Delivery> observer;
    private final Stalls stalls = new Stalls();

    DeliveredFunction(
            List<Worker> workers,
            FaultPlan plan,
            Function<FaultPlan.Draw, TableTrouble> troubles,
            Defect defect,
            Ledger ledger,
            Tally tally,
            Consumer<Delivery> observer) {
        this.free.addAll(workers);
        this.workers = workers.size();
        this.plan = plan;
        this.troubles = troubles;
        this.defect = defect;
        this.ledger = ledger;
        this.tally = tally;
        this.observer = observer;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        try {
            deliver(input.readAllBytes(), output, context);
        } catch (LostAnswerException | FunctionProcess.KilledException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            // The event source bears it in silence, as Lambda's does: the batch comes again.
            tally.broke(e);
            throw e;
        }
    }

    /** Waits until no invocation is under way, and closes the workers. */
    @Override
    public void close() {
        stalls.close();
        for (int i = 0; i < workers; i++) {
            try {
                Worker worker = free.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
                if (worker == null) {
                    throw new IllegalStateException("A function is still at work");
                }
                worker.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while functions were at work", e);
            }
        }
    }

    private void deliver(byte[] event, OutputStream output, Context context) throws IOException {
        List<Delivery.Message> messages = messages(event);
        tally.delivered(messages.size());
        TableTrouble trouble = troubles.apply(plan.delivery());
        trouble.tellArrivals(tally::asked);
        Worker worker = take();
        long start = System.nanoTime();
        try {
            worker.meet(trouble);
            byte[] answer = worker.invoke(event, context, trouble);
            tally.answered(trouble.fault(), worker.remaining(), stalls.longestSince(start));
            if (trouble.fault() == FaultClass.ANSWER_LOST) {
                trouble.hit();
            }
            Set<String> failed = failures(answer);
            if (!ids(messages).containsAll(failed)) {
                throw new IOException("The function reports what it was not given: " + failed);
            }
            observer.accept(new Delivery(trouble.fault(), messages, failed));
            if (defect == Defect.ACKNOWLEDGES_WHATEVER_HAPPENED) {
                output.write(ALL_DONE);
            } else if (trouble.fault() == FaultClass.ANSWER_LOST) {
                throw new LostAnswerException();
            } else {
                output.write(answer);
            }
        } catch (FunctionProcess.KilledException e) {
            if (isKill(trouble.fault()) && trouble.hasHit()) {
                tally.killed();
            } else {
                tally.timedOut(trouble.fault(), stalls.longestSince(start));
            }
            observer.accept(new Delivery(trouble.fault(), messages, ids(messages)));
            throw e;
        } finally {
            trouble.end();
            if (trouble.hasHit()) {
                tally.faulted(
                        trouble.fault(),
                        messages.size(),
                        messages.stream().map(Delivery.Message::receiptHandle).toList());
            }
            free.add(worker);
        }
    }

    /** As planned: the function gave its answer, and nobody hears of it. */
    private static final class LostAnswerException extends IOException {

        private static final long serialVersionUID = 1L;

        LostAnswerException() {
            super("The answer is lost");
        }
    }

    private static boolean isKill(FaultClass fault) {
        return fault == FaultClass.KILLED_BEFORE_WRITE || fault == FaultClass.KILLED_AFTER_WRITE;
    }

    private Worker take() throws IOException {
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private List<Delivery.Message> messages(byte[] event) throws IOException {
        List<Delivery.Message> messages = new ArrayList<>();
        for (JsonNode record : JSON.readTree(event).path("Records")) {
            JsonNode attributes = record.path("attributes");
            Delivery.Message message = new Delivery.Message(
                    record.path("messageId").asText(),
                    record.path("receiptHandle").asText(),
                    record.path("body").asText(),
                    Long.parseLong(attributes.path("SentTimestamp").asText()),
                    Integer.parseInt(attributes.path("ApproximateReceiveCount").asText()));
            noteSentTime(message);
            messages.add(message);
        }
        return messages;
    }

    /** The time of an event that brings none is known only now. */
    private void noteSentTime(Delivery.Message message) throws IOException {
        if (message.body().startsWith("{\"specversion\":") && !message.body().contains("\"time\":")) {
            JsonNode event = JSON.readTree(message.body());
            ledger.sent(
                    EventIdentity.of(event.path("source").asText(), event.path("id").asText()),
                    Instant.ofEpochMilli(message.sentMillis()));
        }
    }

    private static Set<String> failures(byte[] answer) throws IOException {
        Set<String> failures = new HashSet<>();
        for (JsonNode failure : JSON.readTree(answer).path("batchItemFailures")) {
            failures.add(failure.path("itemIdentifier").asText());
        }
        return failures;
    }

    private static Set<String> ids(List<Delivery.Message> messages) {
        return messages.stream().map(Delivery.Message::id).collect(Collectors.toSet());
    }
}
