package dev.activityservice.aws.driving.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of a gateway event into maps and lists, without the request body. An instance reads one event. */
final class EventTree {

    /** Bounds memory. Real events have about 100 values; a three-byte value costs about 100 bytes in a map. */
    private static final int MAX_VALUES = 10_000;

    private final JsonParser parser;
    private int values;

    private EventTree(JsonParser parser) {
        this.parser = parser;
    }

    static Map<String, @Nullable Object> read(InputStream input) throws IOException {
        try (JsonParser parser = ApiJson.FACTORY.createParser(input)) {
            return new EventTree(parser).read();
        }
    }

    private Map<String, @Nullable Object> read() throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("Cannot read the API Gateway event: expected a JSON object");
            }
            return readObject();
        } catch (JsonProcessingException e) {
            // Without the parser's message, because it may quote credentials.
            throw new IllegalArgumentException(
                    "Cannot read the API Gateway event: malformed JSON at byte " + ApiJson.byteOffset(e, parser));
        }
    }

    private Map<String, @Nullable Object> readObject() throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("body")) {
                parser.skipChildren();
            } else {
                object.put(name, readValue());
            }
        }
        return object;
    }

    /** The recursion is bounded by the parser's limit on nesting. */
    private @Nullable Object readValue() throws IOException {
        if (++values > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "Cannot read the API Gateway event: it must have at most " + MAX_VALUES + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject();
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(readValue());
                }
                yield list;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.currentToken().isNumeric() ? parser.getNumberValue() : parser.getText();
        };
    }
}
