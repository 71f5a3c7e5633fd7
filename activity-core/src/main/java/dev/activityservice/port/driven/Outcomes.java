package dev.activityservice.port.driven;

/** Shared instances of {@link ActivityStore.Outcome}. */
final class Outcomes {

    static final ActivityStore.Outcome STORED = new ActivityStore.Outcome.Stored();

    private Outcomes() {}
}
