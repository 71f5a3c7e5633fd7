package dev.activityservice.port.driving;

import dev.activityservice.port.driven.ReadPolicy;

/** Thrown when a caller may not read a timeline. Does not reveal whether the timeline exists. */
public final class ReadDeniedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ReadPolicy.Decision decision;

    /** @param decision the refusal of the policy */
    public ReadDeniedException(ReadPolicy.Decision decision) {
        super(
                decision.isUnauthenticated()
                        ? "Cannot read activities: the caller is not authenticated"
                        : "Cannot read activities: the caller may not read this entity");
        this.decision = decision;
    }

    /** Returns true if the caller is not authenticated, and false if it is authenticated but may not read the timeline. */
    public boolean isUnauthenticated() {
        return decision.isUnauthenticated();
    }

    /** Returns the refusal. */
    public ReadPolicy.Decision decision() {
        return decision;
    }
}
