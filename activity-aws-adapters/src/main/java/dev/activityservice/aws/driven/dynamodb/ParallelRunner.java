package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.port.Deadline;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a few tasks at a time. The caller works too, so it waits for nothing that has not begun, and a single task costs no
 * other thread.
 */
final class ParallelRunner {

    private final Executor executor;
    private final int maxThreads;

    ParallelRunner(Executor executor, int maxThreads) {
        this.executor = executor;
        this.maxThreads = maxThreads;
    }

    /** Returns when all are done or the time is up; a task still running then goes on, and nobody waits for it. */
    void run(List<Runnable> tasks, Deadline deadline) {
        TaskQueue queue = new TaskQueue(tasks);
        int extraThreads = Math.min(maxThreads, tasks.size()) - 1;
        try {
            for (int i = 0; i < extraThreads; i++) {
                executor.execute(queue);
            }
        } catch (RejectedExecutionException e) {
            // Then fewer help.
        }
        queue.run();
        queue.await(deadline);
    }

    private static final class TaskQueue implements Runnable {

        private final List<Runnable> tasks;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch unfinished;
        private final AtomicReference<@Nullable Error> error = new AtomicReference<>();

        TaskQueue(List<Runnable> tasks) {
            this.tasks = tasks;
            this.unfinished = new CountDownLatch(tasks.size());
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
                try {
                    tasks.get(i).run();
                } catch (Error e) {
                    // Running out of memory is everybody's trouble: the caller throws it.
                    error.compareAndSet(null, e);
                } finally {
                    unfinished.countDown();
                }
            }
        }

        void await(Deadline deadline) {
            try {
                // Whether all are done shows in what they have left behind.
                boolean unused = unfinished.await(Math.max(deadline.remaining().toNanos(), 0), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Error thrown = error.get();
            if (thrown != null) {
                throw thrown;
            }
        }
    }
}
