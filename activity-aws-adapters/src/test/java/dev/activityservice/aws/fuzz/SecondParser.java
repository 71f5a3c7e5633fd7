package dev.activityservice.aws.fuzz;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Map;

/** A second JSON parser to compare with: Parsson, the reference implementation of Jakarta JSON Processing. */
final class SecondParser {

    /** Looked up once, because the static methods search the class path at each call. */
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(Map.of());

    private SecondParser() {}

    /** Parses one JSON text. Throws {@link JsonException} if the text is not exactly one. */
    static JsonValue parse(String json) {
        // In an array, because the parser does not detect text after a single value.
        try (JsonReader reader = READERS.createReader(new StringReader("[" + json + "]"))) {
            JsonArray values = reader.readArray();
            if (values.size() != 1) {
                throw new JsonException("Not one value but " + values.size());
            }
            return values.get(0);
        }
    }

    static JsonObject parseObject(String json) {
        return parse(json).asJsonObject();
    }

    static boolean accepts(String json) {
        try {
            parse(json);
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    /** Returns the text as a JSON string. */
    static String quote(String text) {
        return string(text).toString();
    }

    static JsonString string(String text) {
        return PROVIDER.createValue(text);
    }
}
