package dev.activityservice.testbed.dynamodb;

import org.jspecify.annotations.Nullable;

/** Thrown when DynamoDB Local cannot be found, loaded, started or stopped. The message states what to do. */
public final class DynamoDbLocalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DynamoDbLocalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
