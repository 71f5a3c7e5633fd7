package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.port.Deadline;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** How often and how patiently a request is made again: full jitter, few attempts, never past the deadline. */
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

    /** The attempts of one request; not thread-safe. */
    final class Attempts {

        private final Deadline deadline;
        private int made;

        private Attempts(Deadline deadline) {
            this.deadline = deadline;
        }

        boolean hasTime() {
            return !deadline.isOver();
        }

        /** A request's own time-out never passes the deadline. */
        AwsRequestOverrideConfiguration timeouts() {
            Duration left = deadline.remaining();
            Duration most = left.compareTo(requestTimeout) < 0 ? left : requestTimeout;
            Duration bounded = most.toMillis() < 1 ? Duration.ofMillis(1) : most;
            // A call is one attempt, for the client does not retry: one time-out is enough.
            return AwsRequestOverrideConfiguration.builder()
                    .apiCallTimeout(bounded)
                    .build();
        }

        /** Waits before the next attempt; false if there shall be none. */
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
