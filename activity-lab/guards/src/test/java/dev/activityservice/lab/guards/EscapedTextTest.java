package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that one class escapes texts from outside, and that the command lines print messages of exceptions only through it. The tests
 * {@code f62_…} run the commands with such texts.
 */
class EscapedTextTest {

    private static final String ONE_CLASS = "activity-core/src/main/java/dev/activityservice/text/Quoted.java";

    /** Writes the beginning of a Unicode escape. */
    private static final Pattern ESCAPE = Pattern.compile("(append|format)\\(\"\\\\\\\\u");

    /** A message or an exception itself in a statement that prints. */
    private static final Pattern PRINTED_RAW = Pattern.compile(
            "(?s)(println|print|printf|accept)\\((?![^;]*(TerminalText|Quoted)\\.)[^;]*(getMessage\\(\\)|\\+ e\\))");

    private final Repository repository = Repository.here();

    @Test
    void one_class_writes_unicode_escapes() {
        List<String> classes = repository.files("/src/main/java/", ".java").stream()
                // The failures of contract suites also show spaces and combining characters.
                .filter(file -> !file.startsWith("activity-testkit/"))
                // A text of another format: YAML.
                .filter(file -> !file.endsWith("/infra/SamRendering.java"))
                .filter(file -> ESCAPE.matcher(repository.read(file)).find())
                .toList();

        assertThat(classes).containsExactly(ONE_CLASS);
    }

    @Test
    void the_command_lines_print_no_message_of_an_exception_without_escapes() {
        List<String> sources = repository.files("/src/main/java/", ".java").stream()
                .filter(file -> file.startsWith("activity-local/") || file.startsWith("activity-infra-cdk/"))
                .toList();

        assertThat(sources)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(PRINTED_RAW
                                .matcher(repository.read(file))
                                .results()
                                .map(found -> found.group()))
                        .as(file)
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "err.println(e.getMessage());|true",
                "System.err.println(\"Cannot stop: \" + e);|true",
                "notices.accept(\"Cannot reach: \" + e.getMessage());|true",
                "err.println(Quoted.escapeMessage(e.getMessage()));|false",
                "notices.accept(\"failed with \" + e.getClass().getName());|false"
            })
    void a_raw_message_is_found(String source, boolean isRaw) {
        assertThat(PRINTED_RAW.matcher(source).find()).isEqualTo(isRaw);
    }
}
