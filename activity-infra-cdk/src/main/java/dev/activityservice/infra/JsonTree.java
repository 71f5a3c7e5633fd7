package dev.activityservice.infra;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as maps, lists, texts, whole numbers and booleans, in the order of the text. The parser is that of jackson-core, which has no
 * trees. The packaging tool does not contain jackson-databind. The files that it reads contain no other values.
 */
final class JsonTree {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonTree() {}

    /** Throws {@link IllegalArgumentException} if the text is not one JSON document, or contains null, a fraction or a duplicate key. */
    static Object read(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            Object tree = value(parser);
            if (parser.nextToken() != null) {
                throw invalid(parser.currentTokenLocation(), "text after the document");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw invalid(e.getLocation(), e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string", e);
        }
    }

    /** Returns a value that must be an object. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(@Nullable Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException("The value must be an object, not " + tree);
    }

    private static Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IllegalArgumentException("Invalid JSON: the document is empty");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    members.put(name, value(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getIntValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw invalid(parser.currentTokenLocation(), "unexpected " + token.asString());
        };
    }

    private static IllegalArgumentException invalid(JsonLocation location, String problem) {
        return new IllegalArgumentException(
                "Invalid JSON at line " + location.getLineNr() + ", column " + location.getColumnNr() + ": " + problem);
    }
}
