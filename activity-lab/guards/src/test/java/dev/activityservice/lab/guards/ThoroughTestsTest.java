package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks that CONTRIBUTING.md lists exactly the test classes and modules that run only with the profile {@code thorough}. */
class ThoroughTestsTest {

    private static final Pattern LISTED = Pattern.compile("`(\\w+(?:Test|IT))`");

    private static final Pattern LISTED_MODULE = Pattern.compile("`(activity-[\\w/-]+)`");

    private final Repository repository = Repository.here();

    @Test
    void contributing_lists_the_classes_with_thorough_tests() {
        Set<String> listed = listed(LISTED);

        Set<String> tagged = repository.files("/src/test/java/", ".java").stream()
                .filter(file -> repository.read(file).contains("@Tag(\"thorough\")"))
                .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
                .filter(name -> !name.equals(getClass().getSimpleName()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).isEqualTo(tagged).isNotEmpty();
    }

    @Test
    void contributing_lists_the_modules_with_a_thorough_part() {
        Set<String> modules = repository.files("", "/pom.xml").stream()
                .filter(file -> !file.contains("/src/"))
                .filter(file -> repository.read(file).contains("<id>thorough</id>"))
                .map(file -> file.substring(0, file.length() - "/pom.xml".length()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed(LISTED_MODULE)).isEqualTo(modules).isNotEmpty();
    }

    private Set<String> listed(Pattern pattern) {
        String contributing = repository.read("CONTRIBUTING.md");
        String table = contributing.substring(
                contributing.indexOf("<!-- thorough -->"), contributing.indexOf("<!-- /thorough -->"));
        return pattern.matcher(table)
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
