package dev.activityservice.lab.benchmarks.cold;

import dev.activityservice.testbed.lambda.RuntimeApi;
import dev.activityservice.testbed.lambda.RuntimeApi.Answer;
import dev.activityservice.testbed.lambda.RuntimeApi.Invocation;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Delivers one event to a function and records when the answer arrived. A function that asks to be restored is restored at once. */
final class SingleInvocation implements RuntimeApi.Hooks {

    private static final long TIMEOUT_MILLIS = 30_000;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<TimedAnswer> answer = new CompletableFuture<>();
    private final Runnable onRestore;
    private final Runnable onAnswer;
    private volatile long restoredAt;

    /** @param nanos {@link System#nanoTime()} at the arrival */
    record TimedAnswer(Answer answer, long nanos) {}

    /**
     * @param onRestore runs before the function continues from its snapshot
     * @param onAnswer runs while the function waits for the confirmation of its answer
     */
    SingleInvocation(String event, Runnable onRestore, Runnable onAnswer) {
        this.onRestore = onRestore;
        this.onAnswer = onAnswer;
        events.add(event);
    }

    CompletableFuture<TimedAnswer> answer() {
        return answer;
    }

    /** Returns {@link System#nanoTime()} of the restoration, or 0 if the function did not ask for it. */
    long restoredAt() {
        return restoredAt;
    }

    /** Blocks for ever the second time. */
    @Override
    public Invocation next() throws InterruptedException {
        return new Invocation(events.take(), System.currentTimeMillis() + TIMEOUT_MILLIS);
    }

    @Override
    public void respond(Answer response) {
        long arrivedAt = System.nanoTime();
        onAnswer.run();
        answer.complete(new TimedAnswer(response, arrivedAt));
    }

    @Override
    public void restore() {
        onRestore.run();
        restoredAt = System.nanoTime();
    }
}
