package dev.activityservice.model;

/** The reason why an activity was not stored in this call. A later call may store it. */
public enum RetryReason {
    /** The store kept throttling until the deadline. */
    THROTTLED,
    /** The store did not answer, or answered with an error, or its answer was not readable. */
    UNAVAILABLE,
    /** The deadline passed before the activity was written. */
    DEADLINE,
    /** An unexpected failure in this program. The log has the stack trace. */
    INTERNAL
}
