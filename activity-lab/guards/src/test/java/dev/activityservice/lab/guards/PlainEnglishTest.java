package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rejects word patterns that make sentences hard to read. CONTRIBUTING.md, "Language", has the rules. Main sources, documents, templates
 * and build files are checked; test sources are not.
 */
class PlainEnglishTest {

    private static final Pattern PATTERNS = Pattern.compile(String.join(
            "|",
            "\\b(is|are|was|were) (no(?! longer)|none)\\b",
            ", for (it|they|the|there|nobody) ",
            "\\b[Tt](ells?|elling|old)\\b",
            "\\b[Ww]ho(so)?ever\\b",
            "\\bof (its|their|our|his|one's) own\\b",
            "\\b[Bb]esides?\\b",
            "\\bat the least\\b",
            "\\bin the midst\\b",
            "\\banew\\b",
            "\\bthereof\\b"));

    /** A part of a line, and the reason why it may stay. At most ten. */
    private static final Map<String, String> EXCEPTIONS = Map.of(".tell(", "the method of Pekko's actors");

    private final Repository repository = Repository.here();

    @Test
    void documents_sources_and_build_files_use_plain_english() {
        List<String> found = new ArrayList<>();
        for (String file : repository.textFiles()) {
            int number = 0;
            for (String line : repository.read(file).lines().toList()) {
                number++;
                Matcher matcher = PATTERNS.matcher(line);
                if (matcher.find() && EXCEPTIONS.keySet().stream().noneMatch(line::contains)) {
                    found.add(file + ":" + number + ": \"" + matcher.group() + "\" in: " + line.strip());
                }
            }
        }

        assertThat(found)
                .as("lines to rewrite, see \"Language\" in CONTRIBUTING.md")
                .isEmpty();
    }

    @Test
    void exceptions_are_few_and_needed() {
        TreeSet<String> unused = new TreeSet<>(EXCEPTIONS.keySet());
        repository.textFiles().forEach(file -> unused.removeIf(repository.read(file)::contains));

        assertThat(EXCEPTIONS).hasSizeLessThanOrEqualTo(10);
        assertThat(unused).isEmpty();
    }

    @Test
    void all_kinds_of_text_are_checked() {
        assertThat(repository.textFiles())
                .contains(
                        "README.md",
                        "Makefile",
                        "pom.xml",
                        ".ci/run",
                        "docs/architecture.md",
                        "activity-core/pom.xml",
                        "activity-local/local.mk",
                        "activity-infra-cdk/sam/template.yaml",
                        "activity-infra-cdk/terraform/module/variables.tf",
                        "activity-core/src/main/java/dev/activityservice/ActivityService.java")
                .noneMatch(file -> file.contains("/target/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "it is no JSON object",
                "the items are none",
                "wait, for it sleeps",
                "This tells the caller",
                "of its own",
                "Whoever calls this",
                "beside the table",
                "begins anew"
            })
    void each_pattern_is_found(String text) {
        assertThat(PATTERNS.matcher(text).find()).isTrue();
    }

    @Test
    void plain_sentences_pass() {
        assertThat(Stream.of(
                        "The parameter must be a whole number, not \"x\".",
                        "This is not a JSON object.",
                        "Waits for the queue.",
                        "There are nodes."))
                .noneMatch(text -> PATTERNS.matcher(text).find());
    }
}
