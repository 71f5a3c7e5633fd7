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

/** Runs single test methods, in a JVM of its own, and says of each what became of it. */
final class TestRun {

    /** How a test ended. Of several invocations of one method the worst for it counts; the later the worse. */
    enum End {
        /** No such test, or it was skipped. */
        NOT_RUN,
        PASSED,
        /** By another exception than an assertion's, which may mean anything. */
        BROKEN,
        /** By an assertion. */
        FAILED
    }

    private TestRun() {}

    /** @param args a file for the ends, one in a line, and the tests by their qualified names */
    public static void main(String[] args) throws IOException {
        List<String> ends = new ArrayList<>();
        for (String test : Arrays.asList(args).subList(1, args.length)) {
            ends.add(run(test).name());
        }
        Files.write(Path.of(args[0]), ends);
        // Threads of servers that a test has left would keep the JVM alive.
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
