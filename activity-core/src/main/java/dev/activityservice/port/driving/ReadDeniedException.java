package dev.activityservice.port.driving;

import dev.activityservice.port.driven.ReadPolicy;

/** Thrown when a caller may not read a timeline. Does not reveal whether the timeline exists. */
public final class ReadDeniedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ReadPolicy.Decision decision;

    public ReadDeniedException(ReadPolicy.Decision decision) {
        super(
                decision == ReadPolicy.Decision.UNAUTHENTICATED
                        ? "Cannot read activities: the caller is not authenticated"
                        : "Cannot read activities: the caller may not read this entity");
        this.decision = decision;
    }

    /** Returns {@link ReadPolicy.Decision#UNAUTHENTICATED} or {@link ReadPolicy.Decision#FORBIDDEN}. */
    public ReadPolicy.Decision decision() {
        return decision;
    }
}
