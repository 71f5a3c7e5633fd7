package dev.activityservice.local.bus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.activityservice.local.queue.OutgoingMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a {@code PutEvents} request, as sent.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html">PutEventsRequestEntry</a>
 */
record BusEntry(
        @Nullable String source,
        @Nullable String detailType,
        @Nullable String detail,
        String busName,
        @Nullable Instant time,
        List<String> resources,
        @Nullable String traceHeader) {

    /**
     * The reason why one entry failed.
     *
     * @param code EventBridge's code; a publisher retries {@code ThrottlingException} and {@code InternalFailure}
     * @param message a text for people
     */
    record Failure(String code, String message) {}

    private static final JsonFactory JSON = new JsonFactory();

    /** Name of the bus that takes entries without a bus name. */
    static final String DEFAULT_BUS = "default";

    private static final int MAX_DETAIL_TYPE_CHARS = 128;
    private static final int MAX_BUS_NAME_CHARS = 1600;
    private static final int MAX_TRACE_HEADER_CHARS = 500;
    /** A larger number is out of range, and expensive to convert. */
    private static final int MAX_SECONDS_DIGITS = 17;

    /** Bytes that a time adds to the size of an entry. */
    private static final int TIME_BYTES = 14;

    /** @throws BusRequestException if a length is wrong, which rejects the whole request */
    BusEntry {
        requireLength("eventBusName", busName, MAX_BUS_NAME_CHARS);
        if (traceHeader != null) {
            requireLength("traceHeader", traceHeader, MAX_TRACE_HEADER_CHARS);
        }
    }

    static BusEntry parse(JsonNode entry) {
        if (!entry.isObject()) {
            throw BusRequestException.unreadable("An entry is not a structure");
        }
        List<String> resources = new ArrayList<>();
        if (entry.path("Resources").isArray()) {
            for (JsonNode each : entry.path("Resources")) {
                if (!each.isTextual()) {
                    throw BusRequestException.unreadable("Resources has a member that is not a string");
                }
                resources.add(each.textValue());
            }
        }
        String bus = text(entry, "EventBusName");
        return new BusEntry(
                text(entry, "Source"),
                text(entry, "DetailType"),
                text(entry, "Detail"),
                bus == null ? DEFAULT_BUS : nameOf(bus),
                entry.hasNonNull("Time") ? time(entry.path("Time")) : null,
                resources,
                text(entry, "TraceHeader"));
    }

    /** Returns the size in bytes, <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html">as EventBridge counts it</a>. */
    int size() {
        int size = OutgoingMessage.bytes(source)
                + OutgoingMessage.bytes(detailType)
                + OutgoingMessage.bytes(detail)
                + (time == null ? 0 : TIME_BYTES);
        for (String resource : resources) {
            size += OutgoingMessage.bytes(resource);
        }
        return size;
    }

    /** Returns the reason why the bus rejects the entry; null if it accepts the entry. */
    @Nullable
    Failure fault() {
        if (source == null || source.isEmpty()) {
            return missing("Source");
        }
        if (detailType == null || detailType.isEmpty()) {
            return missing("DetailType");
        }
        if (detail == null || detail.isEmpty()) {
            return missing("Detail");
        }
        if (detailType.length() > MAX_DETAIL_TYPE_CHARS) {
            return new Failure(
                    "InvalidArgument",
                    "Parameter DetailType is not valid. Reason: DetailType has more than " + MAX_DETAIL_TYPE_CHARS
                            + " characters.");
        }
        if (source.startsWith("aws.")) {
            return new Failure("NotAuthorizedForSourceException", "Not authorized for the source.");
        }
        return isObject(detail) ? null : new Failure("MalformedDetail", "Detail is malformed.");
    }

    private static void requireLength(String name, String value, int most) {
        if (value.isEmpty() || value.length() > most) {
            throw BusRequestException.invalid("1 validation error detected: Value at 'entries.member." + name
                    + "' failed to satisfy constraint: Member must have length between 1 and " + most);
        }
    }

    private static Failure missing(String name) {
        return new Failure(
                "InvalidArgument", "Parameter " + name + " is not valid. Reason: " + name + " is a required argument.");
    }

    private static boolean isObject(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable String text(JsonNode entry, String name) {
        JsonNode value = entry.path(name);
        if (entry.hasNonNull(name) && !value.isTextual()) {
            throw BusRequestException.unreadable(name + " is not a string");
        }
        return value.textValue();
    }

    /** Returns the name in a bus name or in an ARN: {@code arn:aws:events:<region>:<account>:event-bus/<name>}. */
    private static String nameOf(String bus) {
        int slash = bus.indexOf('/');
        return bus.startsWith("arn:") && slash >= 0 ? bus.substring(slash + 1) : bus;
    }

    /** Reads a timestamp of the protocol: seconds since 1970, with or without a fraction. */
    private static Instant time(JsonNode value) {
        BigDecimal seconds = value.decimalValue();
        if (value.isNumber() && seconds.precision() - seconds.scale() <= MAX_SECONDS_DIGITS) {
            try {
                return Instant.ofEpochSecond(
                        seconds.setScale(0, RoundingMode.FLOOR).longValueExact());
            } catch (ArithmeticException | DateTimeException e) {
                throw BusRequestException.unreadable("Time is out of range");
            }
        }
        throw BusRequestException.unreadable("Time is not a number of seconds");
    }
}
