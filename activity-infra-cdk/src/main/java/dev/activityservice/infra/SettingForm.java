package dev.activityservice.infra;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The values that a {@link Setting} accepts. The SAM template and the Terraform module state the same bounds, and a test compares them.
 */
sealed interface SettingForm {

    /** Returns the accepted values in words that continue "must be". */
    String rule();

    boolean accepts(String value);

    /** Returns an accepted value as its type in JSON: an {@link Integer}, a {@link Boolean}, a list of texts, or a text. */
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

    /** A text that matches a regular expression, which has the same meaning in Java, CloudFormation and Terraform. */
    record Text(String pattern, String rule) implements SettingForm {

        @Override
        public boolean accepts(String value) {
            return Pattern.matches(pattern, value);
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
    }
}
