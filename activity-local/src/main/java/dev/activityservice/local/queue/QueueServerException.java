package dev.activityservice.local.queue;

import org.jspecify.annotations.Nullable;

/** Thrown when the SQS server cannot start. */
public final class QueueServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QueueServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
