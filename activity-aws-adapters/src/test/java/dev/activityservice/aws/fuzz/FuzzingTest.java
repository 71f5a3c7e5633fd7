package dev.activityservice.aws.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Fuzzes all targets at once with a few hundred inputs. {@code make fuzz} is the long form. {@code -Dactivity.seed} replays a run. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("thorough")
@ResourceLock("processor")
class FuzzingTest {

    private static final long SEED = Long.getLong("activity.seed", 20_261_101L);
    private static final int INPUTS = Integer.getInteger("activity.fuzz.inputs", 1000);
    /** On a slow machine, only the inputs in the source tree and fewer new ones are tried. */
    private static final Duration TIME = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void nothing_is_found_in_a_few_hundred_inputs() throws IOException, InterruptedException {
        System.out.printf("fuzzing: -Dactivity.fuzz.inputs=%d -Dactivity.seed=%d%n", INPUTS, SEED);

        List<Target> targets = List.of(Target.values());
        long kept = targets.stream().mapToLong(target -> target.inputs().size()).sum();
        Jazzer jazzer = new Jazzer(folder);
        long began = System.nanoTime();

        Jazzer.Outcome outcome = jazzer.run(targets, TIME, INPUTS, SEED, line -> {});
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assumeThat(outcome.started())
                .as("Jazzer can run on this machine; it said:%n%s", outcome.lastWords())
                .isTrue();
        System.out.printf(
                "fuzzing: %d inputs, %d of them kept with the code, %d branches%n",
                outcome.inputs(), kept, outcome.covered());
        assertThat(outcome.finding()).as(outcome.lastWords()).isEmpty();
        assertThat(outcome.inputs()).isGreaterThan(kept);
        if (took.compareTo(TIME) < 0) {
            assertThat(outcome.inputs()).as("the time was not used up").isGreaterThanOrEqualTo(INPUTS);
        }
        assertThat(outcome.covered()).isGreaterThan(1000);
    }
}
