package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.port.Deadline;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * Limits the attempts and sets the pauses of a request. Pauses have full jitter: each is random, from zero to a bound that
 * doubles (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param firstPause the upper bound of the first pause
 * @param longestPause the maximum of that bound
 */
record RetryPolicy(
        int maxAttempts,
        Duration requestTimeout,
        Duration firstPause,
        Duration longestPause,
        DoubleSupplier random,
        DynamoDbActivityStore.Sleeper sleeper) {

    Attempts attempts(Deadline deadline) {
        return new Attempts(deadline);
    }

    /** Counts the attempts of one request. Not thread-safe. */
    final class Attempts {

        private final Deadline deadline;
        private int made;

        private Attempts(Deadline deadline) {
            this.deadline = deadline;
        }

        boolean hasTime() {
            return !deadline.isOver();
        }

        /** Returns a request's time-out, which ends no later than the deadline. */
        AwsRequestOverrideConfiguration timeouts() {
            Duration left = deadline.remaining();
            Duration timeout = left.compareTo(requestTimeout) < 0 ? left : requestTimeout;
            Duration positive = timeout.toMillis() < 1 ? Duration.ofMillis(1) : timeout;
            // The client does not retry, so a separate time-out per attempt is not needed.
            return AwsRequestOverrideConfiguration.builder()
                    .apiCallTimeout(positive)
                    .build();
        }

        /** Waits before the next attempt. Returns false if no further attempt is allowed. */
        boolean pause() {
            made++;
            if (made >= maxAttempts || Thread.currentThread().isInterrupted()) {
                return false;
            }
            long ceiling = Math.min(longestPause.toNanos(), firstPause.toNanos() << Math.min(made - 1, 20));
            Duration pause = Duration.ofNanos((long) (random.getAsDouble() * ceiling));
            if (deadline.remaining().compareTo(pause) <= 0) {
                return false;
            }
            try {
                sleeper.sleep(pause);
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
