package dev.activityservice.lab.benchmarks.cold;

import java.io.IOException;
import java.util.List;

/** Assigns the functions to processor 0, and this process to the others, if {@code taskset} is installed. */
final class Pinning {

    private static final List<String> PREFIX = List.of("taskset", "-c", "0");

    private Pinning() {}

    /** Pins this process. Returns the prefix for the command of a function; empty if pinning is not possible. */
    static List<String> prefix() throws InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        String self = Long.toString(ProcessHandle.current().pid());
        boolean isPinned =
                processors > 1 && succeeds(List.of("taskset", "-a", "-c", "-p", "1-" + (processors - 1), self));
        return isPinned ? PREFIX : List.of();
    }

    private static boolean succeeds(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
