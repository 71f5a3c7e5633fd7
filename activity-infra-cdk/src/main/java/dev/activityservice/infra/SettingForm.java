package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values that a {@link Setting} accepts. The SAM template and the Terraform module state the same bounds, and a test compares them.
 */
sealed interface SettingForm {

    /** Returns the accepted values in words that continue "must be". */
    String rule();

    boolean accepts(String value);

    /** Returns an accepted value as its type in JSON: a number, a boolean, a list or a map of texts, or a text. */
    default Object typed(String value) {
        return value;
    }

    /** A whole number. The unit follows the maximum in messages, for example {@code " MB"}; it may be empty. */
    record WholeNumber(int min, int max, String unit) implements SettingForm {

        @Override
        public String rule() {
            return "a whole number from " + min + " to " + max + unit;
        }

        @Override
        public boolean accepts(String value) {
            return value.matches("0|[1-9][0-9]{0,9}") && isWithin(Long.parseLong(value));
        }

        private boolean isWithin(long number) {
            return number >= min && number <= max;
        }

        @Override
        public Object typed(String value) {
            return Integer.valueOf(value);
        }
    }

    /** One of some whole numbers. */
    record NumberChoice(List<Integer> values, String unit) implements SettingForm {

        @Override
        public String rule() {
            return "one of the numbers " + String.join(", ", texts()) + unit;
        }

        @Override
        public boolean accepts(String value) {
            return texts().contains(value);
        }

        private List<String> texts() {
            return values.stream().map(Object::toString).toList();
        }

        @Override
        public Object typed(String value) {
            return Integer.valueOf(value);
        }
    }

    /** One of some texts. */
    record Choice(List<String> values) implements SettingForm {

        @Override
        public String rule() {
            return values.size() == 1
                    ? values.get(0)
                    : String.join(", ", values.subList(0, values.size() - 1)) + " or " + values.get(values.size() - 1);
        }

        @Override
        public boolean accepts(String value) {
            return values.contains(value);
        }
    }

    /** {@code true} or {@code false}. */
    record Flag() implements SettingForm {

        @Override
        public String rule() {
            return "true or false";
        }

        @Override
        public boolean accepts(String value) {
            return value.equals("true") || value.equals("false");
        }

        @Override
        public Object typed(String value) {
            return Boolean.valueOf(value);
        }
    }

    /**
     * A text that matches a regular expression. CloudFormation uses Java's regular expressions. Terraform has no lookahead, so its module
     * states what a lookahead excludes as a separate condition. Java matches a repeated group recursively, so a text has a maximum length.
     */
    record Text(String pattern, String rule) implements SettingForm {

        /** Maximum length of a text, also that of the key of an S3 object. The parameters of the SAM template state it, too. */
        static final int MAX_CHARS = 1_024;

        @Override
        public boolean accepts(String value) {
            return value.length() <= MAX_CHARS && Pattern.matches(pattern, value);
        }
    }

    /** Texts that are separated by commas. */
    record TextList(Text item, int max) implements SettingForm {

        @Override
        public String rule() {
            return "1 to " + max + " values, separated by commas, each " + item.rule();
        }

        @Override
        public boolean accepts(String value) {
            List<String> items = items(value);
            return items.size() <= max && items.stream().allMatch(item::accepts);
        }

        @Override
        public Object typed(String value) {
            return items(value);
        }

        private static List<String> items(String value) {
            return List.of(value.split(",", -1));
        }
    }

    /** Pairs {@code key=value} that are separated by commas. The first equals sign ends a key. */
    record TextMap(Text key, Text value, int max, List<String> usedKeys) implements SettingForm {

        @Override
        public String rule() {
            return "1 to " + max + " pairs key=value, separated by commas; each key must be " + key.rule()
                    + ", each value " + value.rule() + ". The keys must differ from each other and from "
                    + String.join(" and ", usedKeys) + ", also if case is ignored";
        }

        @Override
        public boolean accepts(String text) {
            List<String> pairs = List.of(text.split(",", -1));
            return pairs.size() <= max
                    && pairs.stream().allMatch(this::isPair)
                    && Stream.concat(usedKeys.stream(), pairs.stream().map(TextMap::key))
                                    .map(each -> each.toLowerCase(Locale.ROOT))
                                    .distinct()
                                    .count()
                            == usedKeys.size() + pairs.size();
        }

        private boolean isPair(String pair) {
            return pair.contains("=")
                    && key.accepts(key(pair))
                    && value.accepts(pair.substring(key(pair).length() + 1));
        }

        private static String key(String pair) {
            return pair.substring(0, Math.max(pair.indexOf('='), 0));
        }

        /** Returns the pairs of an accepted text, or none of an empty text. */
        static Map<String, String> pairs(String text) {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
                pairs.put(key(pair), pair.substring(key(pair).length() + 1));
            }
            return pairs;
        }

        /** Returns pairs as a text. */
        static String text(Map<String, String> pairs) {
            return pairs.entrySet().stream()
                    .map(pair -> pair.getKey() + "=" + pair.getValue())
                    .collect(Collectors.joining(","));
        }

        @Override
        public Object typed(String text) {
            return pairs(text);
        }
    }

    /** The path of a file. The reader of the file validates it. */
    record FilePath() implements SettingForm {

        @Override
        public String rule() {
            return "the path of a file";
        }

        @Override
        public boolean accepts(String value) {
            return value.indexOf('\0') < 0;
        }

        @Override
        public Object typed(String value) {
            return Path.of(value).toAbsolutePath().toString();
        }
    }

    /** A read policy: one of the texts of {@link PackagedPolicy#VALUES}, or the path of an existing file. */
    record Policy() implements SettingForm {

        @Override
        public String rule() {
            return "authenticated, claim:<claim>=<entity type>, allow-all or the path of an existing policy file";
        }

        @Override
        public boolean accepts(String value) {
            return Pattern.matches(PackagedPolicy.VALUES, value) || PackagedPolicy.isFile(value);
        }

        @Override
        public Object typed(String value) {
            return PackagedPolicy.isFile(value)
                    ? Path.of(value).toAbsolutePath().toString()
                    : value;
        }
    }
}
