package dev.activityservice.event;

import dev.activityservice.event.EnvelopeObject.Kind;
import dev.activityservice.json.Refusal;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import dev.activityservice.text.Utf16;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One body on its way to an event. Not thread-safe; used once. */
final class EnvelopeReader {

    private static final String VERSION = "1.0";
    private static final String SERVICE_PREFIX = "aws.";

    private final MessageMetadata metadata;
    private List<Warning> warnings = List.of();
    private @Nullable EnvelopeObject notification;
    private @Nullable EnvelopeObject systemMetadata;
    /** The object that is, or would be, the CloudEvent; of a plain event the detail. */
    private @Nullable EnvelopeObject event;

    private boolean isCloudEvent;
    private @Nullable Instant time;
    private @Nullable String specVersion;
    private TimeSource timeSource = TimeSource.EVENT;

    EnvelopeReader(MessageMetadata metadata) {
        this.metadata = metadata;
    }

    EventReader.Result.Accepted read(String json) throws Refusal {
        EnvelopeObject body = EnvelopeObject.read(json, "");
        if (isNotification(body)) {
            notification = body;
            body = unwrap(body);
        }
        if (body.kind(EnvelopeField.BUS_SYSTEM_METADATA) == Kind.OBJECT && body.has(EnvelopeField.BUS_DATA)) {
            systemMetadata = body.object(EnvelopeField.BUS_SYSTEM_METADATA);
            EnvelopeObject data = body.object(EnvelopeField.BUS_DATA);
            if (data == null) {
                throw body.wrongType(EnvelopeField.BUS_DATA, "an object");
            }
            body = data;
        }
        return accepted(event(body));
    }

    private EventReader.Result.Accepted accepted(DomainEvent event) {
        return new EventReader.Result.Accepted(event, warnings, specVersion);
    }

    private static boolean isNotification(EnvelopeObject body) {
        return "Notification".equals(body.text(EnvelopeField.SNS_TYPE))
                && !body.has(EnvelopeField.SPECVERSION)
                && !body.has(EnvelopeField.DETAIL_TYPE);
    }

    private static EnvelopeObject unwrap(EnvelopeObject notification) throws Refusal {
        String message = notification.requireText(EnvelopeField.SNS_MESSAGE);
        String pointer = notification.pointer(EnvelopeField.SNS_MESSAGE);
        long length = Utf16.utf8Length(message);
        if (length < 0) {
            throw EventReader.loneSurrogate(pointer, length);
        }
        EnvelopeObject inner = EnvelopeObject.read(message, pointer);
        if (isNotification(inner)) {
            throw new Refusal(Code.UNKNOWN_SHAPE, pointer, "A notification inside of a notification is not read");
        }
        return inner;
    }

    private DomainEvent event(EnvelopeObject body) throws Refusal {
        boolean isEnvelope = body.has(EnvelopeField.DETAIL_TYPE)
                || (body.kind(EnvelopeField.DETAIL) != null && !body.has(EnvelopeField.SPECVERSION));
        if (!isEnvelope) {
            if (!body.has(EnvelopeField.SPECVERSION)) {
                throw new Refusal(
                        Code.UNKNOWN_SHAPE,
                        body.pointer(),
                        "The body is neither an EventBridge event nor a CloudEvent nor an SNS notification of one");
            }
            return cloudEvent(body, null);
        }
        EnvelopeObject detail = body.object(EnvelopeField.DETAIL);
        if (detail == null) {
            throw body.has(EnvelopeField.DETAIL)
                    ? body.wrongType(EnvelopeField.DETAIL, "an object")
                    : new Refusal(
                            Code.MISSING_FIELD, body.pointer(EnvelopeField.DETAIL), "The field \"detail\" is missing");
        }
        return isCloudEvent(body, detail) ? cloudEvent(detail, body) : plainEvent(body, detail);
    }

    /** Of a body that cannot be read: who has sent it is worth knowing all the more. */
    @Nullable
    TraceContext traceOfRejected() {
        EnvelopeObject read = event;
        return trace(read == null ? null : read.object(EnvelopeField.DATADOG), isCloudEvent ? read : null);
    }

    /**
     * Details of AWS services have {@code id} and {@code type} too (GuardDuty's findings, for one) and are no CloudEvents;
     * nobody else may use a source that begins with {@code aws.}.
     */
    private static boolean isCloudEvent(EnvelopeObject envelope, EnvelopeObject detail) {
        if (detail.has(EnvelopeField.SPECVERSION)) {
            return true;
        }
        String source = envelope.text(EnvelopeField.SOURCE);
        return detail.has(EnvelopeField.TYPE)
                && detail.has(EnvelopeField.ID)
                && !(source != null && source.startsWith(SERVICE_PREFIX));
    }

    private DomainEvent plainEvent(EnvelopeObject envelope, EnvelopeObject detail) throws Refusal {
        event = detail;
        String id = envelope.requireText(EnvelopeField.ID);
        String source = envelope.requireText(EnvelopeField.SOURCE);
        String type = envelope.requireText(EnvelopeField.DETAIL_TYPE);
        Instant happened = time(envelope, null);
        TraceContext trace = trace(detail.object(EnvelopeField.DATADOG), null);
        try {
            return DomainEvent.builder(EventIdentity.of(source, id), type, happened)
                    .timeSource(timeSource)
                    .data(detail.jsonText())
                    .trace(trace)
                    .build();
        } catch (InvalidValueException e) {
            throw refusal(e, envelope, EnvelopeField.DETAIL_TYPE);
        }
    }

    private DomainEvent cloudEvent(EnvelopeObject event, @Nullable EnvelopeObject envelope) throws Refusal {
        this.event = event;
        isCloudEvent = true;
        String id = event.requireText(EnvelopeField.ID);
        String source = event.requireText(EnvelopeField.SOURCE);
        String type = event.requireText(EnvelopeField.TYPE);
        specVersion = event.text(EnvelopeField.SPECVERSION);
        if (!VERSION.equals(specVersion)) {
            warn(
                    Warning.Code.SPEC_VERSION,
                    event.pointer(EnvelopeField.SPECVERSION),
                    "The event is not of CloudEvents 1.0");
        }
        Instant happened = time(event, envelope);
        String data = data(event);
        String actorId = attribute(event, EnvelopeField.AUTH_ID);
        String actorType = attribute(event, EnvelopeField.AUTH_TYPE);
        String subject = attribute(event, EnvelopeField.SUBJECT);
        String correlationId = attribute(event, EnvelopeField.CORRELATION_ID);
        String causationId = attribute(event, EnvelopeField.CAUSATION_ID);
        String sequence = attribute(event, EnvelopeField.SEQUENCE);
        warnOfNames(event);
        TraceContext trace = trace(event.object(EnvelopeField.DATADOG), event);
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
            throw refusal(e, event, EnvelopeField.TYPE);
        }
    }

    private static Refusal refusal(InvalidValueException e, EnvelopeObject event, EnvelopeField type) {
        String pointer = switch (e.field()) {
            case "event source" -> event.pointer(EnvelopeField.SOURCE);
            case "event id" -> event.pointer(EnvelopeField.ID);
            case "event type" -> event.pointer(type);
            case "actor id" -> event.pointer(EnvelopeField.AUTH_ID);
            case "actor type" -> event.pointer(EnvelopeField.AUTH_TYPE);
            case "subject", "correlationid", "causationid", "sequence" -> event.pointer() + '/' + e.field();
            // The message's own send time is the only one that comes from outside of the body.
            default -> "";
        };
        return new Refusal(e.code(), pointer, String.valueOf(e.getMessage()));
    }

    /** Sets the time source too. */
    private Instant time(EnvelopeObject event, @Nullable EnvelopeObject envelope) throws Refusal {
        if (timeAt(event, EnvelopeField.TIME, TimeSource.EVENT)
                || timeAt(envelope, EnvelopeField.TIME, TimeSource.EVENTBRIDGE)
                || timeAt(systemMetadata, EnvelopeField.BUS_INGESTION_TIME, TimeSource.EVENTBRIDGE)
                || timeAt(notification, EnvelopeField.SNS_TIMESTAMP, TimeSource.SNS)) {
            Instant found = time;
            if (found != null) {
                return found;
            }
        }
        Instant sent = metadata.sentTime();
        if (sent == null) {
            throw new Refusal(
                    Code.MISSING_FIELD,
                    event.pointer(EnvelopeField.TIME),
                    "Neither the event nor an envelope says a time");
        }
        timeSource = TimeSource.SQS;
        return sent;
    }

    private boolean timeAt(@Nullable EnvelopeObject object, EnvelopeField field, TimeSource source) throws Refusal {
        if (object == null || !object.has(field)) {
            return false;
        }
        String text = object.text(field);
        if (object.kind(field) != Kind.TEXT || text == null) {
            throw object.wrongType(field, "a text");
        }
        TimeText parsed = TimeText.parse(text);
        switch (parsed.kind()) {
            case TIME -> {}
            case CUT ->
                warn(Warning.Code.TIME_CUT, object.pointer(field), "The time has more than nine fraction digits");
            case EPOCH ->
                warn(Warning.Code.EPOCH_TIME, object.pointer(field), "The time is epoch milliseconds, not RFC 3339");
            case NO_OFFSET -> {
                warn(
                        Warning.Code.TIME_WITHOUT_OFFSET,
                        object.pointer(field),
                        "The time has no offset, so it is no instant");
                return false;
            }
            case BLANK -> {
                warn(Warning.Code.BLANK_TIME, object.pointer(field), "The time is blank");
                return false;
            }
            case BAD -> {
                InvalidValueException e = new InvalidValueException(
                        Code.BAD_TIME, "time", text, "is no RFC 3339 time of the years 0000 to 9999");
                throw new Refusal(Code.BAD_TIME, object.pointer(field), String.valueOf(e.getMessage()));
            }
        }
        time = parsed.time();
        timeSource = source;
        return true;
    }

    private @Nullable String data(EnvelopeObject event) throws Refusal {
        if (event.has(EnvelopeField.DATA_BASE64)) {
            warn(Warning.Code.ATTRIBUTE_IGNORED, event.pointer(EnvelopeField.DATA_BASE64), "Binary data is not read");
        }
        if (!event.has(EnvelopeField.DATA)) {
            return null;
        }
        if (event.kind(EnvelopeField.DATA) != Kind.OBJECT) {
            throw event.wrongType(EnvelopeField.DATA, "an object");
        }
        return event.dataText();
    }

    /** An optional text; what is there but no text is left out with a warning. */
    private @Nullable String attribute(EnvelopeObject event, EnvelopeField field) {
        if (!event.has(field)) {
            return null;
        }
        String text = event.text(field);
        // The sequence extension is a text, but counters are often written as numbers, and then mean the same.
        boolean isText = event.kind(field) == Kind.TEXT || field == EnvelopeField.SEQUENCE;
        if (text == null || !isText || text.isBlank()) {
            warn(Warning.Code.ATTRIBUTE_IGNORED, event.pointer(field), "The attribute is no text, or blank");
            return null;
        }
        return text;
    }

    private void warnOfNames(EnvelopeObject event) {
        int left = EnvelopeObject.MAX_NON_CONFORMING_NAMES;
        if (event.kind(EnvelopeField.DATADOG) != null) {
            warnOfName(event.pointer(EnvelopeField.DATADOG));
            left--;
        }
        List<String> names = event.nonConformingNames();
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

    private @Nullable TraceContext trace(@Nullable EnvelopeObject datadog, @Nullable EnvelopeObject event) {
        TraceContext trace = traceAt(datadog);
        if (trace == null) {
            trace = traceAt(event);
        }
        if (trace == null) {
            trace = TraceHeaders.read(
                    metadata.attributes().get(EnvelopeField.TRACEPARENT.key()),
                    metadata.attributes().get(EnvelopeField.TRACESTATE.key()),
                    null,
                    this);
        }
        return trace;
    }

    private @Nullable TraceContext traceAt(@Nullable EnvelopeObject object) {
        if (object == null || !object.has(EnvelopeField.TRACEPARENT)) {
            return null;
        }
        return TraceHeaders.read(
                header(object, EnvelopeField.TRACEPARENT), header(object, EnvelopeField.TRACESTATE), object, this);
    }

    private @Nullable String header(EnvelopeObject object, EnvelopeField field) {
        if (object.has(field) && object.kind(field) != Kind.TEXT) {
            warn(Warning.Code.ATTRIBUTE_IGNORED, object.pointer(field), "The attribute is no text");
            return null;
        }
        return object.text(field);
    }

    void warn(Warning.Code code, String pointer, String message) {
        if (warnings.isEmpty()) {
            warnings = new ArrayList<>(4);
        }
        warnings.add(new Warning(code, pointer, message));
    }
}
