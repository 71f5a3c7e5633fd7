package dev.activityservice.lab.guards;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs single test methods and writes the outcome of each to a file. {@link Mutants} starts it in a separate JVM. */
final class TestRun {

    /** The outcome of a test. If a method has several invocations, the last constant of their outcomes counts. */
    enum End {
        /** The test does not exist or was skipped. */
        NOT_RUN,
        PASSED,
        /** Failed by another exception than an assertion. */
        BROKEN,
        /** Failed by an assertion. */
        FAILED
    }

    private TestRun() {}

    /** @param args a file for the outcomes, one per line, and the qualified names of the tests */
    public static void main(String[] args) throws IOException {
        List<String> ends = new ArrayList<>();
        for (String test : Arrays.asList(args).subList(1, args.length)) {
            ends.add(run(test).name());
        }
        Files.write(Path.of(args[0]), ends);
        // Threads of a server that a test did not stop would keep the JVM alive.
        System.exit(0);
    }

    private static End run(String test) {
        Ends ends = new Ends();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(method(test).getDeclaringClass(), method(test)))
                .build();
        LauncherFactory.create().execute(request, ends);
        return ends.worst;
    }

    private static Method method(String test) {
        String className = test.substring(0, test.indexOf('#'));
        String name = test.substring(test.indexOf('#') + 1);
        try {
            return Arrays.stream(Class.forName(className).getDeclaredMethods())
                    .filter(each -> each.getName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("Cannot find the test " + test));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("Cannot find the test class " + className, e);
        }
    }

    private static final class Ends implements TestExecutionListener {

        private End worst = End.NOT_RUN;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            End end = result.getThrowable()
                    .map(thrown -> thrown instanceof AssertionError ? End.FAILED : End.BROKEN)
                    .orElse(test.isTest() ? End.PASSED : End.NOT_RUN);
            result.getThrowable().ifPresent(thrown -> System.out.println(test.getDisplayName() + ": " + thrown));
            worst = end.compareTo(worst) > 0 ? end : worst;
        }
    }
}
