package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    private static final Map<String, Object> TREE = new LinkedHashMap<>();

    static {
        TREE.put("z", List.of("a", Map.of("b", List.of(1, true))));
        TREE.put("\u00e9", "\"\\\n\u0001 \u20ac \ud83d\ude00");
        TREE.put("empty", List.of());
        TREE.put("none", Map.of());
    }

    @Test
    void each_member_has_a_line_and_the_text_is_ASCII() {
        assertThat(JsonText.write(TREE)).isEqualTo("""
                        {
                          "z": [
                            "a",
                            {
                              "b": [
                                1,
                                true
                              ]
                            }
                          ],
                          "\\u00E9": "\\"\\\\\\n\\u0001 \\u20AC \\uD83D\\uDE00",
                          "empty": [],
                          "none": {}
                        }
                        """);
    }

    @Test
    void a_part_that_fits_is_on_one_line() {
        assertThat(JsonText.lines(Map.of("z", TREE.get("z")), 80))
                .containsExactly("{\"z\": [\"a\", {\"b\": [1, true]}]}");
        assertThat(JsonText.lines(Map.of("z", TREE.get("z")), 25))
                .containsExactly("{", "  \"z\": [", "    \"a\",", "    {\"b\": [1, true]}", "  ]", "}");
    }

    @Test
    void what_is_written_is_read_as_it_was() {
        assertThat(JsonTree.read(JsonText.write(TREE))).isEqualTo(TREE);
        for (int maxLineChars = 0; maxLineChars < 80; maxLineChars++) {
            assertThat(JsonTree.read(String.join("\n", JsonText.lines(TREE, maxLineChars))))
                    .describedAs("lines of at most %s characters", maxLineChars)
                    .isEqualTo(TREE);
        }
    }

    @Test
    void another_type_is_refused() {
        assertThatThrownBy(() -> JsonText.write(List.of(1.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot write class java.lang.Double");
    }
}
