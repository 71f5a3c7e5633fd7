package dev.activityservice.aws.driven.dynamodb;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.activityservice.port.Deadline;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** An error on another thread also fails the caller. */
class ParallelRunnerTest {

    @Test
    void f21_the_caller_throws_an_error_of_another_thread() {
        OutOfMemoryError error = new OutOfMemoryError("simulated");
        Thread caller = Thread.currentThread();
        CountDownLatch thrown = new CountDownLatch(1);
        Runnable task = () -> {
            if (Thread.currentThread() != caller) {
                thrown.countDown();
                throw error;
            }
            try {
                thrown.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        ExecutorService helper = Executors.newSingleThreadExecutor();
        try {
            List<Runnable> tasks = Collections.nCopies(2, task);
            Deadline deadline = Deadline.after(Duration.ofMinutes(1), System::nanoTime);

            assertThatThrownBy(() -> new ParallelRunner(helper, 2).run(tasks, deadline))
                    .isSameAs(error);
        } finally {
            helper.shutdownNow();
        }
    }
}
