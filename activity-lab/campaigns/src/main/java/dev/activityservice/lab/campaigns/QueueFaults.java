package dev.activityservice.lab.campaigns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.activityservice.testbed.proxy.AwsJsonCall;
import dev.activityservice.testbed.proxy.FaultProxy;
import dev.activityservice.testbed.proxy.Reply;
import dev.activityservice.testbed.proxy.Reply.Manner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/** The faults of requests to the queue. Thread-safe. */
final class QueueFaults implements FaultProxy.Fault {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int REFUSAL_MILLIS = 50;

    /** For each operation, the faults by the number that ends their range of {@link FaultPlan#request}. */
    private static final Map<String, TreeMap<Integer, FaultClass>> FAULTS = Map.of(
            "ReceiveMessage",
            new TreeMap<>(Map.of(
                    5, FaultClass.RECEIVE_LOST,
                    12, FaultClass.DELIVERED_TWICE,
                    17, FaultClass.QUEUE_ANSWER_BROKEN,
                    18, FaultClass.QUEUE_REFUSED,
                    21, FaultClass.RECEIVE_ERROR,
                    24, FaultClass.QUEUE_THROTTLED,
                    25, FaultClass.QUEUE_SILENT)),
            "DeleteMessageBatch",
            new TreeMap<>(Map.of(
                    5, FaultClass.DELETE_LOST,
                    10, FaultClass.DELETE_UNANSWERED,
                    15, FaultClass.DELETE_IN_PART,
                    20, FaultClass.QUEUE_ANSWER_BROKEN,
                    21, FaultClass.QUEUE_REFUSED,
                    25, FaultClass.DELETE_ERROR,
                    29, FaultClass.QUEUE_THROTTLED,
                    30, FaultClass.QUEUE_SILENT)),
            "SendMessageBatch",
            new TreeMap<>(Map.of(
                    5, FaultClass.SENT_TWICE,
                    8, FaultClass.SEND_REFUSED,
                    11, FaultClass.QUEUE_ANSWER_BROKEN,
                    14, FaultClass.SEND_IN_PART)));

    private final FaultPlan plan;
    private final Counters counters;
    private final SqsClient direct;
    private final String queueUrl;
    private volatile @Nullable FaultProxy proxy;

    /** @param direct a client that does not use the proxy */
    QueueFaults(FaultPlan plan, Counters counters, SqsClient direct, String queueUrl) {
        this.plan = plan;
        this.counters = counters;
        this.direct = direct;
        this.queueUrl = queueUrl;
    }

    /** Sets the proxy, which is created after this object. */
    void attach(FaultProxy faulty) {
        proxy = faulty;
    }

    @Override
    public Reply reply(AwsJsonCall call) throws IOException, InterruptedException {
        TreeMap<Integer, FaultClass> faults = FAULTS.get(call.operation());
        if (faults == null || plan.sparesTheQueue()) {
            return call.pass();
        }
        boolean isReceive = call.operation().equals("ReceiveMessage");
        Reply received = isReceive ? call.pass() : Reply.none();
        FaultProxy.Fault answer = isReceive ? each -> received : AwsJsonCall::pass;
        JsonNode messages = isReceive
                ? JSON.readTree(received.body()).path("Messages")
                : call.json().path("Entries");
        // Empty receives get no fault and do not count, because their number depends on time.
        int number = isReceive && messages.isEmpty() ? FaultPlan.NOTHING : plan.request(call.operation());
        Map.Entry<Integer, FaultClass> fault = faults.higherEntry(number);
        return fault == null ? answer.reply(call) : apply(fault.getValue(), number, call, answer, messages);
    }

    /** @param answer without a fault; forwards the request unless it is a receive, which was forwarded before */
    private Reply apply(FaultClass fault, int number, AwsJsonCall call, FaultProxy.Fault answer, JsonNode messages)
            throws IOException, InterruptedException {
        List<String> handles = new ArrayList<>();
        if (!call.operation().equals("SendMessageBatch")) {
            messages.forEach(
                    message -> handles.add(message.path("ReceiptHandle").asText()));
        }
        List<String> entries = call.entries();
        int affected = switch (fault) {
            case DELETE_IN_PART -> (entries.size() + 1) / 2;
            case SEND_IN_PART -> 1;
            case QUEUE_ANSWER_BROKEN -> handles.size();
            default -> messages.size();
        };
        counters.faulted(fault, affected, handles.subList(0, Math.min(affected, handles.size())));
        return switch (fault) {
            case RECEIVE_LOST, DELETE_LOST -> Reply.none().sent(Manner.RESET);
            case DELIVERED_TWICE -> {
                makeVisible(handles);
                yield answer.reply(call);
            }
            case QUEUE_ANSWER_BROKEN -> broken(answer.reply(call), number);
            case QUEUE_REFUSED -> refused();
            case RECEIVE_ERROR -> error(number);
            case QUEUE_THROTTLED -> Reply.error(403, "RequestThrottled");
            case QUEUE_SILENT -> {
                answer.reply(call);
                // Answers after the timeout of the client.
                TimeUnit.MILLISECONDS.sleep(
                        Clients.QUEUE_TIMEOUT.plusMillis(500).toMillis());
                yield Reply.none();
            }
            case DELETE_UNANSWERED -> call.pass().sent(Manner.CLOSED);
            case DELETE_IN_PART -> call.fail(entries.subList(0, affected)::contains);
            case DELETE_ERROR -> {
                if (number % 4 < 2) {
                    call.pass();
                }
                yield error(number);
            }
            case SENT_TWICE -> call.pass().sent(Manner.RESET);
            case SEND_REFUSED -> Reply.error(503, "ServiceUnavailable");
            case SEND_IN_PART -> call.fail(entries.get(number % entries.size())::equals);
            default -> call.pass();
        };
    }

    /** Lets another poller receive the messages while the first one works on them. */
    private void makeVisible(List<String> handles) {
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
    }

    private static Reply error(int number) {
        return number % 2 == 0 ? Reply.error(500, "InternalError") : Reply.error(503, "ServiceUnavailable");
    }

    private static Reply broken(Reply reply, int number) {
        return switch (number % 5) {
            case 0 -> reply.sent(Manner.TRUNCATED);
            case 1 -> reply.sent(Manner.SLOW);
            case 2 -> reply.sent(Manner.WHOLE_THEN_CLOSED);
            case 3 -> reply.withWrongChecksum();
            default -> Reply.of(reply.status(), "<html><body>502 Bad Gateway</body></html>");
        };
    }

    /** Breaks open connections, and refuses others for a while. */
    private Reply refused() {
        FaultProxy faulty = proxy;
        if (faulty != null) {
            faulty.refuse();
            acceptAfter(REFUSAL_MILLIS, faulty);
        }
        return Reply.none().sent(Manner.CLOSED);
    }

    /** Ends the refusal of connections after this time. */
    static void acceptAfter(int millis, FaultProxy proxy) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> {
            try {
                proxy.accept();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot listen again", e);
            }
        });
    }
}
