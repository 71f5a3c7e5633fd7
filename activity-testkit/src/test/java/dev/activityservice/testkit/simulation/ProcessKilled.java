package dev.activityservice.testkit.simulation;

/** The end of a worker in the middle of its work; an error, because no barrier may contain it. */
final class ProcessKilled extends Error {

    private static final long serialVersionUID = 1L;

    ProcessKilled() {
        super("killed", null, false, false);
    }
}
