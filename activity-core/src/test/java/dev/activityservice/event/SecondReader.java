package dev.activityservice.event;

import dev.activityservice.text.Utf16;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an event, found by another parser: Parsson, the reference implementation of Jakarta JSON Processing. It does not
 * validate the values.
 *
 * @param time the text of the time, or null if it is not a string
 * @param subject the subject, or null if it is blank or not a string
 * @param data the data, or null
 * @param sequence the sequence as text, or null if it is blank or neither a string nor an integer
 * @param extensions the extensions of {@link #EXTENSIONS} that are strings or integers
 */
record SecondReader(
        String id,
        String source,
        String type,
        @Nullable String time,
        @Nullable String subject,
        @Nullable JsonValue data,
        @Nullable String sequence,
        Map<String, String> extensions) {

    /** What the compared reader reads in addition. */
    static final Set<String> EXTENSIONS =
            Set.of("tenantid", "correlationid", "account", "time", "aws:account", "aws:source");

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonReaderFactory LENIENT = PROVIDER.createReaderFactory(Map.of());
    private static final JsonReaderFactory WITHOUT_DUPLICATES =
            PROVIDER.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

    /** Returns null for a text that is not one JSON document. */
    static @Nullable JsonValue parse(String json) {
        return parse(LENIENT, json);
    }

    /** Returns whether an object has a duplicate key, also an object inside a string. */
    static boolean hasDuplicates(String json) {
        JsonValue value = parse(LENIENT, json);
        return value != null && (parse(WITHOUT_DUPLICATES, json) == null || hasDuplicates(value));
    }

    private static boolean hasDuplicates(JsonValue value) {
        if (value instanceof JsonObject object) {
            return object.values().stream().anyMatch(SecondReader::hasDuplicates);
        }
        return value instanceof JsonString text
                && parse(text.getString()) instanceof JsonObject
                && hasDuplicates(text.getString());
    }

    /** Returns whether a key has a lone surrogate. JSON's grammar allows it, I-JSON (RFC 7493, section 2.1) does not. */
    static boolean hasBrokenKeys(JsonValue value) {
        if (value instanceof JsonObject object) {
            return object.keySet().stream().anyMatch(key -> Utf16.utf8Length(key) < 0)
                    || object.values().stream().anyMatch(SecondReader::hasBrokenKeys);
        }
        return value instanceof JsonArray array && array.stream().anyMatch(SecondReader::hasBrokenKeys);
    }

    private static @Nullable JsonValue parse(JsonReaderFactory readers, String json) {
        // In an array that ends with another value, because the parser ignores content after a value.
        try (JsonReader reader = readers.createReader(new StringReader("[" + json + ",true]"))) {
            JsonArray values = reader.readArray();
            return values.size() == 2 && values.get(1) == JsonValue.TRUE ? values.get(0) : null;
        } catch (JsonException e) {
            return null;
        }
    }

    /** Returns the message of an SNS notification, or null for another body. */
    static @Nullable String message(JsonValue body) {
        boolean notification = body instanceof JsonObject object
                && "Notification".equals(text(object, "Type"))
                && !has(object, "specversion")
                && !has(object, "detail-type");
        return notification ? text(body.asJsonObject(), "Message") : null;
    }

    /** Returns the type of an event, or null for a body of another shape. */
    static @Nullable String type(JsonValue document) {
        JsonObject body = body(document);
        if (body == null) {
            return null;
        }
        String type = !isEnvelope(body)
                ? has(body, "specversion") ? string(body, "type") : null
                : has(body, "detail") ? string(body, "detail-type") : null;
        return type;
    }

    /** Returns the body without the envelopes of SNS and of the custom bus, or null if it is not an object. */
    private static @Nullable JsonObject body(JsonValue document) {
        String message = message(document);
        JsonValue inner = message == null ? document : parse(message);
        if (!(inner instanceof JsonObject body)) {
            return null;
        }
        boolean isBus = body.get("SystemMetadata") instanceof JsonObject && has(body, "Data");
        return !isBus ? body : body.get("Data") instanceof JsonObject data ? data : null;
    }

    private static boolean isEnvelope(JsonObject body) {
        return has(body, "detail-type") || (body.containsKey("detail") && !has(body, "specversion"));
    }

    /** Finds the parts of an event. */
    static SecondReader read(JsonValue document) {
        JsonObject found = body(document);
        JsonObject body = found == null ? JsonValue.EMPTY_JSON_OBJECT : found;
        if (!isEnvelope(body)) {
            return cloudEvent(body, null);
        }
        JsonValue detail = objectInText(body.get("detail"));
        return detail instanceof JsonObject event && has(event, "specversion")
                ? cloudEvent(event, body)
                : new SecondReader(
                        String.valueOf(text(body, "id")),
                        String.valueOf(text(body, "source")),
                        String.valueOf(text(body, "detail-type")),
                        string(body, "time"),
                        null,
                        detail,
                        null,
                        extensions(null, body));
    }

    private static SecondReader cloudEvent(JsonObject event, @Nullable JsonObject envelope) {
        return new SecondReader(
                String.valueOf(identity(event, envelope, "id")),
                String.valueOf(identity(event, envelope, "source")),
                String.valueOf(envelope == null ? text(event, "type") : text(envelope, "detail-type")),
                string(event, "time"),
                string(event, "subject"),
                data(event),
                sequence(event),
                extensions(event, envelope));
    }

    private static @Nullable String identity(JsonObject event, @Nullable JsonObject envelope, String key) {
        String own = string(event, key);
        return own != null || envelope == null ? own : string(envelope, key);
    }

    private static @Nullable JsonValue data(JsonObject event) {
        if (has(event, "data")) {
            return objectInText(event.get("data"));
        }
        if (event.get("data_base64") instanceof JsonString base64) {
            try {
                byte[] bytes = Base64.getDecoder().decode(base64.getString());
                return parse(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            } catch (IllegalArgumentException | CharacterCodingException e) {
                return null;
            }
        }
        return null;
    }

    private static @Nullable JsonValue objectInText(@Nullable JsonValue value) {
        return value instanceof JsonString text && parse(text.getString()) instanceof JsonObject object
                ? object
                : value;
    }

    private static @Nullable String sequence(JsonObject event) {
        String sequence = integerOrText(event, "sequence");
        return sequence == null || sequence.isBlank() ? null : sequence;
    }

    private static Map<String, String> extensions(@Nullable JsonObject event, @Nullable JsonObject envelope) {
        Map<String, String> extensions = new HashMap<>();
        for (String name : EXTENSIONS) {
            boolean ofEnvelope = name.startsWith("aws:");
            JsonObject owner = ofEnvelope ? envelope : event;
            String value = owner == null ? null : integerOrText(owner, name.substring(ofEnvelope ? 4 : 0));
            if (value != null) {
                extensions.put(name, value);
            } else if (name.equals("aws:source") && envelope != null) {
                extensions.put(name, "");
            }
        }
        return extensions;
    }

    /** Returns null for a number with a fraction or an exponent. An exponent of zero is not recognised. */
    private static @Nullable String integerOrText(JsonObject object, String key) {
        JsonValue value = object.get(key);
        if (value instanceof JsonNumber number) {
            return number.toString().matches("-?[0-9]+") ? number.toString() : null;
        }
        return value instanceof JsonString string ? string.getString() : null;
    }

    /** Returns the value at the pointer of a rejection, in the document or in its message, or null. */
    static @Nullable JsonValue at(JsonValue document, String pointer) {
        JsonValue value = document;
        String[] keys = pointer.split("/", -1);
        for (int i = 1; i < keys.length && value != null; i++) {
            if (value instanceof JsonString text) {
                value = parse(text.getString());
            }
            String key = keys[i].replace("~1", "/").replace("~0", "~");
            value = value instanceof JsonObject object ? object.get(key) : null;
        }
        return value;
    }

    private static @Nullable String string(JsonObject object, String key) {
        return object.get(key) instanceof JsonString string
                        && !string.getString().isBlank()
                ? string.getString()
                : null;
    }

    private static boolean has(JsonObject object, String key) {
        return object.containsKey(key) && !object.isNull(key);
    }

    private static @Nullable String text(JsonObject object, String key) {
        JsonValue value = object.get(key);
        if (value instanceof JsonNumber number) {
            return number.toString();
        }
        return value instanceof JsonString string ? string.getString() : null;
    }
}
