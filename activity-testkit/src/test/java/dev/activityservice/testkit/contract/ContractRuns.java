package dev.activityservice.testkit.contract;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** Runs a contract with a subject, inside of a test. */
final class ContractRuns {

    private static final Launcher LAUNCHER = LauncherFactory.create();

    private ContractRuns() {}

    /** Runs all rules with a subclass of the contract. */
    static TestExecutionSummary run(Class<?> subject) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(subject))
                .build();
        LAUNCHER.execute(request, listener);
        return listener.getSummary();
    }

    /** Returns the numbers of the rules that failed. */
    static Set<String> failed(TestExecutionSummary summary) {
        return summary.getFailures().stream().map(ContractRuns::number).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the number of the rule that failed. */
    static String number(Failure failure) {
        return failure.getTestIdentifier()
                .getSource()
                .map(source -> source instanceof MethodSource method ? number(method.getMethodName()) : "?")
                .orElse("?");
    }

    /** Returns the numbers of all rules of a contract. */
    static Set<String> rules(Class<?> contract) {
        return Arrays.stream(contract.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .map(ContractRuns::number)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String number(String rule) {
        return rule.replaceFirst("_.*", "");
    }
}
