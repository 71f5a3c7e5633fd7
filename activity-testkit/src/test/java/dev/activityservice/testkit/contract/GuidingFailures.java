package dev.activityservice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** What each failure of a contract must state. */
final class GuidingFailures {

    private GuidingFailures() {}

    /** Fails unless the message has the number and title of the rule, the sentence of the port, steps, expected and actual. */
    static void requireGuidance(Failure failure) {
        MethodSource source =
                (MethodSource) failure.getTestIdentifier().getSource().orElseThrow();
        Method rule = source.getJavaMethod();
        Checks checks = rule.getAnnotation(Checks.class);
        assertThat(checks).as(rule.getName()).isNotNull();
        String[] name = rule.getName().split("_", 2);
        Demand demand = checks.value();
        String port = demand.member().replaceFirst("\\..*", "");

        Throwable thrown = failure.getException();
        String message = String.valueOf(thrown.getMessage());
        assertThat(thrown).as(rule.getName()).isInstanceOf(AssertionError.class);
        assertThat(message.lines().toList())
                .startsWith("Rule " + name[0] + " of " + port + " is broken: " + name[1].replace('_', ' '))
                .contains("Demand:     " + demand.member() + ": \"" + demand.sentence() + "\"")
                .anyMatch(line -> line.startsWith("Done:       "))
                .anyMatch(line -> line.startsWith("Expected:   "))
                .anyMatch(line -> line.startsWith("Actual:     "));
        assertThat(message).doesNotContain("Expecting");
        assertThat(message.length()).as("length of the message").isLessThan(6_000);
        if (thrown.getCause() != null) {
            // The stack trace of a cause starts in the store, not in the contract.
            assertThat(Arrays.stream(thrown.getCause().getStackTrace())
                            .findFirst()
                            .map(StackTraceElement::getClassName))
                    .as(message)
                    .hasValueSatisfying(type -> assertThat(type)
                            .isNotIn(
                                    ActivityStoreContract.class.getName(),
                                    Timelines.class.getName(),
                                    Words.class.getName(),
                                    Evidence.class.getName()));
        }
    }
}
