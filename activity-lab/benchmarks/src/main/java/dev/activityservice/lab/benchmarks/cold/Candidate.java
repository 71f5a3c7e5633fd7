package dev.activityservice.lab.benchmarks.cold;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A way to run a function.
 *
 * @param key selects the candidate in {@code --candidates}
 * @param name in the table
 */
record Candidate(String key, String name, Launch launch, Call call) {

    /**
     * How to start the JVM.
     *
     * @param java the program {@code java} of a JDK
     * @param options JVM options in addition to those of the managed runtime
     * @param classPath of the JVM; without the code of a zip function, which the runtime client loads from {@code task}
     * @param task the working directory, where Lambda unpacks a zip
     */
    record Launch(Path java, List<String> options, List<Path> classPath, Path task) {}

    /**
     * What to ask.
     *
     * @param goodAnswer text that a good answer contains
     */
    record Call(String handler, Map<String, String> environment, String event, String goodAnswer) {}
}
