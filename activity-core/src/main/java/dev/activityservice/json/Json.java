package dev.activityservice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;

/** Reads JSON from outside within fixed limits. Thread-safe. */
public final class Json {

    /** Maximum body in bytes of UTF-8: the largest message of SQS and EventBridge since January 2026. */
    public static final int MAX_BYTES = 1024 * 1024;

    /** Maximum levels of nesting. */
    public static final int MAX_DEPTH = 64;

    /** Maximum characters of a number. */
    public static final int MAX_NUMBER_LENGTH = 1000;

    /**
     * Names are not interned, because they come from outside and an interned string may never be freed. If many names collide, the parser
     * uses plain strings instead of failing.
     */
    public static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private Json() {}

    /**
     * Throws if an escape of a text has a digit outside of ASCII. The parser takes only the low byte of each digit, so that it accepts some
     * of them.
     *
     * @param subject the name of the text in the message: {@code body} or {@code data}
     */
    public static void requireHexDigits(String json, String subject, String pointer) throws Refusal {
        int escape = escapeWithoutHexDigits(json);
        if (escape >= 0) {
            throw Refusal.malformed(subject, pointer, "syntax error", escape);
        }
    }

    private static int escapeWithoutHexDigits(String json) {
        for (int i = json.indexOf("\\u"); i >= 0; i = json.indexOf("\\u", i + 2)) {
            for (int digit = i + 2; digit < Math.min(i + 6, json.length()); digit++) {
                if (json.charAt(digit) > 0x7f && !isEscaped(json, i)) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Returns whether the backslash at an index is itself escaped. */
    private static boolean isEscaped(String json, int backslash) {
        int first = backslash;
        while (first > 0 && json.charAt(first - 1) == '\\') {
            first--;
        }
        return (backslash - first) % 2 == 1;
    }

    /** Returns the text of the JSON string that begins at an offset. It must be well-formed. */
    public static String decode(String json, int offset) {
        // Without a copy of the rest, which may be long.
        try (Reader from = new StringReader(json)) {
            from.skip(offset);
            try (JsonParser parser = FACTORY.createParser(from)) {
                return String.valueOf(parser.nextTextValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("Cannot decode a string that was read before", e);
        }
    }

    /** Returns whether a text is one JSON object. */
    public static boolean isObject(String text) {
        return mayBeObject(text) && isDocument(text);
    }

    /** Returns whether a text is one JSON document. */
    public static boolean isDocument(String text) {
        if (escapeWithoutHexDigits(text) >= 0) {
            return false;
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns whether a text begins like a JSON object, and has no escape that {@link #requireHexDigits} rejects. A parser of
     * {@link #FACTORY} decides whether it is one.
     */
    public static boolean mayBeObject(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c == '{' && escapeWithoutHexDigits(text) < 0;
            }
        }
        return false;
    }
}
