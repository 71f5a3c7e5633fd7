package dev.activityservice.event;

import dev.activityservice.event.EnvelopeObject.Kind;
import dev.activityservice.json.Json;
import dev.activityservice.model.Warning;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Finds the data of an event as one JSON text. Some producers send JSON inside a string, or as bytes. Only an object inside a string is
 * used, because a string that is a number or a list is probably meant as text. {@code docs/events.md} has the table.
 */
final class EventData {

    private EventData() {}

    /** Returns the data of a CloudEvent; null if it has none, or if it is not JSON. */
    static @Nullable String of(EnvelopeObject event, EnvelopeReader reader) {
        boolean hasBytes = event.has(EnvelopeField.DATA_BASE64);
        if (event.has(EnvelopeField.DATA)) {
            if (hasBytes) {
                reader.warn(
                        Warning.Code.ATTRIBUTE_IGNORED,
                        event.pointer(EnvelopeField.DATA_BASE64),
                        "The event has \"data\", so \"data_base64\" is ignored");
            }
            return ofData(event, reader);
        }
        return hasBytes ? ofBytes(event, reader) : null;
    }

    private static @Nullable String ofData(EnvelopeObject event, EnvelopeReader reader) {
        String text = event.kind(EnvelopeField.DATA) == Kind.TEXT ? event.text(EnvelopeField.DATA) : null;
        if (text == null || !Json.isObject(text)) {
            return event.slice(EnvelopeField.DATA);
        }
        reader.warn(
                Warning.Code.DATA_AS_TEXT,
                event.pointer(EnvelopeField.DATA),
                "The data should be an object, not a string that contains an object");
        return text;
    }

    private static @Nullable String ofBytes(EnvelopeObject event, EnvelopeReader reader) {
        String text = event.kind(EnvelopeField.DATA_BASE64) == Kind.TEXT ? event.text(EnvelopeField.DATA_BASE64) : null;
        String json = text == null ? null : decode(text);
        if (json == null || !Json.isDocument(json)) {
            reader.warn(
                    Warning.Code.ATTRIBUTE_IGNORED,
                    event.pointer(EnvelopeField.DATA_BASE64),
                    "The value is not JSON in Base64; it is ignored");
            return null;
        }
        reader.warn(
                Warning.Code.DATA_BASE64,
                event.pointer(EnvelopeField.DATA_BASE64),
                "JSON data should be in \"data\", not in \"data_base64\"");
        return json;
    }

    /** Decodes both alphabets of RFC 4648, with or without padding. Returns null if the text is not Base64 of UTF-8. */
    private static @Nullable String decode(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }
}
