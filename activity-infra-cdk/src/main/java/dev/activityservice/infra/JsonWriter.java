package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON in printable ASCII. The packaging tool has no library that does this. */
final class JsonWriter {

    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    /** Returns maps, lists, texts, numbers and booleans as JSON with one member per line, in the order of the maps. */
    static String write(Object tree) {
        JsonWriter writer = new JsonWriter();
        writer.append(tree, "\n");
        return writer.out.append('\n').toString();
    }

    private void append(Object tree, String newLine) {
        if (tree instanceof Map<?, ?> map) {
            items('{', map.entrySet().iterator(), '}', newLine);
        } else if (tree instanceof List<?> list) {
            items('[', list.iterator(), ']', newLine);
        } else if (tree instanceof String text) {
            Quoted.appendAscii(out, text, Integer.MAX_VALUE);
        } else if (tree instanceof Integer || tree instanceof Boolean) {
            out.append(tree);
        } else {
            throw new IllegalArgumentException("Cannot write " + tree.getClass());
        }
    }

    private void items(char open, Iterator<?> items, char close, String newLine) {
        out.append(open);
        String separator = "";
        while (items.hasNext()) {
            out.append(separator).append(newLine).append("  ");
            Object item = items.next();
            if (item instanceof Map.Entry<?, ?> entry) {
                Quoted.appendAscii(out, (String) entry.getKey(), Integer.MAX_VALUE);
                out.append(": ");
                append(entry.getValue(), newLine + "  ");
            } else {
                append(item, newLine + "  ");
            }
            separator = ",";
        }
        if (!separator.isEmpty()) {
            out.append(newLine);
        }
        out.append(close);
    }
}
