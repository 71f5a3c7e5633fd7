package dev.activityservice.infra;

import static dev.activityservice.infra.Trees.map;
import static dev.activityservice.infra.Trees.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.infra.SystemModel.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The alarms of the SAM template, which ParityTest compares with those of the other flavours. */
class AlarmTest {

    private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");

    private static final Set<String> ALWAYS = Set.of(
            "dead-letters",
            "dead-letters-old",
            "undelivered",
            "undelivered-old",
            "message-age",
            "record-errors",
            "record-throttles",
            "find-errors",
            "find-throttles",
            "api-5xx",
            "lost-events");

    @ParameterizedTest
    @EnumSource
    void the_alarm_on_the_delay_exists_if_and_only_if_the_function_writes_metrics(Scenario scenario) {
        SystemModel model = ParityTest.sam(scenario);
        Object variables = map(map(model.section(Section.FUNCTIONS)
                                .get(scenario.service + "-RecordActivities-" + scenario.env))
                        .get("Environment"))
                .get("Variables");
        boolean writes = "emf".equals(map(variables).get("ACTIVITY_METRICS"));
        Set<String> expected = new TreeSet<>(ALWAYS);
        if (writes) {
            expected.add("record-delay");
        }

        assertThat(alarms(scenario).keySet()).isEqualTo(expected);
        assertThat(writes)
                .isEqualTo(
                        switch (scenario) {
                            case DEFAULTS, TENANTS -> true;
                            case EVERYTHING, DEVELOPER, STAGE, LAYERS, COGNITO -> false;
                        });
    }

    @ParameterizedTest
    @EnumSource
    void each_description_names_its_section_of_the_runbook(Scenario scenario) {
        alarms(scenario)
                .forEach((name, alarm) -> assertThat(text(alarm.get("AlarmDescription")))
                        .matches("[A-Z].+[a-z0-9]: see docs/runbook\\.md#" + name));
    }

    @Test
    void the_runbook_has_a_section_for_each_alarm() throws IOException {
        Set<String> headings = Pattern.compile("(?m)^#+ (.+)$")
                .matcher(Files.readString(RUNBOOK))
                .results()
                .map(heading -> heading.group(1).replace("`", ""))
                .collect(Collectors.toSet());

        assertThat(headings).containsAll(alarms(Scenario.DEFAULTS).keySet());
    }

    @Test
    void each_message_exceeds_the_age_of_an_old_dead_letter_before_SQS_deletes_it() {
        SystemModel model = ParityTest.sam(Scenario.DEFAULTS);
        int longestWait = retention(model, "activity-queue");
        for (String queue : Set.of("activity-dlq", "activity-rule-dlq")) {
            String alarm = queue.equals("activity-dlq") ? "dead-letters-old" : "undelivered-old";

            assertThat(Integer.parseInt(
                            text(map(alarms(Scenario.DEFAULTS).get(alarm)).get("Threshold"))))
                    .isEqualTo(retention(model, queue) - longestWait)
                    .isEqualTo(10 * 24 * 3600);
        }
    }

    private static int retention(SystemModel model, String queue) {
        return Integer.parseInt(text(map(model.section(Section.QUEUES).get("ActivityService-" + queue + "-dev"))
                .get("MessageRetentionPeriod")));
    }

    /** Returns the alarms by their names without service and environment. */
    private static Map<String, Map<String, Object>> alarms(Scenario scenario) {
        Map<String, Map<String, Object>> alarms = new TreeMap<>();
        ParityTest.sam(scenario)
                .section(Section.ALARMS)
                .forEach((name, alarm) -> alarms.put(
                        name.substring(scenario.service.length() + 1, name.length() - scenario.env.length() - 1),
                        map(alarm)));
        return alarms;
    }
}
