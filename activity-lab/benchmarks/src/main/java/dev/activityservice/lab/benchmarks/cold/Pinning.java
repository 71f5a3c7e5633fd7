package dev.activityservice.lab.benchmarks.cold;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Keeps functions on one processor and everything else off it, where {@code taskset} is installed. */
final class Pinning {

    private final boolean possible;
    private final int processors;

    private Pinning(boolean possible, int processors) {
        this.possible = possible;
        this.processors = processors;
    }

    static Pinning find() throws InterruptedException {
        return new Pinning(
                runs(List.of("taskset", "-c", "0", "true")),
                Runtime.getRuntime().availableProcessors());
    }

    /** Of a function's command. */
    List<String> prefix() {
        return possible ? List.of("taskset", "-c", "0") : List.of();
    }

    /** Takes this process off the functions' processor, if there is another. */
    void keepAway(Consumer<String> progress) throws InterruptedException {
        if (!possible) {
            progress.accept("Not pinned: taskset is not installed. Functions may run on all processors.");
        } else if (processors > 1) {
            String self = Long.toString(ProcessHandle.current().pid());
            if (!runs(List.of("taskset", "-a", "-c", "-p", "1-" + (processors - 1), self))) {
                progress.accept("This process could not be kept off the functions' processor.");
            }
        }
    }

    @Override
    public String toString() {
        if (!possible) {
            return "none: taskset is not installed";
        }
        return processors > 1
                ? "functions on processor 0, DynamoDB Local and the Runtime API on the others"
                : "functions on processor 0, which is the only one";
    }

    private static boolean runs(List<String> command) throws InterruptedException {
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
