package dev.activityservice.testkit.contract;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AssertionFailureBuilder;
import org.junit.jupiter.api.TestInfo;

/**
 * What one rule did, and the only place where a rule fails. The message states the rule, the sentence of the port, the steps, the
 * expected and the actual result. Thread-safe.
 */
final class Evidence {

    /** The last steps are nearest to the failure. */
    private static final int MAX_STEPS_IN_MESSAGE = 8;

    private static final String INDENT = " ".repeat(12);

    private final String number;
    private final String title;
    private final Demand demand;
    private final List<String> steps = new ArrayList<>();

    private Evidence(String number, String title, Demand demand) {
        this.number = number;
        this.title = title;
        this.demand = demand;
    }

    /** Returns whether JUnit runs a rule of a contract. A subclass may have other tests. */
    static boolean isRule(TestInfo test) {
        Class<?> declaring = test.getTestMethod().orElseThrow().getDeclaringClass();
        return declaring.getPackageName().equals(Evidence.class.getPackageName())
                && declaring.getSimpleName().endsWith("Contract");
    }

    /** Starts the evidence of the rule that JUnit runs. */
    static Evidence of(TestInfo test) {
        Method method = test.getTestMethod().orElseThrow();
        Checks checks = method.getAnnotation(Checks.class);
        if (checks == null) {
            throw new IllegalStateException("Invalid rule: expected an annotation @Checks on " + method.getName());
        }
        String[] name = method.getName().split("_", 2);
        return new Evidence(name[0], name[1].replace('_', ' '), checks.value());
    }

    String number() {
        return number;
    }

    /** Adds a step in the words of a user of the port. */
    synchronized void did(String step) {
        steps.add(step);
    }

    /** Fails if the values are different. */
    void expect(Object expected, @Nullable Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw broken(Words.of(expected), Words.of(actual), Words.difference(expected, actual), null);
        }
    }

    /** Fails with this text if the condition is false. */
    void expect(boolean condition, String expected, String actual) {
        if (!condition) {
            throw broken(expected, actual, null, null);
        }
    }

    AssertionError broken(String expected, String actual, @Nullable Throwable cause) {
        return broken(expected, actual, null, cause);
    }

    private synchronized AssertionError broken(
            String expected, String actual, @Nullable String difference, @Nullable Throwable cause) {
        StringBuilder message = new StringBuilder()
                .append("Rule ")
                .append(number)
                .append(" of ")
                .append(demand.member().replaceFirst("\\..*", ""))
                .append(" is broken: ")
                .append(title);
        add(message, "Demand:", demand.member() + ": \"" + demand.sentence() + "\"");
        add(message, "Done:", steps());
        add(message, "Expected:", expected);
        add(message, "Actual:", actual);
        if (difference != null) {
            add(message, "Difference:", difference);
        }
        try {
            AssertionFailureBuilder.assertionFailure()
                    .message(message.toString())
                    .expected(expected)
                    .actual(actual)
                    .includeValuesInMessage(false)
                    .cause(cause)
                    .buildAndThrow();
        } catch (AssertionError failure) {
            return failure;
        }
        throw new IllegalStateException("Cannot build the failure of rule " + number);
    }

    private String steps() {
        if (steps.isEmpty()) {
            return "nothing yet";
        }
        int first = Math.max(0, steps.size() - MAX_STEPS_IN_MESSAGE);
        StringBuilder text = new StringBuilder();
        if (first > 0) {
            text.append("… ").append(first).append(" earlier steps\n");
        }
        for (int i = first; i < steps.size(); i++) {
            text.append(i + 1).append(". ").append(steps.get(i)).append(i + 1 < steps.size() ? "\n" : "");
        }
        return text.toString();
    }

    private static void add(StringBuilder message, String heading, String text) {
        message.append('\n')
                .append(heading)
                .append(INDENT.substring(heading.length()))
                .append(text.replace("\n", "\n" + INDENT));
    }
}
