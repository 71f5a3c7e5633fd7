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
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.local.command.TerminalText;
import dev.activityservice.local.notice.DistinctNotices;
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
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * One bus with one queue behind it, for clients of <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html">PutEvents</a>. An event whose detail type
 * matches a rule goes to the queue. Its entry is acknowledged only when the queue has the event. Other events and entries for another
 * bus are acknowledged and dropped, as in EventBridge, with a notice.
 *
 * <p>The bus does not verify signatures and does not throttle. Thread-safe.
 *
 * @param queueUrl the queue that takes matching events
 * @param ids supplies unique ids for events and requests
 * @param notices takes one line for each detail type without a rule, and for each other bus
 */
public record EventBus(
        Settings settings,
        SqsClient sqs,
        String queueUrl,
        InstantSource clock,
        Supplier<String> ids,
        DistinctNotices notices)
        implements HttpHandler {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String OPERATION = "AWSEvents.PutEvents";
    /** Maximum entries, and maximum size of all entries (Amazon EventBridge quotas, PutEvents). */
    private static final int MAX_ENTRIES = 10;

    private static final int MAX_ENTRIES_BYTES = 1024 * 1024;
    /** Errors of SQS that another attempt does not change. */
    private static final Set<String> FINAL_REASONS =
            Set.of("InvalidAttributeValue", "InvalidMessageContents", "InvalidParameterValue", "MessageTooLong");

    /** Maximum size of a request: entries of 1 MB are six times as large if each character is escaped. */
    private static final int MAX_REQUEST_BYTES = 8 * 1024 * 1024;

    /**
     * The settings of a bus.
     *
     * @param region of the events' envelopes
     * @param account of the events' envelopes
     * @param catalog its entries are the rules: detail types that go to the queue
     */
    public record Settings(String name, String region, String account, ActivityCatalog catalog) {}

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
                BusEntry.Failure undeliverable = undeliverable(event);
                if (undeliverable != null) {
                    results.add(failed(undeliverable));
                    continue;
                }
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
            ObjectNode failure = undelivered(
                    e instanceof AwsServiceException service && service.awsErrorDetails() != null
                            ? service.awsErrorDetails().errorCode()
                            : e.getClass().getSimpleName());
            events.forEach(each -> results.set(Integer.parseInt(each.id()), failure));
        }
    }

    private static ObjectNode undelivered(String reason) {
        return failed(
                FINAL_REASONS.contains(reason)
                        ? new BusEntry.Failure(
                                "InvalidArgument",
                                "The queue never accepts the event (" + reason
                                        + "): change its Detail before you send it again.")
                        : new BusEntry.Failure(
                                "InternalFailure", "The queue did not accept the event (" + reason + "); try again."));
    }

    /** Returns the reason why no queue takes the event; null if a queue does. EventBridge accepts such an entry, and cannot deliver it. */
    private static BusEntry.@Nullable Failure undeliverable(String event) {
        int bytes = OutgoingMessage.bytes(event);
        if (bytes > OutgoingMessage.MAX_BYTES) {
            return new BusEntry.Failure(
                    "InvalidArgument",
                    "The event with its envelope has " + bytes + " bytes, and a message of the queue at most "
                            + OutgoingMessage.MAX_BYTES + ": make its Detail at least "
                            + (bytes - OutgoingMessage.MAX_BYTES)
                            + " bytes smaller, for example by a reference to data that are stored elsewhere.");
        }
        return event.codePoints()
                .filter(each -> !OutgoingMessage.isAllowed(each))
                .mapToObj(each -> new BusEntry.Failure(
                        "InvalidArgument",
                        String.format(
                                "The event has the character U+%04X, which a message of the queue must not have: remove it,"
                                        + " or write it as an escape of JSON.",
                                each)))
                .findFirst()
                .orElse(null);
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
            notices.report(
                    "bus " + entry.busName(),
                    () -> "Dropped an event for the bus \"" + TerminalText.line(entry.busName())
                            + "\": the name of this bus is \"" + settings.name() + "\"");
            return false;
        }
        String type = Objects.requireNonNull(entry.detailType());
        ActivityCatalog catalog = settings.catalog();
        if (catalog.eventTypes().stream().anyMatch(rule -> rule.matches(type))) {
            return true;
        }
        notices.report(
                "type " + type,
                () -> "Dropped an event: no entry of the catalog matches its detail type \"" + TerminalText.line(type)
                        + "\"" + nearest(catalog.nearest(type)));
        return false;
    }

    private static String nearest(@Nullable EventTypePattern entry) {
        return entry == null ? "" : "; the nearest entry is \"" + TerminalText.line(entry.text()) + "\"";
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
