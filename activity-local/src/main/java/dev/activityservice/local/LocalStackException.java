package dev.activityservice.local;

import org.jspecify.annotations.Nullable;

/** Thrown when the stack cannot be started; its message says what to do, for people. */
public final class LocalStackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LocalStackException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
