package dev.activityservice.event;

import dev.activityservice.event.EnvelopeObject.Kind;
import dev.activityservice.json.Refusal;
import dev.activityservice.model.Actor;
import dev.activityservice.model.DomainEvent;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.InvalidValueException;
import dev.activityservice.model.Position;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.model.TimeSource;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import dev.activityservice.text.Utf16;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one message body into an event. Finds its shape first, then its fields. Not thread-safe, used once. */
final class EnvelopeReader {

    private static final String CLOUD_EVENTS_VERSION = "1.0";
    /** Only AWS services may use sources with this prefix. */
    private static final String AWS_SOURCE_PREFIX = "aws.";

    /** The name of the envelope's account among the extensions. The name of an attribute has no colon. */
    private static final String AWS_ACCOUNT = "aws:account";

    private final MessageMetadata metadata;
    private final Set<String> extensionNames;
    private List<Warning> warnings = List.of();
    private @Nullable EnvelopeObject notification;
    private @Nullable EnvelopeObject systemMetadata;
    /** The CloudEvent, or the detail of a plain event. Null while the shape is not known. */
    private @Nullable EnvelopeObject event;

    private boolean isCloudEvent;
    private @Nullable Instant time;
    private @Nullable String specVersion;
    private TimeSource timeSource = TimeSource.EVENT;

    EnvelopeReader(MessageMetadata metadata, Set<String> extensionNames) {
        this.metadata = metadata;
        this.extensionNames = extensionNames;
    }

    EventReader.Result.Accepted read(String json) throws Refusal {
        EnvelopeObject body = EnvelopeObject.read(json, "", extensionNames);
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

    private EnvelopeObject unwrap(EnvelopeObject notification) throws Refusal {
        String message = notification.requireText(EnvelopeField.SNS_MESSAGE);
        String pointer = notification.pointer(EnvelopeField.SNS_MESSAGE);
        long length = Utf16.utf8Length(message);
        if (length < 0) {
            throw EventReader.loneSurrogate(pointer, length);
        }
        EnvelopeObject inner = EnvelopeObject.read(message, pointer, extensionNames);
        if (isNotification(inner)) {
            throw new Refusal(
                    Code.UNKNOWN_SHAPE, pointer, "The message of an SNS notification must not be another notification");
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
                        "The body must be an EventBridge event, a CloudEvent, or an SNS notification with one of them");
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

    /** Returns the trace context of a rejected body, so that its producer can be found. */
    @Nullable
    TraceContext traceOfRejected() {
        EnvelopeObject read = event;
        return trace(read == null ? null : read.object(EnvelopeField.DATADOG), isCloudEvent ? read : null);
    }

    /**
     * A detail without {@code specversion} is a CloudEvent if it has {@code type} and {@code id}. Details of AWS services are not
     * CloudEvents, although some have these fields too, for example the findings of GuardDuty.
     */
    private static boolean isCloudEvent(EnvelopeObject envelope, EnvelopeObject detail) {
        if (detail.has(EnvelopeField.SPECVERSION)) {
            return true;
        }
        String source = envelope.text(EnvelopeField.SOURCE);
        return detail.has(EnvelopeField.TYPE)
                && detail.has(EnvelopeField.ID)
                && !(source != null && source.startsWith(AWS_SOURCE_PREFIX));
    }

    private DomainEvent plainEvent(EnvelopeObject envelope, EnvelopeObject detail) throws Refusal {
        event = detail;
        String id = envelope.requireText(EnvelopeField.ID);
        String source = envelope.requireText(EnvelopeField.SOURCE);
        String type = envelope.requireText(EnvelopeField.DETAIL_TYPE);
        Instant happened = time(envelope, null);
        TraceContext trace = trace(detail.object(EnvelopeField.DATADOG), null);
        try {
            return withExtensions(DomainEvent.builder(EventIdentity.of(source, id), type, happened), null, envelope)
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
        if (!CLOUD_EVENTS_VERSION.equals(specVersion)) {
            warn(Warning.Code.SPEC_VERSION, event.pointer(EnvelopeField.SPECVERSION), "The specversion should be 1.0");
        }
        Instant happened = time(event, envelope);
        String data = data(event);
        String actorId = attribute(event, EnvelopeField.AUTH_ID);
        String actorType = attribute(event, EnvelopeField.AUTH_TYPE);
        String subject = attribute(event, EnvelopeField.SUBJECT);
        String correlationId = attribute(event, EnvelopeField.CORRELATION_ID);
        String causationId = attribute(event, EnvelopeField.CAUSATION_ID);
        String sequence = sequence(event);
        warnAboutNames(event);
        TraceContext trace = trace(event.object(EnvelopeField.DATADOG), event);
        try {
            return withExtensions(DomainEvent.builder(EventIdentity.of(source, id), type, happened), event, envelope)
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
            // Only the send time of the message comes from outside of the body.
            default -> "";
        };
        return new Refusal(e.code(), pointer, String.valueOf(e.getMessage()));
    }

    /** Returns the time from the first source that has one, and sets {@link #timeSource}. */
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
                    Code.MISSING_FIELD, event.pointer(EnvelopeField.TIME), "The event or an envelope must have a time");
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
            throw object.wrongType(field, "a string");
        }
        TimeText parsed = TimeText.parse(text);
        if (parsed.kind() == TimeText.Kind.INVALID) {
            InvalidValueException e = new InvalidValueException(
                    Code.BAD_TIME, "time", text, "must be an RFC 3339 time in the years 0000 to 9999");
            throw new Refusal(Code.BAD_TIME, object.pointer(field), String.valueOf(e.getMessage()));
        }
        Warning.Code warning = parsed.kind().warning();
        if (warning != null) {
            warn(warning, object.pointer(field), parsed.kind().message());
        }
        if (parsed.time() == null) {
            return false;
        }
        time = parsed.time();
        timeSource = source;
        return true;
    }

    private @Nullable String data(EnvelopeObject event) throws Refusal {
        if (event.has(EnvelopeField.DATA_BASE64)) {
            warn(Warning.Code.ATTRIBUTE_IGNORED, event.pointer(EnvelopeField.DATA_BASE64), "Binary data is ignored");
        }
        if (!event.has(EnvelopeField.DATA)) {
            return null;
        }
        if (event.kind(EnvelopeField.DATA) != Kind.OBJECT) {
            throw event.wrongType(EnvelopeField.DATA, "an object");
        }
        return event.dataText();
    }

    /** Returns an optional attribute. A value that is not a text, or blank, is ignored with a warning. */
    private @Nullable String attribute(EnvelopeObject event, EnvelopeField field) {
        if (!event.has(field)) {
            return null;
        }
        String text = event.text(field);
        // The sequence is a string by its specification, but producers often write it as a number with the same
        // meaning.
        boolean isText = event.kind(field) == Kind.TEXT || field == EnvelopeField.SEQUENCE;
        if (text == null || !isText || text.isBlank()) {
            warn(
                    Warning.Code.ATTRIBUTE_IGNORED,
                    event.pointer(field),
                    "The attribute must be a string that is not blank; it is ignored");
            return null;
        }
        return text;
    }

    private @Nullable String sequence(EnvelopeObject event) {
        String sequence = attribute(event, EnvelopeField.SEQUENCE);
        if (sequence != null && Position.sequenceOf(sequence) == null) {
            warn(
                    Warning.Code.SEQUENCE_IGNORED,
                    event.pointer(EnvelopeField.SEQUENCE),
                    "The sequence must have at most 64 bytes to order the event; it is only shown");
        }
        return sequence;
    }

    private DomainEvent.Builder withExtensions(
            DomainEvent.Builder builder, @Nullable EnvelopeObject event, @Nullable EnvelopeObject envelope) {
        if (extensionNames.isEmpty()) {
            return builder;
        }
        for (String name : extensionNames) {
            String value = name.equals(AWS_ACCOUNT)
                    ? envelope == null ? null : envelope.text(EnvelopeField.ACCOUNT)
                    : event == null ? null : event.extension(name);
            if (value != null) {
                builder.putExtension(name, value);
            }
        }
        return builder;
    }

    private void warnAboutNames(EnvelopeObject event) {
        int left = EnvelopeObject.MAX_NON_CONFORMING_NAMES;
        if (event.kind(EnvelopeField.DATADOG) != null) {
            warnAboutName(event.pointer(EnvelopeField.DATADOG));
            left--;
        }
        List<String> names = event.nonConformingNames();
        for (int i = 0; i < Math.min(names.size(), left); i++) {
            warnAboutName(event.pointer(names.get(i)));
        }
    }

    private void warnAboutName(String pointer) {
        warn(
                Warning.Code.EXTENSION_NAME,
                pointer,
                "The name of an attribute should have lower-case letters and digits only");
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
            warn(
                    Warning.Code.ATTRIBUTE_IGNORED,
                    object.pointer(field),
                    "The attribute must be a string; it is ignored");
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
