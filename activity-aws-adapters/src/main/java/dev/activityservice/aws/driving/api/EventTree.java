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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a gateway event into maps and lists. A field that the API does not use, for example the body, has the value null.
 * An instance reads one event.
 */
final class EventTree {

    /** Bounds memory. Real events have about 100 values; a three-byte value costs about 100 bytes in a map. */
    private static final int MAX_VALUES = 10_000;

    /** More than the API allows, so that a URL with too many parameters gets its response. */
    private static final int MAX_PARAMETERS = 2_000;

    /** The fields of an event that are read. The last one is read only to describe the event. */
    private static final Set<String> FIELDS = Set.of(
            "version",
            "path",
            "httpMethod",
            "rawPath",
            "rawQueryString",
            "headers",
            "pathParameters",
            "requestContext",
            "Records");

    private static final Set<String> PARAMETERS = Set.of("queryStringParameters", "multiValueQueryStringParameters");

    private static final String MULTI_VALUE_HEADERS = "multiValueHeaders";

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
                throw ForeignEvent.unexpected(inWords(parser.currentToken()));
            }
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (FIELDS.contains(name)) {
                    requireNew(name, event);
                    event.put(name, readValue(name.equals("requestContext")));
                } else if (PARAMETERS.contains(name) && token == JsonToken.START_OBJECT) {
                    event.put(name, readParameters());
                } else if (name.equals(MULTI_VALUE_HEADERS) && token == JsonToken.START_OBJECT) {
                    event.put(name, readListHeaders());
                } else {
                    parser.skipChildren();
                    countValue();
                    event.put(name, null);
                }
            }
            return event;
        } catch (JsonProcessingException e) {
            // Without the parser's message, because it may quote credentials.
            throw new IllegalArgumentException(
                    "Cannot read the API Gateway event: malformed JSON at byte " + ApiJson.byteOffset(e, parser));
        }
    }

    private static String inWords(@Nullable JsonToken token) {
        if (token == null) {
            return "an empty input";
        }
        return switch (token) {
            case START_ARRAY -> "an array";
            case VALUE_NULL -> "null";
            case VALUE_STRING -> "a string";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
    }

    /** Reads the first values, also of lists. */
    private Map<String, @Nullable Object> readParameters() throws IOException {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        int kept = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            if (kept >= MAX_PARAMETERS) {
                parser.skipChildren();
            } else if (token == JsonToken.START_ARRAY) {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (kept++ < MAX_PARAMETERS) {
                        list.add(readValue(false));
                    } else {
                        parser.skipChildren();
                    }
                }
                parameters.put(name, list);
            } else {
                kept++;
                parameters.put(name, readValue(false));
            }
        }
        return parameters;
    }

    /** Reads only the headers of which all values matter. The others are also in {@code headers}, with their last values. */
    private Map<String, @Nullable Object> readListHeaders() throws IOException {
        Map<String, @Nullable Object> headers = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (GatewayEvent.isListHeader(name)) {
                headers.put(name, readValue(false));
            } else {
                parser.skipChildren();
            }
        }
        return headers;
    }

    private Map<String, @Nullable Object> readObject(boolean unique) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (unique) {
                requireNew(name, object);
            }
            if (name.equals("body")) {
                parser.skipChildren();
            } else {
                object.put(name, readValue(unique));
            }
        }
        return object;
    }

    /**
     * The recursion is bounded by the parser's limit on nesting.
     *
     * @param unique whether a duplicate key is an error
     */
    private @Nullable Object readValue(boolean unique) throws IOException {
        countValue();
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(unique);
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(readValue(unique));
                }
                yield list;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.currentToken().isNumeric() ? new NumberText(parser.getText()) : parser.getText();
        };
    }

    /** With a duplicate key, it would not be clear which of two values the gateway has verified. */
    private void requireNew(String name, Map<String, @Nullable Object> object) {
        if (object.containsKey(name)) {
            throw new IllegalArgumentException("Cannot read the API Gateway event: duplicate key at byte "
                    + parser.currentTokenLocation().getByteOffset());
        }
    }

    private void countValue() {
        if (++values > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "Cannot read the API Gateway event: it must have at most " + MAX_VALUES + " values");
        }
    }
}
