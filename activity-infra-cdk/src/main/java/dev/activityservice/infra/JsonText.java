package dev.activityservice.infra;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter.Indenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter.NopIndenter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, texts, whole numbers and booleans as JSON in ASCII, in the order of the maps. {@link JsonTree} reads them. */
final class JsonText {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final String INDENT = "  ";

    private final int maxLineChars;

    private JsonText(int maxLineChars) {
        this.maxLineChars = maxLineChars;
    }

    /** Returns JSON with one member per line. */
    static String write(Object tree) {
        return new JsonText(0).written(tree) + "\n";
    }

    /** Returns the lines of the JSON. A map or a list is on one line if it is not longer than a maximum, including its indent. */
    static List<String> lines(Object tree, int maxLineChars) {
        return new JsonText(maxLineChars).written(tree).lines().toList();
    }

    private String written(Object tree) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = generator(out, new DefaultIndenter(INDENT, "\n"))) {
            append(json, tree, 0, 0);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a text", e);
        }
        return out.toString();
    }

    /** @param labelChars the length of the key before the value */
    private void append(JsonGenerator json, Object tree, int depth, int labelChars) throws IOException {
        boolean isScalarOrEmpty =
                tree instanceof Map<?, ?> map ? map.isEmpty() : !(tree instanceof List<?> list) || list.isEmpty();
        // A comma may follow.
        int maxValueChars = maxLineChars - depth * INDENT.length() - labelChars - 1;
        @Nullable String inline = isScalarOrEmpty || maxValueChars > 0 ? inline(tree) : null;
        if (inline != null && (isScalarOrEmpty || inline.length() <= maxValueChars)) {
            json.writeRawValue(inline);
        } else if (tree instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                String name = (String) member.getKey();
                json.writeFieldName(name);
                append(json, member.getValue(), depth + 1, inline(name).length() + ": ".length());
            }
            json.writeEndObject();
        } else {
            json.writeStartArray();
            for (Object item : (List<?>) tree) {
                append(json, item, depth + 1, 0);
            }
            json.writeEndArray();
        }
    }

    private static String inline(Object tree) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = generator(out, NopIndenter.instance)) {
            append(json, tree);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a text", e);
        }
        return out.toString();
    }

    private static void append(JsonGenerator json, Object tree) throws IOException {
        if (tree instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                json.writeFieldName((String) member.getKey());
                append(json, member.getValue());
            }
            json.writeEndObject();
        } else if (tree instanceof List<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                append(json, item);
            }
            json.writeEndArray();
        } else if (tree instanceof String text) {
            json.writeString(text);
        } else if (tree instanceof Integer number) {
            json.writeNumber(number);
        } else if (tree instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            throw new IllegalArgumentException("Cannot write " + tree.getClass());
        }
    }

    private static JsonGenerator generator(StringWriter out, Indenter indenter) throws IOException {
        Spacing afterComma = indenter.isInline() ? Spacing.AFTER : Spacing.NONE;
        PrettyPrinter printer = new DefaultPrettyPrinter(new Separators()
                        .withObjectFieldValueSpacing(Spacing.AFTER)
                        .withObjectEntrySpacing(afterComma)
                        .withArrayValueSpacing(afterComma)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        return FACTORY.createGenerator(out).setPrettyPrinter(printer);
    }
}
