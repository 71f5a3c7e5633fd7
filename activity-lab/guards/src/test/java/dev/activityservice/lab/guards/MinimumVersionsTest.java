package dev.activityservice.lab.guards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the table of tested versions has the versions of the compatibility projects. The thorough build compares all columns. */
class MinimumVersionsTest {

    private static final String PROJECTS = "activity-lab/consumers/src/projects/compatibility/";

    private final Repository repository = Repository.here();
    private final String document = repository.read("docs/compatibility.md");

    @Test
    void the_minimum_versions_are_those_of_their_project() {
        String project = repository.read(PROJECTS + "minimum/pom.xml");
        List<String> versions = Stream.of("opentelemetry", "awssdk", "jackson", "junit", "assertj", "archunit")
                .map(name -> property(project, "version." + name))
                .toList();

        assertThat(document).contains("| minimum versions | " + String.join(" | ", versions) + " |");
    }

    @Test
    void the_oldest_telemetry_of_the_adapters_is_the_minimum() {
        assertThat(property(repository.read("activity-aws-adapters/pom.xml"), "version.oldest-opentelemetry"))
                .isEqualTo(property(repository.read(PROJECTS + "minimum/pom.xml"), "version.opentelemetry"));
    }

    @Test
    void each_framework_has_its_version() {
        assertThat(repository.files(PROJECTS, "/pom.xml"))
                .filteredOn(pom -> repository.read(pom).contains("${version.management}"))
                .hasSize(3)
                .allSatisfy(pom -> {
                    String project = repository.read(pom);
                    assertThat(document)
                            .contains("| "
                                    + property(project, "row")
                                            .replace("${version.management}", property(project, "version.management"))
                                    + " |");
                });
    }

    private static String property(String pom, String name) {
        Matcher value =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]*)</").matcher(pom);
        assertThat(value.find()).as(name).isTrue();
        return value.group(1);
    }
}
