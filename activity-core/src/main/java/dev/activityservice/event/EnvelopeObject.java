package dev.activityservice.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import dev.activityservice.json.Json;
import dev.activityservice.json.ObjectKeys;
import dev.activityservice.json.Refusal;
import dev.activityservice.model.Rejection.Code;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The known fields of one JSON object of a message body. Not thread-safe.
 *
 * <p><b>Implementation note.</b> The keys of an object may come in any order, so the shape of a body is known only at its end. One
 * pass over the text therefore collects everything that any shape may need. {@link EnvelopeReader} then determines
 * the shape from the collected fields.
 *
 * <p>The pass descends only into the objects that a shape can contain. The path to the deepest one is {@code Data} (the custom event
 * bus), {@code detail}, {@code _datadog}, so the recursion has at most four levels, however deep the body is. The parser skips all
 * other values: it checks their syntax and their depth, but keeps nothing of them.
 *
 * <p>The values of known fields are in one array for each object, at the {@linkplain EnvelopeField#index() index} of the field:
 *
 * <ul>
 *   <li>a string of the outermost object as its offset only. Most strings of an envelope are never read, and an SNS notification
 *       has the whole event in one string;
 *   <li>any other string as its value;
 *   <li>an integer as its digits, because a {@code sequence} may be a number;
 *   <li>an object that the pass descended into as an {@code EnvelopeObject};
 *   <li>a payload as its offsets;
 *   <li>every other value as its {@link Kind}.
 * </ul>
 *
 * <p>The payload is not parsed at all. Its text is cut out of the body by its offsets, so that numbers and escapes stay as the
 * producer wrote them.
 *
 * <p>Parsers disagree about which value of a duplicate key counts. A duplicate of a field that decides the shape therefore ends the
 * pass. Any other duplicate is only recorded, because it does not matter for an event that nobody wants, nor in the detail of a plain
 * event, which is its payload. {@link EnvelopeReader} decides. The last value counts meanwhile. The cost is linear in the length of the
 * body, plus one set of the unknown keys of each object.
 */
final class EnvelopeObject {

    /** Maximum number of non-conforming attribute names that are reported. A body could have a hundred thousand. */
    static final int MAX_NON_CONFORMING_NAMES = 16;

    private static final int MAX_NAME_CHARS_IN_POINTER = 128;
    private static final String SUBJECT = "body";

    /** The type of a field's value. */
    enum Kind {
        NULL("null"),
        TEXT("a string"),
        INTEGER("a number"),
        DECIMAL("a number"),
        BOOLEAN("a boolean"),
        ARRAY("an array"),
        OBJECT("an object");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Switches on the numeric id, because a switch on another library's enum generates one more class to load. */
        static Kind of(JsonToken token) {
            return switch (token.id()) {
                case JsonTokenId.ID_NULL -> NULL;
                case JsonTokenId.ID_STRING -> TEXT;
                case JsonTokenId.ID_NUMBER_INT -> INTEGER;
                case JsonTokenId.ID_NUMBER_FLOAT -> DECIMAL;
                case JsonTokenId.ID_TRUE, JsonTokenId.ID_FALSE -> BOOLEAN;
                case JsonTokenId.ID_START_ARRAY -> ARRAY;
                case JsonTokenId.ID_START_OBJECT -> OBJECT;
                default -> throw new IllegalStateException("Cannot start a value: " + token);
            };
        }

        String inWords() {
            return words;
        }
    }

    /** The digits of an integer, as in the body. */
    private record Digits(String text) {}

    /** A string that is not decoded yet: the offset of its opening quote. */
    private record UndecodedText(int offset) {}

    /** A value that is not parsed: its type and its offsets in the text. */
    private record Slice(Kind kind, int start, int end) {}

    /** The place of an object in an envelope. It decides which of the object's fields are read as objects. */
    private enum Level {
        BODY(EnvelopeField.COUNT),
        BUS_DATA(EnvelopeField.COUNT),
        DETAIL(EnvelopeField.COUNT_OF_DETAIL),
        LEAF(EnvelopeField.COUNT_OF_LEAF);

        /** The number of fields that an object at this place can have. It has none of the other fields. */
        private final int fields;

        Level(int fields) {
            this.fields = fields;
        }
    }

    private final Level level;
    private final String json;
    /** The pointer to the object that contains this object. For a whole document, the pointer to the document. */
    private final String parentPointer;

    private final @Nullable EnvelopeField own;
    /** The value of each known field. The last element is the map of extensions. */
    private final @Nullable Object[] values;

    private @Nullable ObjectKeys unknownKeys;
    private @Nullable List<String> nonConformingNames;
    private @Nullable Refusal duplicate;
    private boolean hasTwoTypes;
    private boolean hasTwoTraces;
    private int start;
    private int end;

    private EnvelopeObject(Level level, String json, String parentPointer, @Nullable EnvelopeField own) {
        this.level = level;
        this.json = json;
        this.parentPointer = parentPointer;
        this.own = own;
        this.values = new @Nullable Object[level.fields + 1];
    }

    /**
     * Reads a whole document.
     *
     * @param pointer its location in the message body
     * @param extensionNames the names of unknown fields whose values are read, not only skipped
     */
    static EnvelopeObject read(String json, String pointer, Set<String> extensionNames) throws Refusal {
        if (json.isBlank()) {
            throw new Refusal(Code.MALFORMED_JSON, pointer, "The body is empty");
        }
        Json.requireHexDigits(json, SUBJECT, pointer);
        try (JsonParser parser = Json.FACTORY.createParser(json)) {
            return read(parser, json, pointer, extensionNames);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot close the parser of a string", e);
        }
    }

    private static EnvelopeObject read(JsonParser parser, String json, String pointer, Set<String> extensionNames)
            throws Refusal {
        try {
            JsonToken first = parser.nextToken();
            EnvelopeObject body = new EnvelopeObject(Level.BODY, json, pointer, null);
            if (first == JsonToken.START_OBJECT) {
                body.fill(parser, extensionNames);
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
                        "The body must be an object, not "
                                + (first == JsonToken.START_ARRAY
                                        ? "an array (payloads in S3 are not fetched)"
                                        : "another JSON value"));
            }
            return body;
        } catch (JsonProcessingException e) {
            throw Refusal.of(e, parser, SUBJECT, pointer);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read a string", e);
        }
    }

    /** Reads the text of a {@code detail}. Returns null if it is not one JSON object. */
    static @Nullable EnvelopeObject readDetail(String text, String pointer, Set<String> extensionNames) throws Refusal {
        return readText(new EnvelopeObject(Level.DETAIL, text, pointer, null), extensionNames);
    }

    /** Reads the text of trace headers. Returns null if it is not one JSON object. */
    static @Nullable EnvelopeObject readHeaders(String text, String pointer) throws Refusal {
        return readText(new EnvelopeObject(Level.LEAF, text, pointer, null), Set.of());
    }

    private static @Nullable EnvelopeObject readText(EnvelopeObject object, Set<String> extensionNames) throws Refusal {
        if (!Json.mayBeObject(object.json)) {
            return null;
        }
        try (JsonParser parser = Json.FACTORY.createParser(object.json)) {
            parser.nextToken();
            object.fill(parser, extensionNames);
            return parser.nextToken() == null ? object : null;
        } catch (JsonProcessingException e) {
            return null;
        } catch (Refusal e) {
            // The rest of the text decides whether it is JSON with a fault, or any other text.
            if (Json.isDocument(object.json)) {
                throw e;
            }
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read a string", e);
        }
    }

    private void fill(JsonParser parser, Set<String> extensionNames) throws IOException, Refusal {
        // The text of a plain event's detail is its payload. No other object's text is used.
        boolean isSliced = level == Level.DETAIL;
        start = isSliced ? offset(parser) : 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            EnvelopeField field = knownField(name);
            JsonToken token = parser.nextToken();
            if (field == null && level == Level.LEAF) {
                parser.skipChildren();
            } else if (field == null) {
                addUnknown(name);
                if (extensionNames.contains(name)
                        && (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT)) {
                    extensions().put(name, parser.getText());
                }
                parser.skipChildren();
            } else {
                if (values[field.index()] != null) {
                    addDuplicate(field);
                }
                addValue(parser, field, token, extensionNames);
            }
        }
        end = isSliced ? (int) parser.currentLocation().getCharOffset() : 0;
    }

    private @Nullable EnvelopeField knownField(String name) {
        EnvelopeField field = EnvelopeField.of(name);
        return field == null || field.index() >= level.fields ? null : field;
    }

    private void addValue(JsonParser parser, EnvelopeField field, JsonToken token, Set<String> extensionNames)
            throws IOException, Refusal {
        Kind kind = Kind.of(token);
        values[field.index()] = kind;
        if (kind == Kind.NULL) {
            return;
        }
        Level childLevel = kind == Kind.OBJECT ? childLevel(field) : null;
        if (childLevel != null) {
            EnvelopeObject child = new EnvelopeObject(childLevel, json, pointer(), field);
            values[field.index()] = child;
            child.fill(parser, extensionNames);
        } else if (field == EnvelopeField.DATA
                || field == EnvelopeField.DETAIL
                || (field == EnvelopeField.SNS_MESSAGE_ATTRIBUTES && level == Level.BODY)) {
            int begin = offset(parser);
            parser.skipChildren();
            parser.finishToken();
            values[field.index()] =
                    new Slice(kind, begin, (int) parser.currentLocation().getCharOffset());
        } else if (kind == Kind.TEXT && field != EnvelopeField.ACCOUNT) {
            values[field.index()] = isReadLater(field) ? new UndecodedText(offset(parser)) : parser.getText();
        } else if (kind == Kind.TEXT && !extensionNames.isEmpty()) {
            // Without extensions, the account is not used.
            values[field.index()] = parser.getText();
        } else if (kind == Kind.INTEGER) {
            values[field.index()] = new Digits(parser.getText());
        } else {
            parser.skipChildren();
        }
    }

    /** The detail-type is always read. The type and the version of a CloudEvent in an envelope are only compared. */
    private boolean isReadLater(EnvelopeField field) {
        return level == Level.BODY
                ? field != EnvelopeField.DETAIL_TYPE
                : level == Level.DETAIL && (field == EnvelopeField.TYPE || field == EnvelopeField.SPECVERSION);
    }

    /** Returns the level of the objects that a field of this object contains; null if the field is not read as an object. */
    private @Nullable Level childLevel(EnvelopeField field) {
        if (field == EnvelopeField.DATADOG) {
            return Level.LEAF;
        }
        if (field == EnvelopeField.DETAIL && isEnvelope()) {
            return Level.DETAIL;
        }
        if (level != Level.BODY) {
            return null;
        }
        return field == EnvelopeField.BUS_DATA
                ? Level.BUS_DATA
                : field == EnvelopeField.BUS_SYSTEM_METADATA ? Level.LEAF : null;
    }

    private boolean isEnvelope() {
        return level == Level.BODY || level == Level.BUS_DATA;
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    private void addUnknown(String name) {
        if (unknownKeys == null) {
            unknownKeys = new ObjectKeys();
        }
        if (!unknownKeys.add(name)) {
            noteDuplicate(name);
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

    private void addDuplicate(EnvelopeField field) throws Refusal {
        if (field == EnvelopeField.DATADOG) {
            hasTwoTraces = true;
        } else if (decidesShape(field)) {
            throw duplicateAt(pointer(field));
        } else {
            hasTwoTypes |= field == EnvelopeField.TYPE;
            noteDuplicate(field.key());
        }
    }

    private boolean decidesShape(EnvelopeField field) {
        return field == EnvelopeField.SPECVERSION
                || (isEnvelope()
                        && (field == EnvelopeField.DETAIL_TYPE
                                || field == EnvelopeField.DETAIL
                                || field == EnvelopeField.SNS_TYPE
                                || field == EnvelopeField.SNS_MESSAGE
                                || field == EnvelopeField.BUS_DATA
                                || field == EnvelopeField.BUS_SYSTEM_METADATA));
    }

    private void noteDuplicate(String name) {
        if (duplicate == null) {
            duplicate = duplicateAt(pointer(name));
        }
    }

    private static Refusal duplicateAt(String pointer) {
        return new Refusal(Code.DUPLICATE_KEY, pointer, "The object has a duplicate key");
    }

    /** Throws the refusal of this object's first duplicate key. The key {@code _datadog} is exempt. */
    void refuseDuplicates() throws Refusal {
        if (duplicate != null) {
            throw duplicate;
        }
    }

    /** Returns the location of the first duplicate key; null without one. The key {@code _datadog} is exempt. */
    @Nullable
    String duplicate() {
        return duplicate == null ? null : duplicate.rejection().pointer();
    }

    /** Throws if the object has two types. */
    void refuseTwoTypes() throws Refusal {
        if (hasTwoTypes) {
            throw duplicateAt(pointer(EnvelopeField.TYPE));
        }
    }

    /** Returns whether the key {@code _datadog} occurs more than once. */
    boolean hasTwoTraces() {
        return hasTwoTraces;
    }

    /** CloudEvents 1.0, section 3.1: a name has lower-case letters and digits only. */
    private static boolean isAttributeName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private @Nullable Object value(EnvelopeField field) {
        return field.index() < level.fields ? values[field.index()] : null;
    }

    /** Returns whether a string is equal to a text. Does not decode a string without escapes. */
    boolean hasText(EnvelopeField field, String text) {
        if (value(field) instanceof UndecodedText undecoded && text.indexOf('\\') < 0) {
            int begin = undecoded.offset() + 1;
            if (json.startsWith(text, begin) && json.charAt(begin + text.length()) == '"') {
                return true;
            }
        }
        return kind(field) == Kind.TEXT && text.equals(text(field));
    }

    /** Returns whether the field is present and not null. */
    boolean has(EnvelopeField field) {
        Object value = value(field);
        return value != null && value != Kind.NULL;
    }

    /** Returns the type of the field's value, or null if the field is missing. */
    @Nullable
    Kind kind(EnvelopeField field) {
        Object value = value(field);
        if (value == null || value instanceof Kind) {
            return (Kind) value;
        }
        if (value instanceof Slice slice) {
            return slice.kind();
        }
        return value instanceof Digits ? Kind.INTEGER : value instanceof EnvelopeObject ? Kind.OBJECT : Kind.TEXT;
    }

    /** Returns the value of a string or the digits of an integer. Returns null for every other value. */
    @Nullable
    String text(EnvelopeField field) {
        Object value = value(field);
        if (value instanceof Digits integer) {
            return integer.text();
        }
        if (value instanceof UndecodedText undecoded) {
            value = decode(undecoded.offset());
            values[field.index()] = value;
        } else if (value instanceof Slice slice && slice.kind() == Kind.TEXT) {
            return decode(slice.start());
        }
        return value instanceof String text ? text : null;
    }

    /** Decodes the string at {@code offset}. The parser has skipped it before, so it is well-formed. */
    private String decode(int offset) {
        int begin = offset + 1;
        int end = json.indexOf('"', begin);
        int escape = json.indexOf('\\', begin);
        if (escape < 0 || escape > end) {
            return json.substring(begin, end);
        }
        return Json.decode(json, offset);
    }

    /** Returns the value of a mandatory string. */
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
        throw wrongType(field, "a string");
    }

    /** Returns the refusal of a value that is not {@code expected}. */
    Refusal wrongType(EnvelopeField field, String expected) {
        Kind kind = kind(field);
        return new Refusal(
                Code.WRONG_TYPE,
                pointer(field),
                "The field \"" + field.key() + "\" must be " + expected + ", not "
                        + (kind == null ? "missing" : kind.inWords()));
    }

    /** Returns the string or the digits of an attribute whose value was read; null if it is missing or has another type. */
    @Nullable
    String extension(String name) {
        EnvelopeField known = knownField(name);
        if (known != null) {
            return text(known);
        }
        return values[level.fields] == null ? null : extensions().get(name);
    }

    @SuppressWarnings("unchecked") // Nothing else is stored there.
    private Map<String, String> extensions() {
        Object known = values[level.fields];
        if (known != null) {
            return (Map<String, String>) known;
        }
        Map<String, String> extensions = new HashMap<>();
        values[level.fields] = extensions;
        return extensions;
    }

    /** Returns the JSON text of {@code data}, of a {@code detail} that is not an object, or of the attributes of a notification. */
    @Nullable
    String slice(EnvelopeField field) {
        return value(field) instanceof Slice slice ? json.substring(slice.start(), slice.end()) : null;
    }

    /** Returns the JSON text of this object. The object must be the value of an envelope's {@code detail}. */
    String jsonText() {
        return json.substring(start, end);
    }

    /** Returns the object in this field, or null if the pass did not descend into it. */
    @Nullable
    EnvelopeObject object(EnvelopeField field) {
        return value(field) instanceof EnvelopeObject object ? object : null;
    }

    /** Returns the unknown keys that are not valid names of CloudEvents attributes, at most {@value #MAX_NON_CONFORMING_NAMES}. */
    List<String> nonConformingNames() {
        return nonConformingNames == null ? List.of() : nonConformingNames;
    }

    /** Returns the JSON Pointer to this object. It is computed only for faults and warnings. */
    String pointer() {
        // The keys of known fields need no escape.
        return own == null ? parentPointer : parentPointer + '/' + own.key();
    }

    /** Returns the JSON Pointer to a field of this object. */
    String pointer(EnvelopeField field) {
        return pointer() + '/' + field.key();
    }

    /**
     * Returns the JSON Pointer (RFC 6901) to a key. For a long key, and for a key with characters that are not safe in a log line,
     * it returns the pointer to this object.
     */
    String pointer(String name) {
        if (name.length() > MAX_NAME_CHARS_IN_POINTER) {
            return pointer();
        }
        for (int i = 0; i < name.length(); i++) {
            if (Quoted.isUnsafe(name.charAt(i))) {
                return pointer();
            }
        }
        return pointer() + '/' + name.replace("~", "~0").replace("/", "~1");
    }
}
