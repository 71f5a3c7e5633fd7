package dev.activityservice.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\u202e,\\u202e",
                "\u200b,\\u200b",
                "\u2028,\\u2028",
                "\u2029,\\u2029",
                "\u00ad,\\u00ad",
                "\ufeff,\\ufeff",
                "\u061c,\\u061c",
                "\u2066,\\u2066",
                "\udb40\udc01,\\udb40\\udc01",
                "\ud834\udd73,\\ud834\\udd73",
                "\u0007,\\u0007",
                "\u009b,\\u009b",
                "\u007f,\\u007f",
                "\ud800,\\ud800",
                "\udc00a,\\udc00a",
                "\\u202e,\\\\u202e",
                "a b\u00fc\u20ac\ud83d\ude00,a b\u00fc\u20ac\ud83d\ude00"
            })
    void f62_characters_that_deceive_are_escaped(String text, String shown) {
        assertThat(Quoted.escape(text)).isEqualTo(shown);
        assertThat(Quoted.of(text)).isEqualTo('"' + shown + '"');
    }

    @Test
    void f62_each_code_point_of_the_four_categories_is_escaped_and_no_other_except_the_backslash() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String text = Character.toString(codePoint);
            // The categories by another implementation, the regular expressions of the JDK.
            boolean unsafe = text.matches("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
            String escaped = Quoted.escape(text);

            if (unsafe || codePoint == '\\') {
                assertThat(escaped).isNotEqualTo(text).matches("[\\x20-\\x7e]+");
                assertThat(decoded(escaped)).isEqualTo(text);
            } else {
                assertThat(escaped).isEqualTo(text);
            }
            assertThat(Quoted.isUnsafe(codePoint)).isEqualTo(unsafe);
            StringBuilder ascii = new StringBuilder();
            Quoted.appendAscii(ascii, text, 2);
            assertThat(ascii.toString()).matches("\"[\\x20-\\x7e]+\"");
            assertThat(decoded(ascii.substring(1, ascii.length() - 1))).isEqualTo(text);
        }
    }

    @Test
    void f62_different_texts_look_different_and_an_escape_cannot_be_imitated() {
        long seed = Long.getLong("activity.seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        String[] parts = {"\\", "u", "202e", "\u202e", "\"", "a", "\ud800", "\udc00", "\udb40\udc01", "\n", "\\u202e"};
        Map<String, String> shown = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int part = random.nextInt(6); part > 0; part--) {
                text.append(parts[random.nextInt(parts.length)]);
            }

            String escaped = Quoted.escape(text.toString());

            assertThat(shown.putIfAbsent(escaped, text.toString())).isIn(null, text.toString());
            assertThat(decoded(escaped)).isEqualTo(text.toString());
            assertThat(Quoted.escapeMessage(escaped)).isEqualTo(escaped);
            assertThat(Quoted.escapeMessage(text.toString())
                            .replaceAll("[\n\t]", "")
                            .codePoints())
                    .noneMatch(Quoted::isUnsafe);
        }
    }

    @Test
    void a_message_keeps_its_escapes_and_line_breaks() {
        assertThat(Quoted.escapeMessage("Invalid id: \"\\u202e\"\n\tat C:\\x\r\u200b"))
                .isEqualTo("Invalid id: \"\\u202e\"\n\tat C:\\x\\u000d\\u200b");
    }

    @Test
    void a_long_text_is_truncated_before_it_is_escaped() {
        assertThat(Quoted.of("\u202e".repeat(65))).isEqualTo('"' + "\\u202e".repeat(63) + "…\"");
        assertThat(Quoted.of("\udb40\udc01".repeat(9), 4)).isEqualTo("\"\\udb40\\udc01…\"");
        assertThat(Quoted.of("a\"b", 3)).isEqualTo("\"a\\\"b\"");
    }

    private static String decoded(String escaped) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if (escaped.charAt(i + 1) == 'u') {
                out.append((char) Integer.parseInt(escaped.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                out.append(escaped.charAt(i + 1));
                i++;
            }
        }
        return out.toString();
    }
}
