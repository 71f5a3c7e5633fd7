package dev.activityservice.lab.benchmarks.cold;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One way to run one function.
 *
 * @param key the name for {@code --candidates}
 * @param name what the table says
 * @param launch how its JVM is started
 * @param call what it is asked, and what a good answer begins with
 */
record Candidate(String key, String name, Launch launch, Call call) {

    /**
     * @param java the JDK's {@code java}
     * @param options of the JVM, beside those that Lambda's managed runtime sets
     * @param classPath of the JVM; a zip function's own code is not on it, for the runtime client loads that from {@code task}
     * @param task the working directory, where Lambda unpacks a zip
     */
    record Launch(Path java, List<String> options, List<Path> classPath, Path task) {}

    /** @param goodAnswer what the answer contains */
    record Call(String handler, Map<String, String> environment, String event, String goodAnswer) {}
}
