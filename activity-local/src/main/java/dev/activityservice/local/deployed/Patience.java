package dev.activityservice.local.deployed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a question to a deployment until the answer is the expected one, or until a deadline. Prints what it waits for after a second,
 * and then at least every five seconds. Thread-safe if the consumer is.
 */
final class Patience {

    private static final Duration FIRST_LINE = Duration.ofSeconds(1);
    private static final Duration NEXT_LINE = Duration.ofSeconds(5);

    private final Duration timeout;
    private final Duration interval;
    private final Consumer<String> progress;

    /** @param interval the pause between two questions */
    Patience(Duration timeout, Duration interval, Consumer<String> progress) {
        this.timeout = timeout;
        this.interval = interval;
        this.progress = progress;
    }

    Duration timeout() {
        return timeout;
    }

    /** A question to a deployment. */
    @FunctionalInterface
    interface Question<T> {

        T ask() throws InterruptedException;
    }

    /**
     * Returns the first answer that is expected, or the last answer at the deadline. Ignores temporary failures before the deadline.
     *
     * @param describe returns the state of an answer for people
     * @throws FailedCheckException if the last question failed
     */
    <T> T until(Predicate<T> expected, Function<T, String> describe, Question<T> question) throws InterruptedException {
        long start = System.nanoTime();
        Duration line = FIRST_LINE;
        while (true) {
            T answer = null;
            FailedCheckException failure = null;
            try {
                answer = question.ask();
                if (expected.test(answer)) {
                    return answer;
                }
            } catch (FailedCheckException e) {
                if (!e.isTemporary()) {
                    throw e;
                }
                failure = e;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(timeout) >= 0) {
                return lastAnswer(answer, failure);
            }
            if (waited.compareTo(line) >= 0) {
                progress.accept("waiting for " + waited.toSeconds() + " s: "
                        + (answer == null ? describe(failure) : describe.apply(answer)));
                line = waited.plus(NEXT_LINE);
            }
            TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        }
    }

    private static String describe(@Nullable FailedCheckException failure) {
        return failure == null ? "" : failure.actual();
    }

    private static <T> T lastAnswer(@Nullable T answer, @Nullable FailedCheckException failure) {
        if (failure != null) {
            throw failure;
        }
        if (answer == null) {
            throw new IllegalStateException("A question must have an answer");
        }
        return answer;
    }
}
