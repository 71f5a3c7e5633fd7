package dev.activityservice.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import dev.activityservice.catalog.InvalidCatalogException.Fault;
import dev.activityservice.json.ObjectKeys;
import dev.activityservice.text.Quoted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value of a catalog file, with its location. The whole file is read into a tree of such values before it is judged, so
 * that the judge can look at the parts of an object in the order that it needs. Not modified after {@link #read}.
 */
final class LocatedJson {

    /** A key may be as long as the file, and it is repeated in the pointer of each fault below it. */
    private static final int MAX_KEY_CHARS_IN_POINTER = 128;

    /** Bounds memory. The other limits of a catalog allow no more than 114,000 values in a file of the maximum size. */
    private static final int MAX_VALUES = 120_000;

    /** The only array of a catalog has the entities of an entry. Elements beyond its limit are counted but not kept. */
    private static final int MAX_ELEMENTS = CatalogEntry.MAX_ENTITIES;

    enum Type {
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

        String inWords() {
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
    /** The value of a string, else empty. */
    private final String string;

    private final int offset;
    private List<LocatedJson> children = List.of();
    private int elementCount;
    private boolean duplicate;

    private LocatedJson(
            String source, @Nullable LocatedJson parent, @Nullable String key, Type type, String string, int offset) {
        this.source = source;
        this.parent = parent;
        this.key = key;
        this.type = type;
        this.string = string;
        this.offset = offset;
    }

    /** Reads the value at whose first token the parser stands, up to its last token. Throws for more than the allowed values. */
    static LocatedJson read(JsonParser parser, String source) throws IOException {
        return new TreeReader(parser, source).read(null, null);
    }

    /** Reads one tree, and counts its values. */
    private static final class TreeReader {

        private final JsonParser parser;
        private final String source;
        private int count;

        TreeReader(JsonParser parser, String source) {
            this.parser = parser;
            this.source = source;
        }

        LocatedJson read(@Nullable LocatedJson parent, @Nullable String key) throws IOException {
            if (++count > MAX_VALUES) {
                throw new InvalidCatalogException(
                        List.of(new Fault("", "has more than " + MAX_VALUES + " values; no catalog has as many")));
            }
            Type type = Type.of(parser.currentToken());
            LocatedJson value =
                    new LocatedJson(source, parent, key, type, type == Type.STRING ? parser.getText() : "", (int)
                            parser.currentTokenLocation().getCharOffset());
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

    Type type() {
        return type;
    }

    /** The value of a string. */
    String string() {
        return string;
    }

    boolean isTrue() {
        return type == Type.BOOLEAN && source.charAt(offset) == 't';
    }

    /** The digits of an integer, with its sign. */
    String digits() {
        int end = offset + 1;
        while (end < source.length() && Character.isDigit(source.charAt(end))) {
            end++;
        }
        return source.substring(offset, end);
    }

    /** The key of a member; empty for everything else. */
    String key() {
        return key == null ? "" : key;
    }

    /** The first {@value #MAX_ELEMENTS} elements of an array, in the order of the file. */
    List<LocatedJson> elements() {
        return children;
    }

    /** The number of all elements of an array. */
    int elementCount() {
        return elementCount;
    }

    /** The members of an object in the order of the file; of members with equal keys only the first. */
    List<LocatedJson> members() {
        return hasDuplicates()
                ? children.stream().filter(child -> !child.duplicate).toList()
                : children;
    }

    /** The members of an object whose key an earlier member has. */
    List<LocatedJson> duplicates() {
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
    @Nullable
    LocatedJson member(String name) {
        for (LocatedJson child : children) {
            if (name.equals(child.key)) {
                return child;
            }
        }
        return null;
    }

    /** The character of the file at which the value begins. */
    int offset() {
        return offset;
    }

    /** A JSON Pointer (RFC 6901). Long keys in it are truncated, and control characters are escaped as in JSON. */
    String pointer() {
        if (parent == null) {
            return "";
        }
        String token = key == null
                ? Integer.toString(parent.children.indexOf(this))
                : EventPointer.escape(Quoted.escape(Quoted.truncate(key, MAX_KEY_CHARS_IN_POINTER)));
        return parent.pointer() + "/" + token;
    }
}
