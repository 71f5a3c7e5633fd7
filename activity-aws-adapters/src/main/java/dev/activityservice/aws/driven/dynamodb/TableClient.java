package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore.RequestFailureListener;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.Deadline;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/**
 * Calls DynamoDB for one table. Repeats a request that may succeed later, by the retry policy and until the deadline. Reports
 * each failed attempt to the listener. Thread-safe.
 */
final class TableClient {

    private final DynamoDbClient client;
    private final String tableName;
    private final RetryPolicy retryPolicy;
    private final RequestFailureListener listener;
    private final StoreTelemetry telemetry;

    TableClient(
            DynamoDbClient client,
            String tableName,
            RetryPolicy retryPolicy,
            RequestFailureListener listener,
            StoreTelemetry telemetry) {
        this.client = client;
        this.tableName = tableName;
        this.retryPolicy = retryPolicy;
        this.listener = listener;
        this.telemetry = telemetry;
    }

    String tableName() {
        return tableName;
    }

    /**
     * Sends a request until it succeeds, a retry cannot help, or the retry policy or the deadline ends the call.
     *
     * @param operation the name of the DynamoDB operation
     */
    <T> Result<T> call(String operation, Deadline deadline, Request<T> request) {
        return call(operation, deadline, request, failure -> true);
    }

    /**
     * As {@link #call(String, Deadline, Request)}, but also ends after a failure that the caller does not want to be retried.
     *
     * @param isRetried is asked only after failures that a retry may cure
     */
    <T> Result<T> call(String operation, Deadline deadline, Request<T> request, Predicate<RuntimeException> isRetried) {
        RetryPolicy.Attempts attempts = retryPolicy.attempts(deadline);
        RetryReason reason = RetryReason.DEADLINE;
        RuntimeException cause = null;
        while (attempts.hasTime()) {
            try {
                T answer = request.send(new Attempt(operation, attempts.timeouts()));
                if (answer != null) {
                    return new Answer<>(answer);
                }
                reason = RetryReason.THROTTLED;
                cause = null;
                listener.requestFailed(operation, reason, null);
            } catch (RuntimeException e) {
                FailureKind kind = FailureKind.of(e);
                reason = kind.reason();
                cause = e;
                listener.requestFailed(operation, reason, e);
                if (!kind.isRetryable() || !isRetried.test(e)) {
                    break;
                }
            }
            if (!attempts.pause()) {
                break;
            }
        }
        return new Failure<>(reason, cause);
    }

    /** A request that {@link #call} sends once or several times. */
    @FunctionalInterface
    interface Request<T> {

        /**
         * Sends the request once, by {@link Attempt#send}, and reads the response.
         *
         * @return null if DynamoDB throttled a part of the request, so that the rest must be sent again
         */
        @Nullable
        T send(Attempt attempt);
    }

    /** One attempt of a call. */
    final class Attempt {

        private final String operation;
        private final AwsRequestOverrideConfiguration timeouts;

        private Attempt(String operation, AwsRequestOverrideConfiguration timeouts) {
            this.operation = operation;
            this.timeouts = timeouts;
        }

        /** Returns the request's time-outs, which end no later than the deadline. */
        AwsRequestOverrideConfiguration timeouts() {
            return timeouts;
        }

        /** Returns the request's setting of the same name; null means that DynamoDB does not report the cost. */
        @Nullable
        ReturnConsumedCapacity returnConsumedCapacity() {
            return telemetry.returnConsumedCapacity();
        }

        /**
         * Sends the request, with a span and counters.
         *
         * @param items the number of items in the request, at least one
         * @param units reads the consumed capacity units from the response
         */
        <R> R send(int items, Function<DynamoDbClient, R> request, ToDoubleFunction<R> units) {
            return telemetry.request(operation, items, () -> request.apply(client), units);
        }
    }

    /** The result of a call. */
    sealed interface Result<T> {}

    /** @param value what the request read from DynamoDB's response */
    record Answer<T>(T value) implements Result<T> {}

    /**
     * The failure of the last attempt.
     *
     * @param cause null if the deadline left no time for an attempt, or if DynamoDB throttled a part of the request
     */
    record Failure<T>(RetryReason reason, @Nullable RuntimeException cause) implements Result<T> {

        /** Returns whether DynamoDB refused the request because of its content. */
        boolean isInvalidRequest() {
            return cause != null && FailureKind.of(cause) == FailureKind.INVALID;
        }
    }
}
