package dev.activityservice.aws.driving.sqs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of an SQS event as a stream of tokens; unknown fields are skipped. An event without messages is an error: if it were a
 * success, an event of another service would be acknowledged and lost.
 */
final class SqsEventReader {

    private SqsEventReader() {}

    /**
     * Returns the messages, at least one.
     *
     * @throws IllegalArgumentException if the input has no message; the text of the exception says what was received
     */
    static List<SqsMessage> read(InputStream input) throws IOException {
        try (JsonParser parser = SqsJson.FACTORY.createParser(input)) {
            return read(parser);
        }
    }

    private static List<SqsMessage> read(JsonParser parser) throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw UnexpectedInput.notAnObject(first);
            }
            UnexpectedInput others = new UnexpectedInput();
            List<SqsMessage> messages = new ArrayList<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (!name.equals("Records")) {
                    others.field(name, parser);
                } else if (value == JsonToken.START_ARRAY) {
                    int before = messages.size();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        messages.add(readRecord(parser, messages.size()));
                    }
                    if (messages.size() == before) {
                        others.noRecords(false);
                    }
                } else if (value == JsonToken.VALUE_NULL) {
                    others.noRecords(true);
                } else {
                    throw UnexpectedInput.recordsNotAnArray(value);
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new IllegalArgumentException("Cannot read the SQS event: the JSON object is not closed");
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("Cannot read the SQS event: expected the end of the input at byte "
                        + parser.currentTokenLocation().getByteOffset());
            }
            if (messages.isEmpty()) {
                throw others.toException();
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
            throw UnexpectedInput.withoutMessageId(index, null);
        }
        String messageId = null;
        String eventSource = null;
        String body = null;
        String arn = null;
        Map<String, String> system = Map.of();
        MessageAttributes attributes = new MessageAttributes();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "messageId" -> messageId = text(parser);
                case "body" -> body = text(parser);
                case "eventSourceARN" -> arn = text(parser);
                case "attributes" -> system = readTexts(parser);
                case "messageAttributes" -> attributes = readMessageAttributes(parser);
                // SNS writes it with a capital letter.
                case "eventSource", "EventSource" -> eventSource = text(parser);
                default -> parser.skipChildren();
            }
        }
        if (messageId == null || messageId.isBlank()) {
            throw UnexpectedInput.withoutMessageId(index, eventSource);
        }
        return SqsMessage.of(messageId, body, system, attributes.texts, attributes.bytes, arn);
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

    private static MessageAttributes readMessageAttributes(JsonParser parser) throws IOException {
        MessageAttributes attributes = new MessageAttributes();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                Map<String, String> values = readTexts(parser);
                String text = values.get("stringValue");
                String base64 = values.get("binaryValue");
                if (text != null) {
                    attributes.texts.put(name, text);
                } else if (base64 != null) {
                    attributes.putBase64(name, base64);
                }
            }
        } else {
            parser.skipChildren();
        }
        return attributes;
    }

    /** The attributes that the sender set. */
    private static final class MessageAttributes {

        final Map<String, String> texts = new LinkedHashMap<>();
        final Map<String, ByteBuffer> bytes = new LinkedHashMap<>();

        void putBase64(String name, String base64) {
            try {
                bytes.put(name, ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
            } catch (IllegalArgumentException e) {
                // SQS always sends Base64. An attribute is never a reason to reject a message.
                return;
            }
        }
    }
}
