package dev.activityservice.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import dev.activityservice.json.Json;
import dev.activityservice.json.ObjectKeys;
import dev.activityservice.json.Refusal;
import dev.activityservice.model.Rejection.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object of a body: the members the reader knows, read in one pass whatever their order, before it is known which shape
 * the body has. Not thread-safe.
 */
final class EnvelopeObject {

    /** So many odd attribute names are reported; a body could have a hundred thousand. */
    static final int MAX_NON_CONFORMING_NAMES = 16;

    private static final int MAX_NAME_CHARS_IN_POINTER = 128;
    private static final String SUBJECT = "body";

    /** What a field's value is. */
    enum Kind {
        NULL("null"),
        TEXT("a text"),
        INTEGER("a number"),
        DECIMAL("a number"),
        BOOLEAN("a boolean"),
        ARRAY("an array"),
        OBJECT("an object");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** By the token's number: a switch over an enum of another library is a class more to load. */
        static Kind of(JsonToken token) {
            return switch (token.id()) {
                case JsonTokenId.ID_NULL -> NULL;
                case JsonTokenId.ID_STRING -> TEXT;
                case JsonTokenId.ID_NUMBER_INT -> INTEGER;
                case JsonTokenId.ID_NUMBER_FLOAT -> DECIMAL;
                case JsonTokenId.ID_TRUE, JsonTokenId.ID_FALSE -> BOOLEAN;
                case JsonTokenId.ID_START_ARRAY -> ARRAY;
                case JsonTokenId.ID_START_OBJECT -> OBJECT;
                default -> throw new IllegalStateException("Cannot be the start of a value: " + token);
            };
        }

        String inWords() {
            return words;
        }
    }

    /** An integer as it was written. */
    private record Digits(String text) {}

    /** Where a text begins, with its quote: of an envelope's texts most are never asked for. */
    private record UndecodedText(int offset) {}

    /** How deep an object stands, and so which of its members are objects to look into: never more than three levels. */
    private enum Level {
        BODY,
        BUS_DATA,
        DETAIL,
        LEAF
    }

    private final Level level;
    private final String json;
    /** The pointer to what this is a field of, or to this if it is a whole document. */
    private final String parentPointer;

    private final @Nullable EnvelopeField own;
    /**
     * By the field's slot: a text as a string or as its place, an integer as its digits, an object that is looked into as
     * such, all else as its kind.
     */
    private final @Nullable Object[] values = new @Nullable Object[EnvelopeField.COUNT];

    private @Nullable ObjectKeys otherKeys;
    private @Nullable List<String> nonConformingNames;
    private int start;
    private int end;
    private int dataStart;
    private int dataEnd;

    private EnvelopeObject(Level level, String json, String parentPointer, @Nullable EnvelopeField own) {
        this.level = level;
        this.json = json;
        this.parentPointer = parentPointer;
        this.own = own;
    }

    /** Reads a whole document. */
    static EnvelopeObject read(String json, String pointer) throws Refusal {
        if (json.isBlank()) {
            throw new Refusal(Code.MALFORMED_JSON, pointer, "The body is empty");
        }
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            return read(parser, json, pointer);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot close the parser of a text in memory", e);
        }
    }

    private static EnvelopeObject read(JsonParser parser, String json, String pointer) throws Refusal {
        try {
            JsonToken first = parser.nextToken();
            EnvelopeObject body = new EnvelopeObject(Level.BODY, json, pointer, null);
            if (first == JsonToken.START_OBJECT) {
                body.fill(parser);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw Refusal.malformed(
                        SUBJECT,
                        pointer,
                        "content after its end",
                        parser.currentTokenLocation().getCharOffset());
            }
            if (first != JsonToken.START_OBJECT) {
                throw new Refusal(
                        Code.UNKNOWN_SHAPE,
                        pointer,
                        "The body is "
                                + (first == JsonToken.START_ARRAY
                                        ? "an array, not an object; payloads that were moved to S3 are not fetched"
                                        : "JSON, but no object"));
            }
            return body;
        } catch (JsonProcessingException e) {
            throw Refusal.of(e, parser, SUBJECT, pointer);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read a text in memory", e);
        }
    }

    private void fill(JsonParser parser) throws IOException, Refusal {
        // Only of a detail the text may be asked for.
        boolean isSliced = level == Level.DETAIL;
        start = isSliced ? offset(parser) : 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            EnvelopeField field = EnvelopeField.of(name);
            JsonToken token = parser.nextToken();
            if (field == null) {
                addOther(name);
                parser.skipChildren();
                continue;
            }
            if (values[field.index()] != null) {
                throw duplicate(name);
            }
            Kind kind = Kind.of(token);
            if (kind == Kind.TEXT) {
                values[field.index()] = level == Level.BODY ? new UndecodedText(offset(parser)) : parser.getText();
            } else if (kind == Kind.INTEGER) {
                values[field.index()] = new Digits(parser.getText());
            } else {
                values[field.index()] = kind;
            }
            if (kind == Kind.OBJECT) {
                fillObject(parser, field);
            } else if (kind == Kind.ARRAY) {
                parser.skipChildren();
            }
        }
        end = isSliced ? (int) parser.currentLocation().getCharOffset() : 0;
    }

    private void fillObject(JsonParser parser, EnvelopeField field) throws IOException, Refusal {
        boolean isBody = level == Level.BODY;
        boolean isEnvelope = isBody || level == Level.BUS_DATA;
        if (field == EnvelopeField.DATA) {
            dataStart = offset(parser);
            parser.skipChildren();
            dataEnd = (int) parser.currentLocation().getCharOffset();
        } else if (field == EnvelopeField.DETAIL && isEnvelope) {
            addChild(parser, Level.DETAIL, field);
        } else if (field == EnvelopeField.DATADOG && level != Level.LEAF) {
            addChild(parser, Level.LEAF, field);
        } else if (field == EnvelopeField.BUS_DATA && isBody) {
            addChild(parser, Level.BUS_DATA, field);
        } else if (field == EnvelopeField.BUS_SYSTEM_METADATA && isBody) {
            addChild(parser, Level.LEAF, field);
        } else {
            parser.skipChildren();
        }
    }

    private void addChild(JsonParser parser, Level childLevel, EnvelopeField field) throws IOException, Refusal {
        EnvelopeObject child = new EnvelopeObject(childLevel, json, pointer(), field);
        values[field.index()] = child;
        child.fill(parser);
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private void addOther(String name) throws Refusal {
        if (otherKeys == null) {
            otherKeys = new ObjectKeys();
        }
        if (!otherKeys.add(name)) {
            throw duplicate(name);
        }
        if (!isAttributeName(name)) {
            if (nonConformingNames == null) {
                nonConformingNames = new ArrayList<>(4);
            }
            if (nonConformingNames.size() < MAX_NON_CONFORMING_NAMES) {
                nonConformingNames.add(name);
            }
        }
    }

    private Refusal duplicate(String name) {
        return new Refusal(Code.DUPLICATE_KEY, pointer(name), "The key is there twice");
    }

    /** CloudEvents 1.0, section 3.1: lower-case letters and digits. */
    private static boolean isAttributeName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    boolean has(EnvelopeField field) {
        Object value = values[field.index()];
        return value != null && value != Kind.NULL;
    }

    /** Null if the field is absent. */
    @Nullable
    Kind kind(EnvelopeField field) {
        Object value = values[field.index()];
        if (value == null || value instanceof Kind) {
            return (Kind) value;
        }
        return value instanceof Digits ? Kind.INTEGER : value instanceof EnvelopeObject ? Kind.OBJECT : Kind.TEXT;
    }

    /** The text of a text, the digits of an integer; null for all else. */
    @Nullable
    String text(EnvelopeField field) {
        Object value = values[field.index()];
        if (value instanceof Digits integer) {
            return integer.text();
        }
        if (value instanceof UndecodedText at) {
            value = text(at.offset());
            values[field.index()] = value;
        }
        return value instanceof String text ? text : null;
    }

    /** Of the string that begins there; it has been read over once, so it is well-formed and ends. */
    private String text(int offset) {
        int begin = offset + 1;
        int end = json.indexOf('"', begin);
        int escape = json.indexOf('\\', begin);
        if (escape < 0 || escape > end) {
            return json.substring(begin, end);
        }
        try (JsonParser parser = Json.FACTORY.createParser(json.substring(offset))) {
            return String.valueOf(parser.nextTextValue());
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read a text that was read before", e);
        }
    }

    /** A text that has to be there. */
    String requireText(EnvelopeField field) throws Refusal {
        Kind kind = kind(field);
        String text = text(field);
        if (kind == Kind.TEXT && text != null && !text.isBlank()) {
            return text;
        }
        if (kind == null || kind == Kind.NULL || kind == Kind.TEXT) {
            String state = kind == null ? "missing" : kind == Kind.NULL ? "null" : "blank";
            throw new Refusal(Code.MISSING_FIELD, pointer(field), "The field \"" + field.key() + "\" is " + state);
        }
        throw wrongType(field, "a text");
    }

    Refusal wrongType(EnvelopeField field, String expected) {
        Kind kind = kind(field);
        return new Refusal(
                Code.WRONG_TYPE,
                pointer(field),
                "The field \"" + field.key() + "\" is " + (kind == null ? "missing" : kind.inWords()) + ", not "
                        + expected);
    }

    /** The JSON text of the field {@code data}, which is an object. */
    String dataText() {
        return json.substring(dataStart, dataEnd);
    }

    /** The JSON text of this object, which is a detail. */
    String jsonText() {
        return json.substring(start, end);
    }

    /** The field if it is an object that is looked into, else null. */
    @Nullable
    EnvelopeObject object(EnvelopeField field) {
        return values[field.index()] instanceof EnvelopeObject object ? object : null;
    }

    /** Names of members, other than the known ones, that no CloudEvents attribute can have. */
    List<String> nonConformingNames() {
        return nonConformingNames == null ? List.of() : nonConformingNames;
    }

    /** Put together when a fault or a warning asks for it. */
    String pointer() {
        // No key of a known field has a character to escape.
        return own == null ? parentPointer : parentPointer + '/' + own.key();
    }

    String pointer(EnvelopeField field) {
        return pointer() + '/' + field.key();
    }

    /** RFC 6901; a name that would spoil a log line is left to its object's pointer. */
    String pointer(String name) {
        if (name.length() > MAX_NAME_CHARS_IN_POINTER) {
            return pointer();
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i)) || Character.isSurrogate(name.charAt(i))) {
                return pointer();
            }
        }
        return pointer() + '/' + name.replace("~", "~0").replace("/", "~1");
    }
}
