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

/**
 * One pass over an event's data that takes every pointer of an entry along. Not thread-safe; lives as long as one
 * mapping.
 */
final class DataExtractor implements Supplier<String> {

    private static final String ROOT = "/data";
    private static final String SUBJECT = "data";
    /** Keys come from the payload: a place names as much of them as finds the fault. */
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
                    "The data is " + data.length() + " characters long, at most " + Json.MAX_BYTES + " are read");
        }
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
                throw new Refusal(Rejection.Code.MALFORMED_JSON, ROOT, "The data is an empty text");
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

    /** Begins at a value's first token and ends at its last. */
    private void value(MatcherNode node, boolean kept) throws IOException, Refusal {
        JsonToken token = parser.currentToken();
        boolean keep = node.isKept();
        long start = keep ? parser.currentTokenLocation().getCharOffset() : 0;
        switch (token.id()) {
            case JsonTokenId.ID_START_OBJECT -> {
                for (int field : node.ids) {
                    collector.wrongType(field, "an object", this);
                }
                if (node.hasMembers() || keep || kept) {
                    object(node, keep || kept);
                } else {
                    noteMissing(node, "");
                    parser.skipChildren();
                }
            }
            case JsonTokenId.ID_START_ARRAY -> {
                if (node.hasElements() || keep || kept) {
                    array(node, keep || kept);
                } else {
                    parser.skipChildren();
                }
            }
            default -> scalar(node, token);
        }
        if (keep && token != JsonToken.VALUE_NULL) {
            parser.finishToken();
            long end = parser.currentLocation().getCharOffset();
            keep(node, data.substring((int) start, (int) end));
        }
    }

    private void object(MatcherNode node, boolean kept) throws IOException, Refusal {
        // Made for the first key: of empty objects there can be hundreds of thousands.
        ObjectKeys keys = null;
        long seen = 0;
        String name;
        while ((name = parser.nextFieldName()) != null) {
            if (keys == null) {
                keys = new ObjectKeys();
            }
            if (!keys.add(name)) {
                throw new Refusal(Rejection.Code.DUPLICATE_KEY, get(), "The object has this key twice");
            }
            parser.nextToken();
            int member = node.member(name);
            if (member >= 0) {
                seen |= 1L << member;
                value(node.memberNode(member), kept);
            } else if (kept) {
                value(MatcherNode.NOTHING, true);
            } else {
                parser.skipChildren();
            }
        }
        for (int member = 0; arrays > 0 && member < node.memberCount(); member++) {
            if ((seen & (1L << member)) == 0
                    && !node.memberNode(member).required.isEmpty()) {
                noteMissing(node.memberNode(member), "/" + EventPointer.escape(node.memberName(member)));
            }
        }
    }

    private void array(MatcherNode node, boolean kept) throws IOException, Refusal {
        arrays++;
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            MatcherNode element = node.element(index);
            if (element != null) {
                value(element, kept);
            } else if (kept) {
                value(MatcherNode.NOTHING, true);
            } else {
                parser.skipChildren();
            }
        }
        arrays--;
    }

    private void scalar(MatcherNode node, JsonToken token) throws IOException, Refusal {
        if (token == JsonToken.VALUE_NULL) {
            noteMissing(node, "");
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
                    "The value is a plain one; it must be an object or an array, for the "
                            + fields.get(node.entityBelow).name() + " id is looked for in it");
        }
    }

    private void keep(MatcherNode node, String slice) throws Refusal {
        // Behind a number that is the whole text the parser has taken one space more.
        String json = slice.stripTrailing();
        if (!Utf16.isWellFormed(json) || !JsonText.hasWellFormedEscapes(json)) {
            throw new Refusal(Rejection.Code.INVALID_TEXT, get(), "The kept value has a lone surrogate");
        }
        for (int field : node.keeps) {
            collector.keep(field, json);
        }
        for (int field : node.repeatedKeeps) {
            collector.gather(field, json);
        }
    }

    /** Outside of arrays nothing is found at all then, which is noticed at the end. */
    private void noteMissing(MatcherNode node, String below) {
        if (arrays == 0) {
            return;
        }
        for (PointerState state : node.required) {
            if (collector.isMissing(state.field())) {
                // The first place is told; an array may have hundreds of thousands.
                continue;
            }
            List<String> rest = fields.get(state.field()).pointer().tokens();
            StringBuilder path = new StringBuilder(below);
            for (String token : rest.subList(state.consumed(), rest.size())) {
                path.append('/').append(EventPointer.escape(token));
            }
            collector.missing(state.field(), () -> get() + path);
        }
    }

    /** The place that has been reached. MappingCollector ask for it only where something is wrong. */
    @Override
    public String get() {
        String place = ROOT + parser.getParsingContext().pathAsPointer();
        for (int i = 0; i < place.length(); i++) {
            if (Character.isISOControl(place.charAt(i)) || Character.isSurrogate(place.charAt(i))) {
                // A key that would spoil a log line is left to its object's place.
                place = place.substring(0, place.lastIndexOf('/', i));
            }
        }
        return Quoted.truncate(place, MAX_POINTER_CHARS);
    }
}
