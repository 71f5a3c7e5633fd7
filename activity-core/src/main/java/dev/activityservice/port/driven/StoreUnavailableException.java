package dev.activityservice.port.driven;

import dev.activityservice.model.RetryReason;
import org.jspecify.annotations.Nullable;

/** Thrown when a store cannot serve a read now. A retry may succeed. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RetryReason reason;

    public StoreUnavailableException(RetryReason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public RetryReason reason() {
        return reason;
    }
}
