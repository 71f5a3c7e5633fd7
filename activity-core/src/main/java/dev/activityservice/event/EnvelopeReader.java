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
import org.jspecify.annotations.Nullable;

/**
 * Reads one message body into an event. Finds its shape and its type first. The rest is validated only if the type is wanted. Not
 * thread-safe, used once.
 */
final class EnvelopeReader {

    private static final String CLOUD_EVENTS_VERSION = "1.0";

    /** The limit of a correlation id. */
    private static final int MAX_CONVERSATION_ID_BYTES = 1024;

    /** The names of fields of the envelope among the extensions. The name of an attribute has no colon. */
    private static final String AWS_ACCOUNT = "aws:account";

    private static final String AWS_SOURCE = "aws:source";

    /** Known fields whose names are not valid names of attributes. */
    private static final List<EnvelopeField> NON_CONFORMING =
            List.of(EnvelopeField.DATADOG, EnvelopeField.CONVERSATION_ID);

    private final MessageMetadata metadata;
    private final EventReader options;
    private List<Warning> warnings = List.of();
    private @Nullable EnvelopeObject notification;
    private @Nullable EnvelopeObject bus;
    /** The EventBridge event. Null for a CloudEvent without an envelope, and while the shape is not known. */
    private @Nullable EnvelopeObject envelope;
    /** The CloudEvent, or the detail of a plain event. Null while the shape is not known, and for a detail that is not an object. */
    private @Nullable EnvelopeObject event;

    private @Nullable Instant time;
    private TimeSource timeSource = TimeSource.EVENT;

    EnvelopeReader(MessageMetadata metadata, EventReader options) {
        this.metadata = metadata;
        this.options = options;
    }

    EventReader.Result read(String json) throws Refusal {
        EnvelopeObject body = EnvelopeObject.read(json, "", options.extensions());
        if (isNotification(body)) {
            notification = body;
            body = unwrap(body);
        }
        if (body.kind(EnvelopeField.BUS_SYSTEM_METADATA) == Kind.OBJECT && body.has(EnvelopeField.BUS_DATA)) {
            EnvelopeObject data = body.object(EnvelopeField.BUS_DATA);
            if (data == null) {
                throw body.wrongType(EnvelopeField.BUS_DATA, "an object");
            }
            bus = body;
            body = data;
        }
        String type = type(body);
        if (!options.wants(type)) {
            return new EventReader.Result.Unwanted(type, trace());
        }
        EnvelopeObject outer = envelope;
        if (outer != null && event == null) {
            event = detailInText(outer);
        }
        EnvelopeObject found = event;
        boolean isPlain = outer != null && (found == null || !found.has(EnvelopeField.SPECVERSION));
        refuseDuplicates(isPlain);
        DomainEvent read = isPlain || found == null ? plainEvent(body, type) : cloudEvent(found, type);
        String specVersion = isPlain || found == null ? null : specVersion(found);
        return new EventReader.Result.Accepted(read, warnings, specVersion);
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
        EnvelopeObject inner = EnvelopeObject.read(message, pointer, options.extensions());
        if (isNotification(inner)) {
            throw new Refusal(
                    Code.UNKNOWN_SHAPE, pointer, "The message of an SNS notification must not be another notification");
        }
        return inner;
    }

    /** Finds the shape and returns the type. */
    private String type(EnvelopeObject body) throws Refusal {
        boolean isEnvelope = body.has(EnvelopeField.DETAIL_TYPE)
                || (body.kind(EnvelopeField.DETAIL) != null && !body.has(EnvelopeField.SPECVERSION));
        if (!isEnvelope) {
            if (!body.has(EnvelopeField.SPECVERSION)) {
                throw new Refusal(
                        Code.UNKNOWN_SHAPE,
                        body.pointer(),
                        "The body must be an EventBridge event, a CloudEvent, or an SNS notification with one of them");
            }
            event = body;
            body.refuseTwoTypes();
            return body.requireText(EnvelopeField.TYPE);
        }
        envelope = body;
        event = body.object(EnvelopeField.DETAIL);
        if (!body.has(EnvelopeField.DETAIL)) {
            throw new Refusal(
                    Code.MISSING_FIELD, body.pointer(EnvelopeField.DETAIL), "The field \"detail\" is missing");
        }
        return body.requireText(EnvelopeField.DETAIL_TYPE);
    }

    private @Nullable EnvelopeObject detailInText(EnvelopeObject envelope) throws Refusal {
        String text = envelope.kind(EnvelopeField.DETAIL) == Kind.TEXT ? envelope.text(EnvelopeField.DETAIL) : null;
        EnvelopeObject detail = text == null
                ? null
                : EnvelopeObject.readDetail(text, envelope.pointer(EnvelopeField.DETAIL), options.extensions());
        if (detail != null) {
            warn(
                    Warning.Code.DATA_AS_TEXT,
                    envelope.pointer(EnvelopeField.DETAIL),
                    "The detail should be an object, not a string that contains an object");
        }
        return detail;
    }

    /** The detail of a plain event is data, so its keys are not checked here. */
    private void refuseDuplicates(boolean isPlain) throws Refusal {
        refuseDuplicates(notification);
        refuseDuplicates(bus);
        refuseDuplicates(systemMetadata());
        refuseDuplicates(envelope);
        refuseDuplicates(isPlain ? null : event);
    }

    private static void refuseDuplicates(@Nullable EnvelopeObject object) throws Refusal {
        if (object != null) {
            object.refuseDuplicates();
        }
    }

    /** Returns the trace context of a body that is not accepted, so that its producer can be found. */
    @Nullable
    TraceContext trace() {
        return TraceSources.find(event, notification, metadata, this);
    }

    private DomainEvent plainEvent(EnvelopeObject envelope, String type) throws Refusal {
        String id = envelope.requireText(EnvelopeField.ID);
        String source = envelope.requireText(EnvelopeField.SOURCE);
        Instant happened = time(envelope, null);
        EnvelopeObject detail = event;
        String data = detail == null ? envelope.slice(EnvelopeField.DETAIL) : detail.jsonText();
        try {
            return withExtensions(DomainEvent.builder(EventIdentity.of(source, id), type, happened), null)
                    .timeSource(timeSource)
                    .data(data)
                    .trace(trace())
                    .build();
        } catch (InvalidValueException e) {
            throw refusal(e, envelope, envelope, envelope);
        }
    }

    private DomainEvent cloudEvent(EnvelopeObject event, String type) throws Refusal {
        EnvelopeObject ofId = ownerOf(EnvelopeField.ID, event);
        EnvelopeObject ofSource = ownerOf(EnvelopeField.SOURCE, event);
        String id = ofId.requireText(EnvelopeField.ID);
        String source = ofSource.requireText(EnvelopeField.SOURCE);
        if (envelope != null && event.has(EnvelopeField.TYPE) && !event.hasText(EnvelopeField.TYPE, type)) {
            warn(
                    Warning.Code.TYPE_MISMATCH,
                    event.pointer(EnvelopeField.TYPE),
                    "The type should be the detail-type of the envelope, which is used");
        }
        if (!CLOUD_EVENTS_VERSION.equals(specVersion(event))) {
            warn(Warning.Code.SPEC_VERSION, event.pointer(EnvelopeField.SPECVERSION), "The specversion should be 1.0");
        }
        Instant happened = time(event, envelope);
        if (ofId == envelope && timeSource == TimeSource.EVENTBRIDGE) {
            // Both are new when the event is published again, so it is another event, like a plain one.
            timeSource = TimeSource.EVENT;
        }
        String data = EventData.of(event, this);
        String actorId = attribute(event, EnvelopeField.AUTH_ID);
        String actorType = attribute(event, EnvelopeField.AUTH_TYPE);
        String subject = attribute(event, EnvelopeField.SUBJECT);
        String correlationId = correlationId(event);
        String causationId = attribute(event, EnvelopeField.CAUSATION_ID);
        String sequence = sequence(event);
        warnAboutNames(event);
        try {
            return withExtensions(DomainEvent.builder(EventIdentity.of(source, id), type, happened), event)
                    .timeSource(timeSource)
                    .subject(subject)
                    .data(data)
                    .actor(actorId == null ? null : Actor.of(actorId, actorType))
                    .correlationId(correlationId)
                    .causationId(causationId)
                    .sequence(sequence)
                    .trace(trace())
                    .build();
        } catch (InvalidValueException e) {
            throw refusal(e, event, ofSource, ofId);
        }
    }

    private static @Nullable String specVersion(EnvelopeObject event) {
        return event.hasText(EnvelopeField.SPECVERSION, CLOUD_EVENTS_VERSION)
                ? CLOUD_EVENTS_VERSION
                : event.text(EnvelopeField.SPECVERSION);
    }

    /** Returns the envelope with a warning if the CloudEvent has no such field, otherwise the CloudEvent. */
    private EnvelopeObject ownerOf(EnvelopeField field, EnvelopeObject event) {
        EnvelopeObject outer = envelope;
        boolean isMissing = !event.has(field) || (event.kind(field) == Kind.TEXT && isBlank(event.text(field)));
        if (outer == null || !isMissing) {
            return event;
        }
        warn(
                Warning.Code.ENVELOPE_IDENTITY,
                event.pointer(field),
                "The CloudEvent has no \"" + field.key() + "\", so that of its envelope is used");
        return outer;
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private Refusal refusal(
            InvalidValueException e, EnvelopeObject event, EnvelopeObject ofSource, EnvelopeObject ofId) {
        EnvelopeObject outer = envelope;
        String pointer = switch (e.field()) {
            case "event source" -> ofSource.pointer(EnvelopeField.SOURCE);
            case "event id" -> ofId.pointer(EnvelopeField.ID);
            case "event type" ->
                outer == null ? event.pointer(EnvelopeField.TYPE) : outer.pointer(EnvelopeField.DETAIL_TYPE);
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
                || timeAt(systemMetadata(), EnvelopeField.BUS_INGESTION_TIME, TimeSource.EVENTBRIDGE)
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

    private @Nullable EnvelopeObject systemMetadata() {
        EnvelopeObject outer = bus;
        return outer == null ? null : outer.object(EnvelopeField.BUS_SYSTEM_METADATA);
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

    /** A conversation id that is not valid is ignored, because its library does not mean it as an attribute of CloudEvents. */
    private @Nullable String correlationId(EnvelopeObject event) {
        String correlationId = attribute(event, EnvelopeField.CORRELATION_ID);
        String conversationId = correlationId == null ? attribute(event, EnvelopeField.CONVERSATION_ID) : null;
        if (conversationId == null) {
            return correlationId;
        }
        long bytes = Utf16.utf8Length(conversationId);
        boolean isValid = bytes >= 0
                && bytes <= MAX_CONVERSATION_ID_BYTES
                && conversationId.chars().noneMatch(Character::isISOControl);
        warn(
                isValid ? Warning.Code.CONVERSATION_ID : Warning.Code.ATTRIBUTE_IGNORED,
                event.pointer(EnvelopeField.CONVERSATION_ID),
                isValid
                        ? "The event has no \"correlationid\", so its \"conversationId\" is used"
                        : "The \"conversationId\" is too long or has characters that are not allowed; it is ignored");
        return isValid ? conversationId : null;
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

    private DomainEvent.Builder withExtensions(DomainEvent.Builder builder, @Nullable EnvelopeObject event) {
        if (options.extensions().isEmpty()) {
            return builder;
        }
        for (String name : options.extensions()) {
            String value = switch (name) {
                case AWS_ACCOUNT -> ofEnvelope(EnvelopeField.ACCOUNT);
                case AWS_SOURCE -> ofEnvelope(EnvelopeField.SOURCE);
                default -> event == null ? null : event.extension(name);
            };
            if (value != null) {
                builder.putExtension(name, value);
            } else if (name.equals(AWS_SOURCE) && envelope != null) {
                // Without a source, the envelope is not from EventBridge. No catalog allows an empty source.
                builder.putExtension(name, "");
            }
        }
        return builder;
    }

    private @Nullable String ofEnvelope(EnvelopeField field) {
        EnvelopeObject outer = envelope;
        return outer == null ? null : outer.text(field);
    }

    private void warnAboutNames(EnvelopeObject event) {
        int left = EnvelopeObject.MAX_NON_CONFORMING_NAMES;
        for (int i = 0; i < NON_CONFORMING.size(); i++) {
            EnvelopeField field = NON_CONFORMING.get(i);
            if (event.kind(field) != null) {
                warnAboutName(event.pointer(field));
                left--;
            }
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

    void warn(Warning.Code code, String pointer, String message) {
        if (warnings.isEmpty()) {
            warnings = new ArrayList<>(4);
        }
        warnings.add(new Warning(code, pointer, message));
    }
}
