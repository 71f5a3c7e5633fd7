package dev.activityservice.lab.campaigns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import dev.activityservice.testbed.proxy.Reply.Manner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/** What requests to the queue meet. Thread-safe. */
final class QueueTrouble implements FaultProxy.Fault {

    private static final JsonMapper JSON = new JsonMapper();
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
    public Reply reply(AwsJsonCall call) throws IOException, InterruptedException {
        if (plan.sparesTheQueue()) {
            return call.pass();
        }
        return switch (call.operation()) {
            case "ReceiveMessage" -> receive(call);
            case "DeleteMessageBatch" -> delete(call, plan.request("delete"));
            case "SendMessageBatch" -> send(call, plan.request("send"));
            default -> call.pass();
        };
    }

    /** One that receives nothing meets nothing, and is not counted: how many there are, time decides. */
    private Reply receive(AwsJsonCall call) throws IOException, InterruptedException {
        Reply reply = call.pass();
        List<String> handles = handles(reply.body(), "Messages");
        if (handles.isEmpty()) {
            return reply;
        }
        int dice = plan.request("receive");
        if (dice < 5) {
            tally.faulted(FaultClass.RECEIVE_LOST, handles.size(), handles);
            return reply.sent(Manner.RESET);
        }
        if (dice < 12) {
            return twice(reply, handles);
        }
        if (dice < 17) {
            return broken(reply, dice, handles);
        }
        if (dice < 18) {
            return refused(reply, handles);
        }
        if (dice < 21) {
            return error(FaultClass.RECEIVE_ERROR, dice, handles);
        }
        if (dice < 24) {
            return throttled(handles);
        }
        return dice < 25 ? silence(handles) : reply;
    }

    private Reply twice(Reply reply, List<String> handles) {
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

    private Reply delete(AwsJsonCall call, int dice) throws IOException, InterruptedException {
        if (dice >= 30) {
            return call.pass();
        }
        List<String> handles = handles(call.body(), "Entries");
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
        if (dice < 20) {
            return broken(call.pass(), dice, handles);
        }
        if (dice < 21) {
            return refused(Reply.none(), handles);
        }
        if (dice >= 29) {
            call.pass();
            return silence(handles);
        }
        if (dice >= 25) {
            return throttled(handles);
        }
        if (dice < 23) {
            // It was done for all that.
            call.pass();
        }
        return error(FaultClass.DELETE_ERROR, dice, handles);
    }

    private Reply deleteInPart(AwsJsonCall call, List<String> handles) throws IOException, InterruptedException {
        int kept = (handles.size() + 1) / 2;
        tally.faulted(FaultClass.DELETE_IN_PART, kept, handles.subList(0, kept));
        return call.fail(Set.copyOf(call.entries().subList(0, kept))::contains);
    }

    private Reply send(AwsJsonCall call, int dice) throws IOException, InterruptedException {
        if (dice < 5) {
            tally.faulted(FaultClass.SENT_TWICE, call.entries().size(), List.of());
            return call.pass().sent(Manner.RESET);
        }
        if (dice < 8) {
            tally.faulted(FaultClass.SEND_REFUSED, call.entries().size(), List.of());
            return Reply.error(503, "ServiceUnavailable");
        }
        if (dice < 11) {
            return broken(call.pass(), dice, List.of());
        }
        return dice < 14 ? sendInPart(call, dice) : call.pass();
    }

    private Reply sendInPart(AwsJsonCall call, int dice) throws IOException, InterruptedException {
        List<String> entries = call.entries();
        tally.faulted(FaultClass.SEND_IN_PART, 1, List.of());
        return call.fail(entries.get(dice % entries.size())::equals);
    }

    private Reply error(FaultClass fault, int dice, List<String> handles) {
        tally.faulted(fault, handles.size(), handles);
        return dice % 2 == 0 ? Reply.error(500, "InternalError") : Reply.error(503, "ServiceUnavailable");
    }

    private Reply throttled(List<String> handles) {
        tally.faulted(FaultClass.QUEUE_THROTTLED, handles.size(), handles);
        return Reply.error(403, "RequestThrottled");
    }

    /** It was done, and its client gives up waiting to hear of it. */
    private Reply silence(List<String> handles) throws InterruptedException {
        tally.faulted(FaultClass.QUEUE_SILENT, handles.size(), handles);
        Thread.sleep(Clients.QUEUE_PATIENCE.plusMillis(500).toMillis());
        return Reply.none();
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
        try {
            JSON.readTree(json)
                    .path(list)
                    .forEach(each -> handles.add(each.path("ReceiptHandle").asText()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return handles;
    }
}
