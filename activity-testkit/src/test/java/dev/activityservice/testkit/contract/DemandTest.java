package dev.activityservice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.port.driven.ActivityStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each sentence that a contract quotes is in the Javadoc of the port, and each rule quotes a sentence. */
class DemandTest {

    private static final Path PORTS = Path.of(
            "../activity-core/src/main/java",
            ActivityStore.class.getPackageName().replace('.', '/'));

    @ParameterizedTest
    @EnumSource
    void the_javadoc_of_the_port_contains_the_sentence(Demand demand) throws IOException {
        String port = demand.member().replaceFirst("\\..*", "");
        String source = Files.readString(PORTS.resolve(port + ".java"));

        assertThat(prose(source)).contains(demand.sentence());
    }

    @Test
    void each_rule_checks_a_sentence_of_its_port_and_each_sentence_has_a_rule() {
        List<Demand> checked = Stream.of(ActivityStoreContract.class, ReadersContract.class, ReadPolicyContract.class)
                .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(method -> {
                    assertThat(method.isAnnotationPresent(Checks.class))
                            .as(method.getName())
                            .isTrue();
                    return method.getAnnotation(Checks.class).value();
                })
                .toList();

        assertThat(checked).hasSize(88);
        assertThat(Set.copyOf(checked)).isEqualTo(Arrays.stream(Demand.values()).collect(Collectors.toSet()));
    }

    /** Removes the stars and links of Javadoc. */
    private static String prose(String source) {
        return source.replaceAll("(?m)^ *\\* ?", "")
                .replaceAll("\\{@(?:link|linkplain) [^ }]+ ([^}]+)}", "$1")
                .replaceAll("\\{@link (?:[a-z]+\\.)*#?([^}]+)}", "$1")
                .replaceAll("[#]", ".")
                .replaceAll("\\s+", " ");
    }
}
