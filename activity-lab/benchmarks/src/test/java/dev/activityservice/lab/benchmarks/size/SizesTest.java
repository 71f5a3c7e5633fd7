package dev.activityservice.lab.benchmarks.size;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jars do not grow by more than a tenth. {@code sizes.properties} contains their sizes; change it in the commit that needs more. */
class SizesTest {

    private static final Path ROOT = Path.of("../..");

    @ParameterizedTest
    @CsvSource({"activity-core,''", "activity-http,''", "activity-aws-adapters,''", "activity-aws-adapters,-lambda"})
    void a_jar_is_at_most_a_tenth_larger_than_its_checked_in_size(String module, String classifier) throws IOException {
        Path jar = jar(module, classifier);
        Assumptions.assumeTrue(
                Files.exists(jar),
                () -> jar + " is not built: sizes are checked by mvn package or verify, not by mvn test");

        long bytes = Files.size(jar);

        long checkedIn = checkedIn(module + classifier);
        assertThat(bytes)
                .as("bytes of %s, checked in as %d", jar.getFileName(), checkedIn)
                .isLessThanOrEqualTo(checkedIn + checkedIn / 10);
    }

    /** Every function that embeds the library loads it. Another test checks the size of the deployable. */
    @Test
    void the_core_is_at_most_275_kilobytes() throws IOException {
        Path jar = jar("activity-core", "");
        Assumptions.assumeTrue(Files.exists(jar), () -> jar + " is not built");

        assertThat(Files.size(jar)).isLessThanOrEqualTo(275_000);
    }

    private static Path jar(String module, String classifier) throws IOException {
        Path target = ROOT.resolve(module).resolve("target");
        return target.resolve(module + "-" + System.getProperty("activity.version") + classifier + ".jar");
    }

    private static long checkedIn(String name) throws IOException {
        Properties sizes = new Properties();
        try (var file = SizesTest.class.getResourceAsStream("sizes.properties")) {
            sizes.load(file);
        }
        return Long.parseLong(sizes.getProperty(name));
    }
}
