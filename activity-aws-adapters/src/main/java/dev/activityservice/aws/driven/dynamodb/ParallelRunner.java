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
 * Runs tasks with bounded parallelism. The calling thread takes part, so a single task needs no other thread, and no task waits
 * for an executor without free threads. Thread-safe.
 */
final class ParallelRunner {

    private final Executor executor;
    private final int maxThreads;

    ParallelRunner(Executor executor, int maxThreads) {
        this.executor = executor;
        this.maxThreads = maxThreads;
    }

    /** Returns when all tasks are done or the deadline has passed. A task that is still running then continues. */
    void run(List<Runnable> tasks, Deadline deadline) {
        TaskQueue queue = new TaskQueue(tasks);
        int extraThreads = Math.min(maxThreads, tasks.size()) - 1;
        try {
            for (int i = 0; i < extraThreads; i++) {
                executor.execute(queue);
            }
        } catch (RejectedExecutionException e) {
            // The executor has no more threads: fewer threads take part.
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
                    // For example OutOfMemoryError, which fails the whole call: the caller throws it.
                    error.compareAndSet(null, e);
                } finally {
                    unfinished.countDown();
                }
            }
        }

        void await(Deadline deadline) {
            try {
                // The result is not needed, because the tasks record their own outcomes.
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
