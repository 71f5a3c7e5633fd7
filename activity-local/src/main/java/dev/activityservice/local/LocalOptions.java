package dev.activityservice.local;

import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link LocalStack}. Immutable and thread-safe.
 *
 * @param port of the bus and the API; 0 takes a free port, here and below
 * @param dataDir the folder of messages and tables, created if it is missing; null keeps everything in memory
 * @param catalog a path or a classpath resource; null for the reference catalog
 * @param maxReceives receives before a message moves to the dead-letter queue: 1 to 1,000, as in SQS
 * @param visibilityTimeout how long a failed message stays invisible: whole seconds, 1 to 43,200 (12 hours), as in SQS
 * @param openTelemetry takes the telemetry of the functions; the caller closes it
 */
public record LocalOptions(
        int port,
        int sqsPort,
        int dynamoDbPort,
        @Nullable Path dataDir,
        @Nullable String catalog,
        int maxReceives,
        Duration visibilityTimeout,
        OpenTelemetry openTelemetry) {

    public LocalOptions {
        requireBetween("--port", port, 0, 65_535);
        requireBetween("--sqs-port", sqsPort, 0, 65_535);
        requireBetween("--dynamodb-port", dynamoDbPort, 0, 65_535);
        requireBetween("--max-receives", maxReceives, 1, 1000);
        requireBetween("--visibility-timeout", visibilityTimeout.toSeconds(), 1, 43_200);
        if (visibilityTimeout.toNanosPart() != 0) {
            throw new IllegalArgumentException(
                    "The option --visibility-timeout must be a whole number of seconds, not " + visibilityTimeout);
        }
    }

    /** Returns the settings of a stack on free ports, with the reference catalog, 3 receives and no telemetry. */
    public static LocalOptions onFreePorts(@Nullable Path dataDir, Duration visibilityTimeout) {
        return new LocalOptions(0, 0, 0, dataDir, null, 3, visibilityTimeout, OpenTelemetry.noop());
    }

    private static void requireBetween(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "The option " + option + " must be a number from " + least + " to " + most + ", not " + value);
        }
    }
}
