package dev.activityservice.campaign;

import dev.activityservice.local.faults.FaultProxy;
import dev.activityservice.local.faults.Reply;
import dev.activityservice.local.faults.Reply.Manner;
import dev.activityservice.local.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/** What requests to the queue meet. Thread-safe. */
final class QueueTrouble implements FaultProxy.Fault {

    private static final Duration REFUSAL = Duration.ofMillis(50);

    private final FaultPlan plan;
    private final Tally tally;
    private final SqsClient direct;
    private final String queueUrl;
    private volatile @Nullable FaultProxy proxy;

    /** @param direct past the proxy */
    QueueTrouble(FaultPlan plan, Tally tally, SqsClient direct, String queueUrl) {
        this.plan = plan;
        this.tally = tally;
        this.direct = direct;
        this.queueUrl = queueUrl;
    }

    /** Can be told only when there is one. */
    void isBehind(FaultProxy before) {
        proxy = before;
    }

    @Override
    public Reply reply(FaultProxy.Call call) throws IOException, InterruptedException {
        SplittableRandom dice = plan.request();
        if (dice == null) {
            return call.pass();
        }
        return switch (call.operation()) {
            case "ReceiveMessage" -> receive(call, dice.nextInt(100));
            case "DeleteMessageBatch" -> delete(call, dice.nextInt(100));
            case "SendMessageBatch" -> send(call, dice.nextInt(100));
            default -> call.pass();
        };
    }

    private Reply receive(FaultProxy.Call call, int dice) throws IOException, InterruptedException {
        Reply reply = call.pass();
        List<String> handles = dice < 18 ? handles(reply.body(), "Messages") : List.of();
        if (handles.isEmpty()) {
            return reply;
        }
        if (dice < 5) {
            tally.faulted(FaultClass.RECEIVE_LOST, handles.size(), handles);
            return reply.sent(Manner.RESET);
        }
        if (dice >= 12) {
            return dice < 17 ? broken(reply, dice, handles) : refused(reply, handles);
        }
        // Another poller may have them at once, while this one works on them.
        List<ChangeMessageVisibilityBatchRequestEntry> visible = new ArrayList<>();
        for (String handle : handles) {
            visible.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id("m" + visible.size())
                    .receiptHandle(handle)
                    .visibilityTimeout(0)
                    .build());
        }
        direct.changeMessageVisibilityBatch(
                request -> request.queueUrl(queueUrl).entries(visible));
        tally.faulted(FaultClass.DELIVERED_TWICE, handles.size(), handles);
        return reply;
    }

    private Reply delete(FaultProxy.Call call, int dice) throws IOException, InterruptedException {
        List<String> handles = dice < 21 ? handles(call.body(), "Entries") : List.of();
        if (handles.isEmpty()) {
            return call.pass();
        }
        if (dice < 5) {
            tally.faulted(FaultClass.DELETE_LOST, handles.size(), handles);
            return Reply.none().sent(Manner.RESET);
        }
        if (dice < 10) {
            tally.faulted(FaultClass.DELETE_UNANSWERED, handles.size(), handles);
            return call.pass().sent(Manner.CLOSED);
        }
        if (dice < 15) {
            return deleteInPart(call, handles);
        }
        return dice < 20 ? broken(call.pass(), dice, handles) : refused(Reply.none(), handles);
    }

    private Reply deleteInPart(FaultProxy.Call call, List<String> handles) throws IOException, InterruptedException {
        Map<String, @Nullable Object> request = Json.asObject(Json.read(call.body()));
        List<@Nullable Object> entries = new ArrayList<>(Json.asList(request.get("Entries")));
        int kept = (entries.size() + 1) / 2;
        List<Object> failed = new ArrayList<>();
        for (Object entry : entries.subList(0, kept)) {
            failed.add(Json.object(
                    "Id",
                    Json.asObject(entry).get("Id"),
                    "SenderFault",
                    false,
                    "Code",
                    "InternalError",
                    "Message",
                    "Try again"));
        }
        tally.faulted(FaultClass.DELETE_IN_PART, kept, handles.subList(0, kept));
        List<@Nullable Object> rest = entries.subList(kept, entries.size());
        List<@Nullable Object> done = List.of();
        if (!rest.isEmpty()) {
            request.put("Entries", rest);
            Reply reply = call.send(Json.write(request));
            done = Json.asList(Json.asObject(Json.read(reply.body())).get("Successful"));
        }
        return Reply.of(200, Json.write(Json.object("Successful", done, "Failed", failed)));
    }

    private Reply send(FaultProxy.Call call, int dice) throws IOException, InterruptedException {
        int messages = dice < 8
                ? Json.asList(Json.asObject(Json.read(call.body())).get("Entries"))
                        .size()
                : 0;
        if (dice < 5) {
            tally.faulted(FaultClass.SENT_TWICE, messages, List.of());
            return call.pass().sent(Manner.RESET);
        }
        if (dice < 8) {
            tally.faulted(FaultClass.SEND_REFUSED, messages, List.of());
            return Reply.error(503, "ServiceUnavailable");
        }
        return dice < 11 ? broken(call.pass(), dice, List.of()) : call.pass();
    }

    /** It was done, and its answer is of no use, or late, or the last on its connection. */
    private Reply broken(Reply reply, int dice, List<String> handles) {
        tally.faulted(FaultClass.QUEUE_ANSWER_BROKEN, handles.size(), handles);
        return switch (dice % 5) {
            case 0 -> reply.sent(Manner.TRUNCATED);
            case 1 -> reply.sent(Manner.SLOW);
            case 2 -> reply.sent(Manner.WHOLE_THEN_CLOSED);
            case 3 -> reply.withWrongChecksum();
            default -> Reply.of(reply.status(), "<html><body>502 Bad Gateway</body></html>");
        };
    }

    /** Nobody reaches the queue for a while, and open connections break; this answer comes too late. */
    private Reply refused(Reply reply, List<String> handles) {
        FaultProxy before = proxy;
        if (before != null) {
            tally.faulted(FaultClass.QUEUE_REFUSED, handles.size(), handles);
            before.refuse();
            CompletableFuture.delayedExecutor(REFUSAL.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        try {
                            before.accept();
                        } catch (IOException e) {
                            throw new UncheckedIOException("Cannot listen again", e);
                        }
                    });
        }
        return reply.sent(Manner.CLOSED);
    }

    private static List<String> handles(String json, String list) {
        List<String> handles = new ArrayList<>();
        Object messages = Json.asObject(Json.read(json)).get(list);
        if (messages != null) {
            for (Object each : Json.asList(messages)) {
                handles.add(String.valueOf(Json.asObject(each).get("ReceiptHandle")));
            }
        }
        return handles;
    }
}
