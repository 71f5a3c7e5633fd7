package dev.activityservice.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value of a file, with its location. The file is read into a tree of these values first. Its reader can then look up the members
 * of an object in any order. Immutable after {@link JsonFile#read}.
 */
public final class LocatedJson {

    /** Maximum characters of a key in a pointer. A key may be as long as the file and is repeated in each fault below it. */
    private static final int MAX_KEY_CHARS_IN_POINTER = 128;

    /**
     * Bounds memory. Without readers, the other limits of a catalog allow at most 114,000 values in a file of the maximum length. A file
     * that names readers in most of its text may reach this limit first.
     */
    private static final int MAX_VALUES = 120_000;

    /** Maximum number of kept elements of an array. A read policy has the most, which are its rules. More are counted. */
    public static final int MAX_ELEMENTS = 100;

    /** The type of a value. */
    public enum Type {
        OBJECT("an object"),
        ARRAY("an array"),
        STRING("a string"),
        INTEGER("a number"),
        DECIMAL("a number"),
        BOOLEAN("a boolean"),
        NULL("null");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        /** Returns the type with its article, as messages name it. */
        public String inWords() {
            return words;
        }

        private static Type of(JsonToken token) {
            return switch (token.id()) {
                case JsonTokenId.ID_START_OBJECT -> OBJECT;
                case JsonTokenId.ID_START_ARRAY -> ARRAY;
                case JsonTokenId.ID_STRING -> STRING;
                case JsonTokenId.ID_NUMBER_INT -> INTEGER;
                case JsonTokenId.ID_NUMBER_FLOAT -> DECIMAL;
                case JsonTokenId.ID_NULL -> NULL;
                default -> BOOLEAN;
            };
        }
    }

    private final String source;
    private final @Nullable LocatedJson parent;
    /** Null for the whole file and for an element of an array. */
    private final @Nullable String key;

    private final Type type;
    private final int offset;
    private List<LocatedJson> children = List.of();
    private int elementCount;
    private boolean duplicate;

    private LocatedJson(String source, @Nullable LocatedJson parent, @Nullable String key, Type type, int offset) {
        this.source = source;
        this.parent = parent;
        this.key = key;
        this.type = type;
        this.offset = offset;
    }

    /**
     * Reads a value. Before the call, the parser must be at the value's first token. After it, the parser is at the value's last
     * token. Throws the exception of the file if the value contains too many values.
     */
    static LocatedJson read(JsonParser parser, String source, JsonFile file) throws IOException {
        return new TreeReader(parser, source, file).read(null, null);
    }

    /** Reads one tree and counts its values. */
    private static final class TreeReader {

        private final JsonParser parser;
        private final String source;
        private final JsonFile file;
        private int count;

        TreeReader(JsonParser parser, String source, JsonFile file) {
            this.parser = parser;
            this.source = source;
            this.file = file;
        }

        LocatedJson read(@Nullable LocatedJson parent, @Nullable String key) throws IOException {
            if (++count > MAX_VALUES) {
                throw file.invalid("must have at most " + MAX_VALUES + " JSON values");
            }
            Type type = Type.of(parser.currentToken());
            LocatedJson value = new LocatedJson(source, parent, key, type, (int)
                    parser.currentTokenLocation().getCharOffset());
            if (type == Type.STRING) {
                parser.finishToken();
            }
            if (type == Type.OBJECT) {
                value.children = members(value);
            } else if (type == Type.ARRAY) {
                value.children = elements(value);
            }
            return value;
        }

        private List<LocatedJson> members(LocatedJson object) throws IOException {
            String name = parser.nextFieldName();
            if (name == null) {
                return List.of();
            }
            List<LocatedJson> members = new ArrayList<>(4);
            ObjectKeys keys = new ObjectKeys();
            for (; name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                LocatedJson member = read(object, name);
                member.duplicate = !keys.add(name);
                members.add(member);
            }
            return members;
        }

        private List<LocatedJson> elements(LocatedJson array) throws IOException {
            if (parser.nextToken() == JsonToken.END_ARRAY) {
                return List.of();
            }
            List<LocatedJson> elements = new ArrayList<>(4);
            do {
                if (array.elementCount++ < MAX_ELEMENTS) {
                    elements.add(read(array, null));
                } else {
                    parser.skipChildren();
                }
            } while (parser.nextToken() != JsonToken.END_ARRAY);
            return elements;
        }
    }

    /** Returns the type of the value. */
    public Type type() {
        return type;
    }

    /** Returns the value of a string. It is decoded at each call, because a hostile file has many strings that are never used. */
    public String string() {
        int end = offset + 1;
        boolean hasEscapes = false;
        for (; source.charAt(end) != '"'; end++) {
            if (source.charAt(end) == '\\') {
                hasEscapes = true;
                end++;
            }
        }
        return hasEscapes ? Json.decode(source, offset) : source.substring(offset + 1, end);
    }

    /** Returns whether this is the value {@code true}. */
    public boolean isTrue() {
        return type == Type.BOOLEAN && source.charAt(offset) == 't';
    }

    /** Returns the sign and the digits of an integer. */
    public String digits() {
        int end = offset + 1;
        while (end < source.length() && Character.isDigit(source.charAt(end))) {
            end++;
        }
        return source.substring(offset, end);
    }

    /** Returns the key of a member, or an empty text for any other value. */
    public String key() {
        return key == null ? "" : key;
    }

    /** Returns the first elements of an array in the order of the file, at most {@value #MAX_ELEMENTS}. */
    public List<LocatedJson> elements() {
        return children;
    }

    /** Returns the number of all elements of an array. */
    public int elementCount() {
        return elementCount;
    }

    /** Returns the members of an object in the order of the file, without duplicates. */
    public List<LocatedJson> members() {
        return hasDuplicates()
                ? children.stream().filter(child -> !child.duplicate).toList()
                : children;
    }

    /** Returns the members of an object that have the same key as an earlier member. */
    public List<LocatedJson> duplicates() {
        return hasDuplicates()
                ? children.stream().filter(child -> child.duplicate).toList()
                : List.of();
    }

    private boolean hasDuplicates() {
        for (LocatedJson child : children) {
            if (child.duplicate) {
                return true;
            }
        }
        return false;
    }

    /** Returns the first member with this key, or null if the object has none. */
    public @Nullable LocatedJson member(String name) {
        for (LocatedJson child : children) {
            if (name.equals(child.key)) {
                return child;
            }
        }
        return null;
    }

    /** Returns the index of the first character of the value in the file. */
    int offset() {
        return offset;
    }

    /** Returns the JSON Pointer (RFC 6901) to the value. Long keys in it are truncated and escaped. */
    String pointer() {
        if (parent == null) {
            return "";
        }
        String token = key == null
                ? Integer.toString(parent.children.indexOf(this))
                : Quoted.escape(Quoted.truncate(key, MAX_KEY_CHARS_IN_POINTER))
                        .replace("~", "~0")
                        .replace("/", "~1");
        return parent.pointer() + "/" + token;
    }
}
