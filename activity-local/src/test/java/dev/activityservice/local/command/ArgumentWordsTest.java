package dev.activityservice.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentWordsTest {

    @Test
    void arguments_are_separated_by_white_space() {
        assertThat(ArgumentWords.of("")).isEmpty();
        assertThat(ArgumentWords.of("  --port 0\t--in-memory\n ")).containsExactly("--port", "0", "--in-memory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":\"U-7\",\"groups\":[\"support\"]}",
                "{\"sub\": \"U 7\", \"groups\": [\"a\", \"b\"]}",
                "{\"brace\":\"}\",\"quote\":\"\\\"}\",\"it\":\"'\",\"$HOME\":\"*\"}",
                "{\"a\":{\"b\":[{},[]]}}",
                "{}",
                "{a,b}",
                "[1, 2]"
            })
    void json_stays_as_it_is(String json) {
        assertThat(ArgumentWords.of("--claims " + json + " order/ORD-1"))
                .containsExactly("--claims", json, "order/ORD-1");
        assertThat(ArgumentWords.of("--claims=" + json)).containsExactly("--claims=" + json);
        assertThat(ArgumentWords.of("'" + json.replace("'", "_") + "'")).containsExactly(json.replace("'", "_"));
    }

    @Test
    void quotes_group_and_nothing_is_expanded() {
        assertThat(ArgumentWords.of("--data-dir 'a folder' \"it's\" --cors=\"a, b\" 'a\\b' \"q\\\"\" c\\ d '' C:\\x"))
                .containsExactly("--data-dir", "a folder", "it's", "--cors=a, b", "a\\b", "q\"", "c d", "", "C:\\x");
        assertThat(ArgumentWords.of("--cors=* order/{a,b} ~ $HOME $(id) `id` ; | &"))
                .isEqualTo(List.of("--cors=*", "order/{a,b}", "~", "$HOME", "$(id)", "`id`", ";", "|", "&"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--claims {\"sub\":\"U-7\"", "--claims={\"sub\":\"}", "'a", "a \"b\\\"", "[[]"})
    void a_text_without_an_end_is_an_error_that_names_it(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ArgumentWords.of(text))
                .withMessageMatching("The (JSON|quoted text) in ARGS must have an end: .*");
    }
}
