package dev.activityservice.local.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.activityservice.local.queue.OutgoingMessage;
import dev.activityservice.model.EventTypePattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * One bus with one queue behind it, for clients of <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>. An event whose detail type
 * matches a rule goes to the queue. Its entry is acknowledged only when the queue has the event. Other events are acknowledged
 * and dropped, as in EventBridge. Entries for another bus are also dropped, with a notice.
 *
 * <p>The bus does not verify signatures and does not throttle. Thread-safe.
 *
 * @param queueUrl the queue that takes matching events
 * @param ids supplies unique ids for events and requests
 * @param notices takes one line for each event that the user may miss
 */
public record EventBus(
        Settings settings,
        SqsClient sqs,
        String queueUrl,
        InstantSource clock,
        Supplier<String> ids,
        Consumer<String> notices)
        implements HttpHandler {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String OPERATION = "AWSEvents.PutEvents";
    /** Maximum entries, and maximum size of all entries (Amazon EventBridge quotas, PutEvents). */
    private static final int MAX_ENTRIES = 10;

    private static final int MAX_ENTRIES_BYTES = 1024 * 1024;
    /** Maximum size of a request: entries of 1 MB are six times as large if each character is escaped. */
    private static final int MAX_REQUEST_BYTES = 8 * 1024 * 1024;

    /**
     * The settings of a bus.
     *
     * @param region of the events' envelopes
     * @param account of the events' envelopes
     * @param rules detail types that go to the queue
     */
    public record Settings(String name, String region, String account, List<EventTypePattern> rules) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        int status = 200;
        ObjectNode answer;
        try {
            String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            byte[] body = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
            if (!OPERATION.equals(operation)) {
                throw new BusRequestException(
                        "UnknownOperationException",
                        "The header X-Amz-Target must be " + OPERATION + ", which is the only operation of this bus");
            }
            if (body.length > MAX_REQUEST_BYTES) {
                throw tooLarge();
            }
            answer = put(body);
        } catch (BusRequestException e) {
            status = 400;
            answer = JSON.createObjectNode().put("__type", e.type()).put("message", e.getMessage());
        }
        byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("x-amzn-RequestId", ids.get());
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private ObjectNode put(byte[] body) {
        List<BusEntry> entries = parse(body);
        ObjectNode answer = JSON.createObjectNode().put("FailedEntryCount", 0);
        ArrayNode results = answer.putArray("Entries");
        List<OutgoingMessage> messages = new ArrayList<>();
        for (BusEntry entry : entries) {
            BusEntry.Failure fault = entry.fault();
            if (fault != null) {
                results.add(failed(fault));
                continue;
            }
            String id = ids.get();
            if (isRouted(entry)) {
                String event = envelope(id, entry);
                messages.add(new OutgoingMessage(results.size(), event, Map.of(), entry.traceHeader()));
            }
            results.addObject().put("EventId", id);
        }
        OutgoingMessage.requests(messages).forEach(request -> send(request, results));
        return answer.put("FailedEntryCount", results.findValues("ErrorCode").size());
    }

    /** Sends events to the queue, and replaces the results of the events that the queue does not accept. */
    private void send(List<SendMessageBatchRequestEntry> events, ArrayNode results) {
        try {
            sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(events))
                    .failed()
                    .forEach(each -> results.set(Integer.parseInt(each.id()), undelivered(each.code())));
        } catch (SdkException e) {
            ObjectNode failure = undelivered(e.getClass().getSimpleName());
            events.forEach(each -> results.set(Integer.parseInt(each.id()), failure));
        }
    }

    private static ObjectNode undelivered(String reason) {
        return failed(new BusEntry.Failure(
                "InternalFailure", "The queue did not accept the event (" + reason + "); try again."));
    }

    private static List<BusEntry> parse(byte[] body) {
        JsonNode list;
        try {
            list = JSON.readTree(new String(body, StandardCharsets.UTF_8)).path("Entries");
        } catch (JsonProcessingException e) {
            throw BusRequestException.unreadable("The request is not JSON");
        }
        if (!list.isArray()) {
            throw BusRequestException.invalid("1 validation error detected: Value null at 'entries' failed to satisfy "
                    + "constraint: Member must not be null");
        }
        if (list.isEmpty() || list.size() > MAX_ENTRIES) {
            // AWS prints the entries here. This bus does not, because they contain data.
            throw BusRequestException.invalid("1 validation error detected: Value '[" + (list.isEmpty() ? "" : "...")
                    + "]' at 'entries' failed to satisfy constraint: Member must have length "
                    + (list.isEmpty() ? "greater than or equal to 1" : "less than or equal to " + MAX_ENTRIES));
        }
        List<BusEntry> entries = new ArrayList<>();
        list.forEach(each -> entries.add(BusEntry.parse(each)));
        if (entries.stream().mapToInt(BusEntry::size).sum() > MAX_ENTRIES_BYTES) {
            throw tooLarge();
        }
        return entries;
    }

    private static BusRequestException tooLarge() {
        return BusRequestException.invalid("Total size of the entries in the request is over the limit.");
    }

    private boolean isRouted(BusEntry entry) {
        if (!entry.busName().equals(settings.name())) {
            notices.accept("Dropped an event for another bus: the name of this bus is \"" + settings.name() + "\"");
            return false;
        }
        String detailType = Objects.requireNonNull(entry.detailType());
        return settings.rules().stream().anyMatch(rule -> rule.matches(detailType));
    }

    /** Writes the members in the order of AWS's documentation, and the detail without changes. */
    private String envelope(String id, BusEntry entry) {
        Instant time = entry.time() == null ? clock.instant() : entry.time();
        ObjectNode envelope = JSON.createObjectNode()
                .put("version", "0")
                .put("id", id)
                .put("detail-type", entry.detailType())
                .put("source", entry.source())
                .put("account", settings.account())
                .put("time", time.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", settings.region());
        entry.resources().forEach(envelope.putArray("resources")::add);
        return envelope.putRawValue("detail", new RawValue(Objects.requireNonNull(entry.detail())))
                .toString();
    }

    private static ObjectNode failed(BusEntry.Failure failure) {
        return JSON.createObjectNode().put("ErrorCode", failure.code()).put("ErrorMessage", failure.message());
    }
}
