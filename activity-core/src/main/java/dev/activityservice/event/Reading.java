package dev.activityservice.event;

import dev.activityservice.event.EventObject.Kind;
import dev.activityservice.internal.json.Utf16;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One body on its way to an event. Not thread-safe; used once. */
final class Reading {

    private static final String VERSION = "1.0";
    private static final String SERVICE_PREFIX = "aws.";

    private final MessageMetadata metadata;
    private List<Warning> warnings = List.of();
    private @Nullable EventObject notification;
    private @Nullable EventObject systemMetadata;
    /** The object that is, or would be, the CloudEvent; of a plain event the detail. */
    private @Nullable EventObject event;

    private boolean isCloudEvent;
    private @Nullable Instant time;
    private @Nullable String specVersion;
    private TimeSource timeSource = TimeSource.EVENT;

    Reading(MessageMetadata metadata) {
        this.metadata = metadata;
    }

    EventReader.Result.Accepted read(String json) throws Refusal {
        EventObject body = EventObject.read(json, "");
        if (isNotification(body)) {
            notification = body;
            body = unwrap(body);
        }
        if (body.kind(Member.BUS_SYSTEM_METADATA) == Kind.OBJECT && body.has(Member.BUS_DATA)) {
            systemMetadata = body.object(Member.BUS_SYSTEM_METADATA);
            EventObject data = body.object(Member.BUS_DATA);
            if (data == null) {
                throw body.wrongType(Member.BUS_DATA, "an object");
            }
            body = data;
        }
        return accepted(event(body));
    }

    private EventReader.Result.Accepted accepted(DomainEvent event) {
        return new EventReader.Result.Accepted(event, warnings, specVersion);
    }

    private static boolean isNotification(EventObject body) {
        return "Notification".equals(body.text(Member.SNS_TYPE))
                && !body.has(Member.SPECVERSION)
                && !body.has(Member.DETAIL_TYPE);
    }

    private static EventObject unwrap(EventObject notification) throws Refusal {
        String message = notification.requireText(Member.SNS_MESSAGE);
        String pointer = notification.pointer(Member.SNS_MESSAGE);
        long length = Utf16.utf8Length(message);
        if (length < 0) {
            throw EventReader.loneSurrogate(pointer, length);
        }
        EventObject inner = EventObject.read(message, pointer);
        if (isNotification(inner)) {
            throw new Refusal(Code.UNKNOWN_SHAPE, pointer, "A notification inside of a notification is not read");
        }
        return inner;
    }

    private DomainEvent event(EventObject body) throws Refusal {
        boolean isEnvelope =
                body.has(Member.DETAIL_TYPE) || (body.kind(Member.DETAIL) != null && !body.has(Member.SPECVERSION));
        if (!isEnvelope) {
            if (!body.has(Member.SPECVERSION)) {
                throw new Refusal(
                        Code.UNKNOWN_SHAPE,
                        body.pointer(),
                        "The body is neither an EventBridge event nor a CloudEvent nor an SNS notification of one");
            }
            return cloudEvent(body, null);
        }
        EventObject detail = body.object(Member.DETAIL);
        if (detail == null) {
            throw body.has(Member.DETAIL)
                    ? body.wrongType(Member.DETAIL, "an object")
                    : new Refusal(Code.MISSING_FIELD, body.pointer(Member.DETAIL), "The field \"detail\" is missing");
        }
        return isCloudEvent(body, detail) ? cloudEvent(detail, body) : plainEvent(body, detail);
    }

    /** Of a body that cannot be read: who has sent it is worth knowing all the more. */
    @Nullable
    TraceContext traceOfRejected() {
        EventObject read = event;
        return trace(read == null ? null : read.object(Member.DATADOG), isCloudEvent ? read : null);
    }

    /**
     * Details of AWS services have {@code id} and {@code type} too (GuardDuty's findings, for one) and are no CloudEvents;
     * nobody else may use a source that begins with {@code aws.}.
     */
    private static boolean isCloudEvent(EventObject envelope, EventObject detail) {
        if (detail.has(Member.SPECVERSION)) {
            return true;
        }
        String source = envelope.text(Member.SOURCE);
        return detail.has(Member.TYPE)
                && detail.has(Member.ID)
                && !(source != null && source.startsWith(SERVICE_PREFIX));
    }

    private DomainEvent plainEvent(EventObject envelope, EventObject detail) throws Refusal {
        event = detail;
        String id = envelope.requireText(Member.ID);
        String source = envelope.requireText(Member.SOURCE);
        String type = envelope.requireText(Member.DETAIL_TYPE);
        Instant happened = time(envelope, null);
        TraceContext trace = trace(detail.object(Member.DATADOG), null);
        try {
            return DomainEvent.builder(EventIdentity.of(source, id), type, happened)
                    .timeSource(timeSource)
                    .data(detail.jsonText())
                    .trace(trace)
                    .build();
        } catch (InvalidValueException e) {
            throw refusal(e, envelope, Member.DETAIL_TYPE);
        }
    }

    private DomainEvent cloudEvent(EventObject event, @Nullable EventObject envelope) throws Refusal {
        this.event = event;
        isCloudEvent = true;
        String id = event.requireText(Member.ID);
        String source = event.requireText(Member.SOURCE);
        String type = event.requireText(Member.TYPE);
        specVersion = event.text(Member.SPECVERSION);
        if (!VERSION.equals(specVersion)) {
            warn(Warning.Code.SPEC_VERSION, event.pointer(Member.SPECVERSION), "The event is not of CloudEvents 1.0");
        }
        Instant happened = time(event, envelope);
        String data = data(event);
        String actorId = attribute(event, Member.AUTH_ID);
        String actorType = attribute(event, Member.AUTH_TYPE);
        String subject = attribute(event, Member.SUBJECT);
        String correlationId = attribute(event, Member.CORRELATION_ID);
        String causationId = attribute(event, Member.CAUSATION_ID);
        String sequence = attribute(event, Member.SEQUENCE);
        warnOfNames(event);
        TraceContext trace = trace(event.object(Member.DATADOG), event);
        try {
            return DomainEvent.builder(EventIdentity.of(source, id), type, happened)
                    .timeSource(timeSource)
                    .subject(subject)
                    .data(data)
                    .actor(actorId == null ? null : Actor.of(actorId, actorType))
                    .correlationId(correlationId)
                    .causationId(causationId)
                    .sequence(sequence)
                    .trace(trace)
                    .build();
        } catch (InvalidValueException e) {
            throw refusal(e, event, Member.TYPE);
        }
    }

    private static Refusal refusal(InvalidValueException e, EventObject event, Member type) {
        String pointer = switch (e.field()) {
            case "event source" -> event.pointer(Member.SOURCE);
            case "event id" -> event.pointer(Member.ID);
            case "event type" -> event.pointer(type);
            case "actor id" -> event.pointer(Member.AUTH_ID);
            case "actor type" -> event.pointer(Member.AUTH_TYPE);
            case "subject", "correlationid", "causationid", "sequence" -> event.pointer() + '/' + e.field();
            // The message's own send time is the only one that comes from outside of the body.
            default -> "";
        };
        return new Refusal(e.code(), pointer, String.valueOf(e.getMessage()));
    }

    /** Sets the time source too. */
    private Instant time(EventObject event, @Nullable EventObject envelope) throws Refusal {
        if (timeAt(event, Member.TIME, TimeSource.EVENT)
                || timeAt(envelope, Member.TIME, TimeSource.EVENTBRIDGE)
                || timeAt(systemMetadata, Member.BUS_INGESTION_TIME, TimeSource.EVENTBRIDGE)
                || timeAt(notification, Member.SNS_TIMESTAMP, TimeSource.SNS)) {
            Instant found = time;
            if (found != null) {
                return found;
            }
        }
        Instant sent = metadata.sentTime();
        if (sent == null) {
            throw new Refusal(
                    Code.MISSING_FIELD, event.pointer(Member.TIME), "Neither the event nor an envelope says a time");
        }
        timeSource = TimeSource.SQS;
        return sent;
    }

    private boolean timeAt(@Nullable EventObject object, Member member, TimeSource source) throws Refusal {
        if (object == null || !object.has(member)) {
            return false;
        }
        String text = object.text(member);
        if (object.kind(member) != Kind.TEXT || text == null) {
            throw object.wrongType(member, "a text");
        }
        TimeText parsed = TimeText.parse(text);
        switch (parsed.kind()) {
            case TIME -> {}
            case CUT ->
                warn(Warning.Code.TIME_CUT, object.pointer(member), "The time has more than nine fraction digits");
            case EPOCH ->
                warn(Warning.Code.EPOCH_TIME, object.pointer(member), "The time is epoch milliseconds, not RFC 3339");
            case NO_OFFSET -> {
                warn(
                        Warning.Code.TIME_WITHOUT_OFFSET,
                        object.pointer(member),
                        "The time has no offset, so it is no instant");
                return false;
            }
            case BLANK -> {
                warn(Warning.Code.BLANK_TIME, object.pointer(member), "The time is blank");
                return false;
            }
            case BAD -> {
                InvalidValueException e = new InvalidValueException(
                        Code.BAD_TIME, "time", text, "is no RFC 3339 time of the years 0000 to 9999");
                throw new Refusal(Code.BAD_TIME, object.pointer(member), String.valueOf(e.getMessage()));
            }
        }
        time = parsed.time();
        timeSource = source;
        return true;
    }

    private @Nullable String data(EventObject event) throws Refusal {
        if (event.has(Member.DATA_BASE64)) {
            warn(Warning.Code.ATTRIBUTE_IGNORED, event.pointer(Member.DATA_BASE64), "Binary data is not read");
        }
        if (!event.has(Member.DATA)) {
            return null;
        }
        if (event.kind(Member.DATA) != Kind.OBJECT) {
            throw event.wrongType(Member.DATA, "an object");
        }
        return event.dataText();
    }

    /** An optional text; what is there but no text is left out with a warning. */
    private @Nullable String attribute(EventObject event, Member member) {
        if (!event.has(member)) {
            return null;
        }
        String text = event.text(member);
        // The sequence extension is a text, but counters are often written as numbers, and then mean the same.
        boolean isText = event.kind(member) == Kind.TEXT || member == Member.SEQUENCE;
        if (text == null || !isText || text.isBlank()) {
            warn(Warning.Code.ATTRIBUTE_IGNORED, event.pointer(member), "The attribute is no text, or blank");
            return null;
        }
        return text;
    }

    private void warnOfNames(EventObject event) {
        int left = EventObject.MAX_ODD_NAMES;
        if (event.kind(Member.DATADOG) != null) {
            warnOfName(event.pointer(Member.DATADOG));
            left--;
        }
        List<String> names = event.oddNames();
        for (int i = 0; i < Math.min(names.size(), left); i++) {
            warnOfName(event.pointer(names.get(i)));
        }
    }

    private void warnOfName(String pointer) {
        warn(
                Warning.Code.EXTENSION_NAME,
                pointer,
                "The name of an attribute is not made of lower-case letters and digits");
    }

    private @Nullable TraceContext trace(@Nullable EventObject datadog, @Nullable EventObject event) {
        TraceContext trace = traceAt(datadog);
        if (trace == null) {
            trace = traceAt(event);
        }
        if (trace == null) {
            trace = TraceHeaders.read(
                    metadata.attributes().get(Member.TRACEPARENT.key()),
                    metadata.attributes().get(Member.TRACESTATE.key()),
                    null,
                    this);
        }
        return trace;
    }

    private @Nullable TraceContext traceAt(@Nullable EventObject object) {
        if (object == null || !object.has(Member.TRACEPARENT)) {
            return null;
        }
        return TraceHeaders.read(header(object, Member.TRACEPARENT), header(object, Member.TRACESTATE), object, this);
    }

    private @Nullable String header(EventObject object, Member member) {
        if (object.has(member) && object.kind(member) != Kind.TEXT) {
            warn(Warning.Code.ATTRIBUTE_IGNORED, object.pointer(member), "The attribute is no text");
            return null;
        }
        return object.text(member);
    }

    void warn(Warning.Code code, String pointer, String message) {
        if (warnings.isEmpty()) {
            warnings = new ArrayList<>(4);
        }
        warnings.add(new Warning(code, pointer, message));
    }
}
