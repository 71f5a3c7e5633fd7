package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.lab.guards.Mutants.Verdict;
import dev.activityservice.lab.guards.TestRun.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks in every build that each patch applies and names existing tests, because {@code make mutants} runs rarely. */
class MutantsTest {

    private static final String PATCH = """
            Guard: greets politely
            Test: activity-a a.GreetingTest#f01_it_greets

            --- a/Greeting.java
            +++ b/Greeting.java
            @@ -1,2 +1,2 @@
             begin
            -hello
            +go away
            """;

    @TempDir
    Path folder;

    @Test
    void every_patch_applies_to_the_current_sources() {
        Repository repository = Repository.here();

        assertThat(Mutant.all(repository))
                .isNotEmpty()
                .allSatisfy(mutant -> assertThat(mutant.apply(repository))
                        .isNotEmpty()
                        .allSatisfy((source, mutated) -> assertThat(mutated).isNotEqualTo(repository.read(source))));
    }

    @Test
    void every_patch_names_tests_that_carry_its_row() {
        Repository repository = Repository.here();
        Set<String> tests = NumberedTest.all(repository).stream()
                .map(test -> test.module() + " " + test.qualifiedName())
                .collect(Collectors.toSet());

        assertThat(Mutant.all(repository)).allSatisfy(mutant -> {
            assertThat(tests).as(mutant.file()).containsAll(mutant.tests());
            assertThat(mutant.tests())
                    .as(mutant.file())
                    .allMatch(test -> test.contains(mutant.name().substring(0, 3) + "_"));
        });
    }

    @Test
    void a_patch_applies_only_if_its_lines_occur_exactly_once() throws IOException {
        Repository repository = new Repository(folder);
        Mutant mutant = Mutant.parse("f01-greeting.patch", PATCH);
        Path source = folder.resolve("Greeting.java");

        Files.writeString(source, "// moved\nbegin\nhello\nend\n");
        assertThat(mutant.apply(repository)).isEqualTo(Map.of("Greeting.java", "// moved\nbegin\ngo away\nend\n"));

        for (String other : List.of("begin\nhallo\n", "begin\nhello\nbegin\nhello\n", "not begin\nhello\n", "")) {
            Files.writeString(source, other);
            assertThatThrownBy(() -> mutant.apply(repository))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "Cannot apply f01-greeting.patch: expected these lines exactly once in Greeting.java");
        }
    }

    @Test
    void a_patch_without_a_header_is_refused() {
        assertThatThrownBy(() -> Mutant.parse("x.patch", PATCH.replace("Test: ", "Tests: ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Invalid mutant x.patch: expected lines \"Guard: …\" and \"Test: …\" and at least one hunk");
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, FAILED, PASSED, KILLED",
        "FAILED, PASSED, PASSED, SURVIVED",
        "BROKEN, PASSED, PASSED, SURVIVED",
        "FAILED, BROKEN, PASSED, BROKE_ITS_TEST",
        "NOT_RUN, FAILED, PASSED, BROKE_ITS_TEST",
        "FAILED, FAILED, FAILED, TEST_FAILS_WITHOUT_IT",
        "FAILED, FAILED, NOT_RUN, TEST_FAILS_WITHOUT_IT"
    })
    void a_mutant_is_killed_if_each_test_passes_without_it_and_fails_by_an_assertion_with_it(
            End one, End other, End unchanged, Verdict verdict) {
        assertThat(Verdict.of(List.of(one, other), List.of(End.PASSED, unchanged)))
                .isEqualTo(verdict);
    }
}
