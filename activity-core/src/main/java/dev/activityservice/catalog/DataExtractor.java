package dev.activityservice.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import dev.activityservice.catalog.PointerMatcher.MatcherNode;
import dev.activityservice.catalog.PointerMatcher.PointerState;
import dev.activityservice.json.Json;
import dev.activityservice.json.ObjectKeys;
import dev.activityservice.json.Refusal;
import dev.activityservice.model.Rejection;
import dev.activityservice.text.Quoted;
import dev.activityservice.text.Utf16;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Extracts the fields of a catalog entry from the data of an event. Not thread-safe, used for one mapping.
 *
 * <p><b>Implementation note.</b> One pass of a streaming parser evaluates all pointers of the entry. {@link PointerMatcher} has
 * compiled the pointers into nodes. The extractor walks down the data and the nodes in parallel: for each key or element, it looks up
 * the next node. Without a next node, no pointer can match below the value, and the parser skips the value. A node states what to do with
 * its value: use it as an id, keep it, or descend.
 *
 * <p>A tree of the data would be simpler, but the data may have a megabyte, and an entry needs only a few fields. This pass keeps only
 * the values that match. It calls a method for each level that it enters. The parser allows {@value Json#MAX_DEPTH} levels, so the stack
 * is bounded.
 *
 * <p>An attribute is cut out of the text by its offsets, because the stored text must be the producer's text. Below an attribute, the
 * extractor also visits values without a node ({@link MatcherNode#NOTHING}): the value is stored, so duplicate keys in it are errors.
 * In skipped values, duplicate keys are not detected.
 *
 * <p>Required entities need special care in arrays. One element may lack the id that another element has. The event must then be
 * rejected, although the field was found. When an object in an array ends, the extractor therefore reports each missing member that
 * leads to a required entity. Only the first location of each field is computed, because an array may have hundreds of thousands of
 * such elements. Outside of arrays, a missing value means that the field was never found. {@link MappingCollector#entities} detects
 * that.
 *
 * <p>The time is linear in the length of the data. The memory is the parser's buffers, one set of keys for each open object, and the
 * extracted values.
 */
final class DataExtractor implements Supplier<String> {

    private static final String ROOT = "/data";
    private static final String SUBJECT = "data";
    /** Keys of the payload may be long. This part of a pointer is enough to find the fault. */
    private static final int MAX_POINTER_CHARS = 512;

    private final String data;
    private final List<CatalogField> fields;
    private final MappingCollector collector;
    private final JsonParser parser;
    private int arrays;

    private DataExtractor(String data, List<CatalogField> fields, MappingCollector collector, JsonParser parser) {
        this.data = data;
        this.fields = fields;
        this.collector = collector;
        this.parser = parser;
    }

    static void run(String data, MatcherNode root, List<CatalogField> fields, MappingCollector collector)
            throws Refusal {
        if (data.length() > Json.MAX_BYTES) {
            throw new Refusal(
                    Rejection.Code.TOO_LARGE,
                    ROOT,
                    "The data must be at most " + Json.MAX_BYTES + " characters long, not " + data.length());
        }
        Json.requireHexDigits(data, SUBJECT, ROOT);
        try (JsonParser parser = Json.FACTORY.createParser(data)) {
            new DataExtractor(data, fields, collector, parser).document(root);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string", e);
        }
        collector.finish();
    }

    private void document(MatcherNode root) throws IOException, Refusal {
        try {
            if (parser.nextToken() == null) {
                throw new Refusal(Rejection.Code.MALFORMED_JSON, ROOT, "The data is empty");
            }
            value(root, false);
            if (parser.nextToken() != null) {
                throw Refusal.malformed(
                        SUBJECT,
                        ROOT,
                        "content after its end",
                        parser.currentTokenLocation().getCharOffset());
            }
        } catch (JsonProcessingException e) {
            throw Refusal.of(e, parser, SUBJECT, ROOT);
        }
    }

    /**
     * Extracts from one value. The parser is at the first token of the value before, and at its last token after.
     *
     * @param inAttribute whether the value is part of an attribute
     */
    private void value(MatcherNode node, boolean inAttribute) throws IOException, Refusal {
        JsonToken token = parser.currentToken();
        boolean isAttribute = node.isAttribute();
        long start = isAttribute ? parser.currentTokenLocation().getCharOffset() : 0;
        switch (token.id()) {
            case JsonTokenId.ID_START_OBJECT -> {
                for (int field : node.ids) {
                    collector.wrongType(field, "an object", this);
                }
                if (node.hasMembers() || isAttribute || inAttribute) {
                    object(node, isAttribute || inAttribute);
                } else {
                    noteMissing(node, null);
                    parser.skipChildren();
                }
            }
            case JsonTokenId.ID_START_ARRAY -> {
                if (node.hasElements() || isAttribute || inAttribute) {
                    array(node, isAttribute || inAttribute);
                } else {
                    parser.skipChildren();
                }
            }
            default -> scalar(node, token);
        }
        if (isAttribute && token != JsonToken.VALUE_NULL) {
            parser.finishToken();
            long end = parser.currentLocation().getCharOffset();
            addAttribute(node, data.substring((int) start, (int) end));
        }
    }

    private void object(MatcherNode node, boolean inAttribute) throws IOException, Refusal {
        // Created for the first key only, because the data may have hundreds of thousands of empty objects.
        ObjectKeys keys = null;
        long seen = 0;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            if (keys == null) {
                keys = new ObjectKeys();
            }
            if (!keys.add(name) && !isSecondTrace(name)) {
                throw new Refusal(Rejection.Code.DUPLICATE_KEY, get(), "The object has a duplicate key");
            }
            parser.nextToken();
            int member = node.member(name);
            if (member >= 0) {
                seen |= 1L << member;
                value(node.memberNode(member), inAttribute);
            } else if (inAttribute) {
                value(MatcherNode.NOTHING, true);
            } else {
                parser.skipChildren();
            }
        }
        for (int member = 0; arrays > 0 && member < node.memberCount(); member++) {
            if ((seen & (1L << member)) == 0
                    && !node.memberNode(member).required.isEmpty()) {
                noteMissing(node.memberNode(member), node.memberName(member));
            }
        }
    }

    /** Tracers add {@code _datadog} to the detail of a plain event without looking for one. The reader has warned about it. */
    private boolean isSecondTrace(String name) {
        return name.equals("_datadog") && parser.getParsingContext().getParent().inRoot();
    }

    private void array(MatcherNode node, boolean inAttribute) throws IOException, Refusal {
        arrays++;
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            MatcherNode element = node.element(index);
            if (element != null) {
                value(element, inAttribute);
            } else if (inAttribute) {
                value(MatcherNode.NOTHING, true);
            } else {
                parser.skipChildren();
            }
        }
        arrays--;
    }

    private void scalar(MatcherNode node, JsonToken token) throws IOException, Refusal {
        if (token == JsonToken.VALUE_NULL) {
            noteMissing(node, null);
            return;
        }
        if (node.ids.length > 0) {
            boolean id = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT;
            String text = id ? parser.getText() : "";
            for (int field : node.ids) {
                if (id) {
                    collector.id(field, text, this);
                } else {
                    collector.wrongType(
                            field, token.isNumeric() ? "a number with a fraction or an exponent" : "a boolean", this);
                }
            }
        }
        if (node.entityBelow >= 0) {
            throw new Refusal(
                    Rejection.Code.WRONG_TYPE,
                    get(),
                    "The value must be an object or an array that contains the "
                            + fields.get(node.entityBelow).name() + " id");
        }
    }

    private void addAttribute(MatcherNode node, String slice) throws Refusal {
        // If the whole text is a number, the parser has consumed one space after it.
        String json = slice.stripTrailing();
        if (!Utf16.isWellFormed(json) || !JsonText.hasWellFormedEscapes(json)) {
            throw new Refusal(
                    Rejection.Code.INVALID_TEXT, get(), "The value of an attribute must not have lone surrogates");
        }
        for (int field : node.attributes) {
            collector.addAttribute(field, json);
        }
        for (int field : node.repeatedAttributes) {
            collector.gather(field, json);
        }
    }

    /**
     * Reports the required entities of a node that has no value. Only needed in arrays, see the implementation note.
     *
     * @param member the key of the node in the current object, which lacks it; null if the node is the current value
     */
    private void noteMissing(MatcherNode node, @Nullable String member) {
        if (arrays == 0) {
            return;
        }
        for (PointerState state : node.required) {
            if (collector.isMissing(state.field())) {
                continue;
            }
            List<String> rest = fields.get(state.field()).pointer().tokens();
            StringBuilder path = new StringBuilder();
            if (member != null) {
                path.append('/').append(EventPointer.escape(member));
            }
            for (String token : rest.subList(state.consumed(), rest.size())) {
                path.append('/').append(EventPointer.escape(token));
            }
            collector.missing(state.field(), () -> get() + path);
        }
    }

    /** Returns the JSON Pointer to the current value. Called only for faults and warnings. */
    @Override
    public String get() {
        String pointer = ROOT + parser.getParsingContext().pathAsPointer();
        for (int i = 0; i < pointer.length(); i++) {
            if (Quoted.isUnsafe(pointer.charAt(i))) {
                // For a key with characters that are not safe in a log line, the pointer ends at its object.
                pointer = pointer.substring(0, pointer.lastIndexOf('/', i));
            }
        }
        return Quoted.truncate(pointer, MAX_POINTER_CHARS);
    }
}
