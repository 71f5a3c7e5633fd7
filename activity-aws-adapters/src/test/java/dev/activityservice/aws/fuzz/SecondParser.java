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

/** JSON as another parser than ours reads it: Parsson, the reference of Jakarta JSON Processing. */
final class SecondParser {

    /** Looked up once: the convenient static methods search the class path at each call. */
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(Map.of());

    private SecondParser() {}

    /** Throws {@link JsonException} for what is not one JSON text. */
    static JsonValue parse(String json) {
        // As the one element of an array: of a value alone it would not tell whether more follows.
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

    /** A text as a JSON string. */
    static String quote(String text) {
        return string(text).toString();
    }

    static JsonString string(String text) {
        return PROVIDER.createValue(text);
    }
}
