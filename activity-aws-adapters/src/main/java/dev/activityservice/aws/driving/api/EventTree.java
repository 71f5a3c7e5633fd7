package dev.activityservice.aws.driving.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.activityservice.aws.internal.LambdaJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a gateway's event into maps and lists; a request's body is left out. */
final class EventTree {

    private EventTree() {}

    static Map<String, @Nullable Object> read(InputStream input) throws IOException {
        try (JsonParser parser = LambdaJson.FACTORY.createParser(input)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("Cannot read the API Gateway event: it is no JSON object");
            }
            return readObject(parser);
        } catch (JsonProcessingException e) {
            // The parser's message may quote the input, and the input may hold credentials.
            throw new IllegalArgumentException("Cannot read the API Gateway event: it is no well-formed JSON, at byte "
                    + e.getLocation().getByteOffset());
        }
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.equals("body")) {
                parser.skipChildren();
            } else {
                object.put(name, readValue(parser));
            }
        }
        return object;
    }

    /** The parser's bound on nesting bounds the recursion. */
    private static @Nullable Object readValue(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(readValue(parser));
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
