package dev.activityservice.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.activityservice.event.EnvelopeObject.Kind;
import dev.activityservice.json.Json;
import dev.activityservice.json.Refusal;
import dev.activityservice.model.TraceContext;
import dev.activityservice.model.Warning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trace context of an event: in the event itself, then in the attributes of a notification, then in those of the message. At each
 * place, {@code _datadog} comes before {@code traceparent}. {@code docs/telemetry.md} has the table.
 */
final class TraceSources {

    private static final String NOT_A_STRING = "The attribute must be a string; it is ignored";

    private TraceSources() {}

    /**
     * Returns the first valid trace context; null without one. Adds a warning for each one that is not valid.
     *
     * @param event the CloudEvent, or the detail of a plain event; null if neither was found
     * @param notification the SNS notification around the event; null without one
     */
    static @Nullable TraceContext find(
            @Nullable EnvelopeObject event,
            @Nullable EnvelopeObject notification,
            MessageMetadata metadata,
            EnvelopeReader reader) {
        TraceContext trace = event == null ? null : ofEvent(event, reader);
        if (trace == null && notification != null) {
            String attributes = notification.slice(EnvelopeField.SNS_MESSAGE_ATTRIBUTES);
            if (attributes != null && notification.kind(EnvelopeField.SNS_MESSAGE_ATTRIBUTES) == Kind.OBJECT) {
                trace = ofAttributes(
                        read(attributes), notification.pointer(EnvelopeField.SNS_MESSAGE_ATTRIBUTES) + '/', reader);
            }
        }
        return trace == null ? ofAttributes(metadata.attributes(), "", reader) : trace;
    }

    private static @Nullable TraceContext ofEvent(EnvelopeObject event, EnvelopeReader reader) {
        if (event.hasTwoTraces()) {
            reader.warn(
                    Warning.Code.DUPLICATE_TRACE,
                    event.pointer(EnvelopeField.DATADOG),
                    "The object has the key \"_datadog\" more than once; the last one is used");
        }
        EnvelopeObject datadog = event.object(EnvelopeField.DATADOG);
        if (datadog == null && event.kind(EnvelopeField.DATADOG) == Kind.TEXT) {
            datadog = headers(event.text(EnvelopeField.DATADOG), event.pointer(EnvelopeField.DATADOG), reader);
        }
        if (datadog != null && datadog.duplicate() != null) {
            reader.warn(
                    Warning.Code.DUPLICATE_TRACE,
                    datadog.duplicate(),
                    "The object has a duplicate key; the last one is used");
        }
        TraceContext trace = datadog == null ? null : ofObject(datadog, true, reader);
        return trace == null ? ofObject(event, true, reader) : trace;
    }

    /** @param isInBody whether the object has a pointer in the body */
    private static @Nullable TraceContext ofObject(EnvelopeObject object, boolean isInBody, EnvelopeReader reader) {
        if (!object.has(EnvelopeField.TRACEPARENT)) {
            return null;
        }
        return TraceHeaders.read(
                header(object, EnvelopeField.TRACEPARENT, isInBody, reader),
                header(object, EnvelopeField.TRACESTATE, isInBody, reader),
                isInBody ? object : null,
                "",
                reader);
    }

    private static @Nullable String header(
            EnvelopeObject object, EnvelopeField field, boolean isInBody, EnvelopeReader reader) {
        if (object.has(field) && object.kind(field) != Kind.TEXT) {
            reader.warn(Warning.Code.ATTRIBUTE_IGNORED, isInBody ? object.pointer(field) : "", NOT_A_STRING);
            return null;
        }
        return object.text(field);
    }

    /** @param prefix the pointer to the attributes with a slash, or empty if they are not in the body */
    private static @Nullable TraceContext ofAttributes(
            Map<String, String> attributes, String prefix, EnvelopeReader reader) {
        String datadog = attributes.get(EnvelopeField.DATADOG.key());
        EnvelopeObject object = datadog == null
                ? null
                : headers(datadog, prefix.isEmpty() ? "" : prefix + EnvelopeField.DATADOG.key(), reader);
        TraceContext trace = object == null ? null : ofObject(object, !prefix.isEmpty(), reader);
        return trace == null
                ? TraceHeaders.read(
                        attributes.get(EnvelopeField.TRACEPARENT.key()),
                        attributes.get(EnvelopeField.TRACESTATE.key()),
                        null,
                        prefix,
                        reader)
                : trace;
    }

    private static @Nullable EnvelopeObject headers(@Nullable String json, String pointer, EnvelopeReader reader) {
        if (json == null || json.isBlank()) {
            return null;
        }
        EnvelopeObject headers = null;
        try {
            headers = EnvelopeObject.readHeaders(json, pointer);
        } catch (Refusal e) {
            // Trace headers are never a reason to reject an event.
        }
        if (headers == null) {
            reader.warn(
                    Warning.Code.BAD_TRACE_CONTEXT,
                    pointer,
                    "The value of \"_datadog\" must be a JSON object; it is ignored");
        }
        return headers;
    }

    /**
     * Reads the attributes of a notification: {@code {"name": {"Type": "String", "Value": "…"}}}. A binary value is in Base64.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html">SNS: message attributes</a>
     */
    private static Map<String, String> read(String json) {
        Map<String, String> attributes = new HashMap<>();
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                String value = parser.nextToken() == JsonToken.START_OBJECT ? value(parser) : null;
                if (value != null) {
                    attributes.put(name, value);
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read an object that the parser has skipped before", e);
        }
        return attributes;
    }

    private static @Nullable String value(JsonParser parser) throws IOException {
        boolean isBinary = false;
        String value = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            boolean isText = parser.nextToken() == JsonToken.VALUE_STRING;
            if (isText && name.equals("Type")) {
                isBinary = parser.getText().startsWith("Binary");
            } else if (isText && name.equals("Value")) {
                value = parser.getText();
            }
            parser.skipChildren();
        }
        return value == null || !isBinary ? value : decoded(value);
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
