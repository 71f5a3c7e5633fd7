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
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The function as an event source sees it. Each invocation goes to a free worker, meets the fault that the plan has for it, and is
 * counted. Thread-safe.
 */
final class DeliveredFunction implements RequestStreamHandler, AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] ALL_DONE = "{\"batchItemFailures\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final Duration CLOSE_TIMEOUT = Duration.ofMinutes(1);

    private final BlockingQueue<Worker> free;
    private final int workers;
    private final CampaignEnvironment.Settings settings;
    private final Ledger ledger;
    private final Counters counters;
    private final PauseDetector pauses = new PauseDetector();

    DeliveredFunction(List<Worker> workers, CampaignEnvironment.Settings settings, Ledger ledger, Counters counters) {
        this.free = new LinkedBlockingQueue<>(workers);
        this.workers = workers.size();
        this.settings = settings;
        this.ledger = ledger;
        this.counters = counters;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        try {
            deliver(input.readAllBytes(), output, context);
        } catch (LostAnswerException | FunctionProcess.KilledException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            // The event source does not report it, as in Lambda: it delivers the batch again.
            counters.failed(e);
            throw e;
        }
    }

    /** Waits for the current invocations, and closes the workers. */
    @Override
    public void close() {
        pauses.close();
        for (int i = 0; i < workers; i++) {
            try {
                Worker worker = free.poll(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
                if (worker == null) {
                    throw new IllegalStateException("A function still works after " + CLOSE_TIMEOUT);
                }
                worker.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while functions were at work", e);
            }
        }
    }

    private void deliver(byte[] event, OutputStream output, Context context) throws IOException {
        List<Delivery.Message> messages = SqsEvents.messages(event);
        for (Delivery.Message message : messages) {
            noteSentTime(message);
        }
        Set<String> ids = messages.stream().map(Delivery.Message::id).collect(Collectors.toSet());
        counters.add(Counters.Count.DELIVERIES, messages.size());
        TableFaults met = settings.faults().apply(settings.plan().delivery());
        met.countWith(counters);
        Worker worker = take();
        long start = System.nanoTime();
        try {
            worker.meet(met);
            byte[] answer = worker.invoke(event, context, met);
            counters.answered(met.fault(), worker.remaining(), pauses.longestSince(start));
            Set<String> failed = SqsEvents.failures(answer);
            if (!ids.containsAll(failed)) {
                throw new IOException("The function reports messages that it did not receive: " + failed);
            }
            settings.observer().accept(new Delivery(met.fault(), messages, failed));
            if (met.fault() == FaultClass.ANSWER_LOST) {
                met.hit();
            }
            if (settings.defect() == Defect.ACKNOWLEDGES_FAILURES) {
                output.write(ALL_DONE);
            } else if (met.fault() == FaultClass.ANSWER_LOST) {
                throw new LostAnswerException();
            } else {
                output.write(answer);
            }
        } catch (FunctionProcess.KilledException e) {
            if (met.fault().isKill() && met.isHit()) {
                counters.add(Counters.Count.KILLED, 1);
            } else {
                counters.timedOut(met.fault(), pauses.longestSince(start));
            }
            settings.observer().accept(new Delivery(met.fault(), messages, ids));
            throw e;
        } finally {
            met.end();
            if (met.isHit()) {
                counters.faulted(
                        met.fault(),
                        messages.size(),
                        messages.stream().map(Delivery.Message::receiptHandle).toList());
            }
            free.add(worker);
        }
    }

    /** A planned fault: the answer of the function does not arrive. */
    private static final class LostAnswerException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private Worker take() throws IOException {
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Notes the time of an event without its own time, which only its delivery shows. */
    private void noteSentTime(Delivery.Message message) throws IOException {
        if (message.body().startsWith("{\"specversion\":") && !message.body().contains("\"time\":")) {
            JsonNode event = JSON.readTree(message.body());
            ledger.sent(
                    EventIdentity.of(
                            event.path("source").asText(), event.path("id").asText()),
                    Instant.ofEpochMilli(message.sentMillis()));
        }
    }
}
