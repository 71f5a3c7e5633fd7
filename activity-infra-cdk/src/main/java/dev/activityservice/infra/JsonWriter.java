package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes JSON in printable ASCII. The packaging tool has no library that does this. */
final class JsonWriter {

    private final int maxLineChars;
    private final List<String> lines = new ArrayList<>();

    private JsonWriter(int maxLineChars) {
        this.maxLineChars = maxLineChars;
    }

    /** Returns maps, lists, texts, numbers and booleans as JSON with one member per line, in the order of the maps. */
    static String write(Object tree) {
        return String.join("\n", lines(tree, 0)) + "\n";
    }

    /** Returns the lines of the JSON. A map or a list is on one line if it is not longer than a maximum, including its indent. */
    static List<String> lines(Object tree, int maxLineChars) {
        JsonWriter writer = new JsonWriter(maxLineChars);
        writer.append("", "", tree, "");
        return writer.lines;
    }

    private void append(String indent, String label, Object tree, String comma) {
        String line = indent + label + inline(tree) + comma;
        if (isScalarOrEmpty(tree) || line.length() <= maxLineChars) {
            lines.add(line);
        } else if (tree instanceof Map<?, ?> map) {
            lines.add(indent + label + "{");
            int left = map.size();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                append(indent + "  ", text((String) member.getKey()) + ": ", member.getValue(), --left > 0 ? "," : "");
            }
            lines.add(indent + "}" + comma);
        } else {
            lines.add(indent + label + "[");
            int left = ((List<?>) tree).size();
            for (Object item : (List<?>) tree) {
                append(indent + "  ", "", item, --left > 0 ? "," : "");
            }
            lines.add(indent + "]" + comma);
        }
    }

    private static boolean isScalarOrEmpty(Object tree) {
        return tree instanceof Map<?, ?> map ? map.isEmpty() : !(tree instanceof List<?> list) || list.isEmpty();
    }

    private static String inline(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(member -> text((String) member.getKey()) + ": " + inline(member.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (tree instanceof List<?> list) {
            return list.stream().map(JsonWriter::inline).collect(Collectors.joining(", ", "[", "]"));
        }
        if (tree instanceof String text) {
            return text(text);
        }
        if (tree instanceof Integer || tree instanceof Boolean) {
            return tree.toString();
        }
        throw new IllegalArgumentException("Cannot write " + tree.getClass());
    }

    private static String text(String text) {
        StringBuilder out = new StringBuilder();
        Quoted.appendAscii(out, text, Integer.MAX_VALUE);
        return out.toString();
    }
}
