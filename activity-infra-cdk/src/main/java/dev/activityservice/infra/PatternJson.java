package dev.activityservice.infra;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes event patterns as JSON in the form of Terraform's {@code jsonencode}: without spaces, and with escapes for {@code <}, {@code >},
 * {@code &}, U+2028 and U+2029. The length of a pattern is then the same in all flavours.
 */
final class PatternJson {

    private static final Map<Integer, String> ESCAPES = Map.of(
            (int) '"',
            "\\\"",
            (int) '\\',
            "\\\\",
            (int) '<',
            "\\u003c",
            (int) '>',
            "\\u003e",
            (int) '&',
            "\\u0026",
            0x2028,
            "\\u2028",
            0x2029,
            "\\u2029");

    private PatternJson() {}

    /** Returns the JSON of a tree of maps, lists and texts. */
    static String of(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> text(entry.getKey().toString()) + ":" + of(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (tree instanceof List<?> list) {
            return list.stream().map(PatternJson::of).collect(Collectors.joining(",", "[", "]"));
        }
        return text(tree.toString());
    }

    /**
     * Returns whether Terraform keeps the characters of a text. It changes texts into Unicode's normal form C, and replaces lone surrogates.
     * Control characters are also excluded, because their escapes depend on the version of Terraform.
     */
    static boolean isStable(String text) {
        // In the form of JSON, because the last digit of an escape can combine with the next character.
        return Normalizer.isNormalized(text(text), Normalizer.Form.NFC)
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    private static String text(String value) {
        return value.codePoints()
                .mapToObj(c -> ESCAPES.getOrDefault(c, Character.toString(c)))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
