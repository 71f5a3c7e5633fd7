package dev.activityservice.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Runs one task in several threads at the same time. */
final class ConcurrentCalls {

    private ConcurrentCalls() {}

    /**
     * Calls the task once in each thread, with the numbers 0 to {@code threads - 1}. Returns the results in this order.
     *
     * @throws AssertionError if a task fails or takes more than 120 seconds
     */
    static <T> List<T> call(int threads, IntFunction<T> task) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<T>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                Callable<T> call = () -> {
                    start.await();
                    return task.apply(thread);
                };
                results.add(pool.submit(call));
            }
            start.countDown();
            List<T> all = new ArrayList<>();
            for (Future<T> result : results) {
                all.add(result.get(120, TimeUnit.SECONDS));
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for concurrent calls", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("A concurrent call failed", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
