package dev.activityservice.aws.driving.sqs;

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

/** Reads the JSON of an SQS event as a stream of tokens; unknown fields are skipped. */
final class SqsEventReader {

    private SqsEventReader() {}

    static List<SqsMessage> read(InputStream input) throws IOException {
        try (JsonParser parser = SqsJson.FACTORY.createParser(input)) {
            return read(parser);
        }
    }

    private static List<SqsMessage> read(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("Cannot read the SQS event: expected a JSON object");
            }
            List<SqsMessage> messages = new ArrayList<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (!name.equals("Records") || value == JsonToken.VALUE_NULL) {
                    parser.skipChildren();
                } else if (value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        messages.add(readRecord(parser, messages.size()));
                    }
                } else {
                    throw new IllegalArgumentException(
                            "Cannot read the SQS event: the field \"Records\" must be an array");
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new IllegalArgumentException("Cannot read the SQS event: the JSON object is not closed");
            }
            return messages;
        } catch (JsonProcessingException e) {
            // Without the parser's message, because it may quote a body.
            throw new IllegalArgumentException(
                    "Cannot read the SQS event: malformed JSON at byte " + SqsJson.byteOffset(e, parser));
        }
    }

    private static SqsMessage readRecord(JsonParser parser, int index) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw withoutMessageId(index);
        }
        String messageId = null;
        String body = null;
        String arn = null;
        Map<String, String> system = Map.of();
        Map<String, String> attributes = Map.of();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "messageId" -> messageId = text(parser);
                case "body" -> body = text(parser);
                case "eventSourceARN" -> arn = text(parser);
                case "attributes" -> system = readTexts(parser);
                case "messageAttributes" -> attributes = readMessageAttributes(parser);
                default -> parser.skipChildren();
            }
        }
        if (messageId == null || messageId.isBlank()) {
            throw withoutMessageId(index);
        }
        return SqsMessage.of(messageId, body, system, attributes, arn);
    }

    private static IllegalArgumentException withoutMessageId(int index) {
        return new IllegalArgumentException("Cannot handle the SQS batch: record " + index
                + " has no messageId, so a failure could not be reported");
    }

    private static @Nullable String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }

    private static Map<String, String> readTexts(JsonParser parser) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                String text = text(parser);
                if (text != null) {
                    texts.put(name, text);
                }
            }
        } else {
            parser.skipChildren();
        }
        return texts;
    }

    private static Map<String, String> readMessageAttributes(JsonParser parser) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                String text = readTexts(parser).get("stringValue");
                if (text != null) {
                    texts.put(name, text);
                }
            }
        } else {
            parser.skipChildren();
        }
        return texts;
    }
}
