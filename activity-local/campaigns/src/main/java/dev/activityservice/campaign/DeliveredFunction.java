package dev.activityservice.campaign;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.local.json.Json;
import dev.activityservice.model.EventIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The function as an event source sees it: each invocation goes to a free worker, meets the fault that the plan has for it, and
 * is counted. Thread-safe.
 */
final class DeliveredFunction implements RequestStreamHandler {

    private static final byte[] ALL_DONE = Json.writeBytes(Json.object("batchItemFailures", List.of()));

    private final BlockingQueue<Worker> free = new LinkedBlockingQueue<>();
    private final FaultPlan plan;
    private final Function<FaultPlan.Draw, TableTrouble> troubles;
    private final Defect defect;
    private final Ledger ledger;
    private final Tally tally;
    private final Consumer<Delivery> observer;

    DeliveredFunction(
            List<Worker> workers,
            FaultPlan plan,
            Function<FaultPlan.Draw, TableTrouble> troubles,
            Defect defect,
            Ledger ledger,
            Tally tally,
            Consumer<Delivery> observer) {
        this.free.addAll(workers);
        this.plan = plan;
        this.troubles = troubles;
        this.defect = defect;
        this.ledger = ledger;
        this.tally = tally;
        this.observer = observer;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        byte[] event = input.readAllBytes();
        List<Delivery.Message> messages = messages(event);
        tally.delivered(messages.size());
        TableTrouble trouble = troubles.apply(plan.delivery());
        Worker worker = take();
        try {
            worker.meet(trouble);
            byte[] answer = worker.invoke(event, context, trouble);
            tally.answered(worker.remaining(context));
            if (trouble.fault() == FaultClass.ANSWER_LOST) {
                trouble.hit();
            }
            observer.accept(new Delivery(trouble.fault(), messages, failures(answer)));
            if (defect == Defect.ACKNOWLEDGES_WHATEVER_HAPPENED) {
                output.write(ALL_DONE);
            } else if (trouble.fault() == FaultClass.ANSWER_LOST) {
                throw new IOException("The answer is lost");
            } else {
                output.write(answer);
            }
        } catch (FunctionProcess.KilledException e) {
            if (isKill(trouble.fault()) && trouble.hasHit()) {
                tally.killed();
            } else {
                tally.timedOut();
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

    private List<Delivery.Message> messages(byte[] event) {
        List<Delivery.Message> messages = new ArrayList<>();
        for (Object each : Json.asList(Json.asObject(Json.read(event)).get("Records"))) {
            Map<String, @Nullable Object> record = Json.asObject(each);
            Map<String, @Nullable Object> attributes = Json.asObject(record.get("attributes"));
            Delivery.Message message = new Delivery.Message(
                    String.valueOf(record.get("messageId")),
                    String.valueOf(record.get("receiptHandle")),
                    String.valueOf(record.get("body")),
                    Long.parseLong(String.valueOf(attributes.get("SentTimestamp"))),
                    Integer.parseInt(String.valueOf(attributes.get("ApproximateReceiveCount"))));
            noteSentTime(message);
            messages.add(message);
        }
        return messages;
    }

    /** The time of an event that brings none is known only now. */
    private void noteSentTime(Delivery.Message message) {
        if (message.body().startsWith("{\"specversion\":") && !message.body().contains("\"time\":")) {
            Map<String, @Nullable Object> event = Json.asObject(Json.read(message.body()));
            ledger.sent(
                    EventIdentity.of(String.valueOf(event.get("source")), String.valueOf(event.get("id"))),
                    Instant.ofEpochMilli(message.sentMillis()));
        }
    }

    private static Set<String> failures(byte[] answer) {
        return Json.asList(Json.asObject(Json.read(answer)).get("batchItemFailures")).stream()
                .map(failure -> String.valueOf(Json.asObject(failure).get("itemIdentifier")))
                .collect(Collectors.toSet());
    }

    private static Set<String> ids(List<Delivery.Message> messages) {
        return messages.stream().map(Delivery.Message::id).collect(Collectors.toSet());
    }
}
