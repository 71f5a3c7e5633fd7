package dev.activityservice.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.activityservice.internal.json.Json;
import dev.activityservice.internal.json.ObjectKeys;
import dev.activityservice.model.Rejection.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object of a body: the members the reader knows, read in one pass whatever their order, before it is known which shape
 * the body has. Not thread-safe.
 */
final class EventObject {

    /** So many odd attribute names are reported; a body could have a hundred thousand. */
    static final int MAX_ODD_NAMES = 16;

    private static final int MAX_NAME_IN_POINTER = 128;

    /** What a member's value is. */
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
    private record TextAt(int offset) {}

    /** How deep an object stands, and so which of its members are objects to look into: never more than three levels. */
    private enum Level {
        BODY,
        BUS_DATA,
        DETAIL,
        LEAF
    }

    private final Level level;
    private final String json;
    /** The pointer to what this is a member of, or to this if it is a whole document. */
    private final String parentPointer;

    private final @Nullable Member own;
    /**
     * By the member's slot: a text as a string or as its place, an integer as its digits, an object that is looked into as
     * such, all else as its kind.
     */
    private final @Nullable Object[] values = new @Nullable Object[Member.COUNT];

    private @Nullable ObjectKeys otherKeys;
    private @Nullable List<String> oddNames;
    private int start;
    private int end;
    private int dataStart;
    private int dataEnd;

    private EventObject(Level level, String json, String parentPointer, @Nullable Member own) {
        this.level = level;
        this.json = json;
        this.parentPointer = parentPointer;
        this.own = own;
    }

    /** Reads a whole document. */
    static EventObject read(String json, String pointer) throws Refusal {
        if (json.isBlank()) {
            throw new Refusal(Code.MALFORMED_JSON, pointer, "The body is empty");
        }
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            return read(parser, json, pointer);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot close the parser of a text in memory", e);
        }
    }

    private static EventObject read(JsonParser parser, String json, String pointer) throws Refusal {
        try {
            JsonToken first = parser.nextToken();
            EventObject body = new EventObject(Level.BODY, json, pointer, null);
            if (first == JsonToken.START_OBJECT) {
                body.fill(parser);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw malformed(
                        pointer,
                        "more follows behind its end",
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
        } catch (StreamConstraintsException e) {
            // Jackson counts a level before it refuses it; no other limit is checked at the opening of a level.
            boolean deep = parser.getParsingContext().getNestingDepth() > Json.MAX_DEPTH;
            throw deep
                    ? new Refusal(
                            Code.TOO_DEEP, pointer, "The body is nested deeper than " + Json.MAX_DEPTH + " levels")
                    : new Refusal(
                            Code.TOO_LONG,
                            pointer,
                            "The body has a number of more than " + Json.MAX_NUMBER_LENGTH + " digits");
        } catch (JsonProcessingException e) {
            // The parser's own message quotes the body, and bodies do not belong in logs.
            long offset = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            throw malformed(pointer, e instanceof JsonEOFException ? "it breaks off" : "there is a fault", offset);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read a text in memory", e);
        }
    }

    private static Refusal malformed(String pointer, String fault, long offset) {
        return new Refusal(
                Code.MALFORMED_JSON,
                pointer,
                "The body is not one JSON document: " + fault + " at character " + offset);
    }

    private void fill(JsonParser parser) throws IOException, Refusal {
        // Only of a detail the text may be asked for.
        boolean isSliced = level == Level.DETAIL;
        start = isSliced ? offset(parser) : 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            Member member = Member.of(name);
            JsonToken token = parser.nextToken();
            if (member == null) {
                addOther(name);
                parser.skipChildren();
                continue;
            }
            if (values[member.slot()] != null) {
                throw duplicate(name);
            }
            Kind kind = Kind.of(token);
            if (kind == Kind.TEXT) {
                values[member.slot()] = level == Level.BODY ? new TextAt(offset(parser)) : parser.getText();
            } else if (kind == Kind.INTEGER) {
                values[member.slot()] = new Digits(parser.getText());
            } else {
                values[member.slot()] = kind;
            }
            if (kind == Kind.OBJECT) {
                fillObject(parser, member);
            } else if (kind == Kind.ARRAY) {
                parser.skipChildren();
            }
        }
        end = isSliced ? (int) parser.currentLocation().getCharOffset() : 0;
    }

    private void fillObject(JsonParser parser, Member member) throws IOException, Refusal {
        boolean isBody = level == Level.BODY;
        boolean isEnvelope = isBody || level == Level.BUS_DATA;
        if (member == Member.DATA) {
            dataStart = offset(parser);
            parser.skipChildren();
            dataEnd = (int) parser.currentLocation().getCharOffset();
        } else if (member == Member.DETAIL && isEnvelope) {
            addChild(parser, Level.DETAIL, member);
        } else if (member == Member.DATADOG && level != Level.LEAF) {
            addChild(parser, Level.LEAF, member);
        } else if (member == Member.BUS_DATA && isBody) {
            addChild(parser, Level.BUS_DATA, member);
        } else if (member == Member.BUS_SYSTEM_METADATA && isBody) {
            addChild(parser, Level.LEAF, member);
        } else {
            parser.skipChildren();
        }
    }

    private void addChild(JsonParser parser, Level childLevel, Member member) throws IOException, Refusal {
        EventObject child = new EventObject(childLevel, json, pointer(), member);
        values[member.slot()] = child;
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
            if (oddNames == null) {
                oddNames = new ArrayList<>(4);
            }
            if (oddNames.size() < MAX_ODD_NAMES) {
                oddNames.add(name);
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

    boolean has(Member member) {
        Object value = values[member.slot()];
        return value != null && value != Kind.NULL;
    }

    /** Null if the member is absent. */
    @Nullable
    Kind kind(Member member) {
        Object value = values[member.slot()];
        if (value == null || value instanceof Kind) {
            return (Kind) value;
        }
        return value instanceof Digits ? Kind.INTEGER : value instanceof EventObject ? Kind.OBJECT : Kind.TEXT;
    }

    /** The text of a text, the digits of an integer; null for all else. */
    @Nullable
    String text(Member member) {
        Object value = values[member.slot()];
        if (value instanceof Digits integer) {
            return integer.text();
        }
        if (value instanceof TextAt at) {
            value = text(at.offset());
            values[member.slot()] = value;
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
    String requireText(Member member) throws Refusal {
        Kind kind = kind(member);
        String text = text(member);
        if (kind == Kind.TEXT && text != null && !text.isBlank()) {
            return text;
        }
        if (kind == null || kind == Kind.NULL || kind == Kind.TEXT) {
            String state = kind == null ? "missing" : kind == Kind.NULL ? "null" : "blank";
            throw new Refusal(Code.MISSING_FIELD, pointer(member), "The field \"" + member.key() + "\" is " + state);
        }
        throw wrongType(member, "a text");
    }

    Refusal wrongType(Member member, String due) {
        Kind kind = kind(member);
        return new Refusal(
                Code.WRONG_TYPE,
                pointer(member),
                "The field \"" + member.key() + "\" is " + (kind == null ? "missing" : kind.inWords()) + ", not "
                        + due);
    }

    /** The JSON text of the member {@code data}, which is an object. */
    String dataText() {
        return json.substring(dataStart, dataEnd);
    }

    /** The JSON text of this object, which is a detail. */
    String jsonText() {
        return json.substring(start, end);
    }

    /** The member if it is an object that is looked into, else null. */
    @Nullable
    EventObject object(Member member) {
        return values[member.slot()] instanceof EventObject object ? object : null;
    }

    /** Names of members, other than the known ones, that no CloudEvents attribute can have. */
    List<String> oddNames() {
        return oddNames == null ? List.of() : oddNames;
    }

    /** Put together when a fault or a warning asks for it. */
    String pointer() {
        // No key of a known member has a character to escape.
        return own == null ? parentPointer : parentPointer + '/' + own.key();
    }

    String pointer(Member member) {
        return pointer() + '/' + member.key();
    }

    /** RFC 6901; a name that would spoil a log line is left to its object's pointer. */
    String pointer(String name) {
        if (name.length() > MAX_NAME_IN_POINTER) {
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
