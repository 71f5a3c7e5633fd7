package dev.activityservice.model;

/** Why an activity was not stored this time, though it can be later. */
public enum RetryReason {
    /** The store asked to slow down, and did so until the time was up. */
    THROTTLED,
    /** The store did not answer, answered with an error of its own, or its answer could not be read. */
    UNAVAILABLE,
    /** The time of the call was used up before this activity's turn. */
    DEADLINE,
    /** This program failed in an unforeseen way; the log has the stack trace. */
    INTERNAL
}
