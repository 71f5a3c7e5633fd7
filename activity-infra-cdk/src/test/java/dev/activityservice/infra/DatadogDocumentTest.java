package dev.activityservice.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.infra.SystemModel.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The settings that docs/telemetry.md lists for Datadog are those that a deployment with Datadog has. */
class DatadogDocumentTest {

    private static final Path PAGE = Path.of("..", "docs", "telemetry.md");

    /** @param value a literal value in backticks, or words */
    private record Row(String name, String value, String function) {

        boolean isOf(String verb) {
            return function.equals("both") || function.equalsIgnoreCase(verb);
        }
    }

    @Test
    void each_function_has_the_variables_of_the_page_with_their_values() {
        for (String verb : List.of("Record", "Find")) {
            Map<String, Object> variables = variables(Scenario.STAGE, verb);

            for (Row row : rows()) {
                Object value = variables.get(row.name());
                if (!row.isOf(verb)) {
                    assertThat(value).describedAs("%s of %s", row, verb).isNull();
                } else if (row.value().startsWith("`")) {
                    assertThat(value)
                            .describedAs("%s of %s", row, verb)
                            .isEqualTo(row.value().replace("`", ""));
                }
            }
        }
    }

    @Test
    void the_page_lists_each_variable_that_Datadog_brings() {
        for (String verb : List.of("Record", "Find")) {
            TreeSet<String> brought =
                    new TreeSet<>(variables(Scenario.EVERYTHING, verb).keySet());
            brought.removeIf(name -> !name.startsWith("DD_") && !name.equals("AWS_LAMBDA_EXEC_WRAPPER"));
            variables(Scenario.STAGE, verb).keySet().stream()
                    .filter(name -> !variables(Scenario.DEFAULTS, verb).containsKey(name))
                    .filter(name -> !name.equals("ACTIVITY_CORS_ALLOW_ORIGIN"))
                    .forEach(brought::add);

            assertThat(rows().stream().filter(row -> row.isOf(verb)).map(Row::name))
                    .containsExactlyInAnyOrderElementsOf(brought);
        }
    }

    private static Map<String, Object> variables(Scenario scenario, String verb) {
        Object function = Objects.requireNonNull(ParityTest.cdk(scenario)
                .section(Section.FUNCTIONS)
                .get(scenario.service + "-" + verb + "Activities-" + scenario.env));
        return Trees.map(Trees.map(Trees.map(function).get("Environment")).get("Variables"));
    }

    private static List<Row> rows() {
        List<Row> rows = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]+) \\| (both|record|find) \\|")
                .matcher(Flavours.text(PAGE))
                .results()
                .map(row -> new Row(row.group(1), row.group(2), row.group(3)))
                .toList();
        assertThat(rows).hasSizeGreaterThan(15);
        return rows;
    }
}
