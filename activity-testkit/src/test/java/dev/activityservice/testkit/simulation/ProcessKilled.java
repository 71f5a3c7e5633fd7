package dev.activityservice.testkit.simulation;

/** Kills a worker during its work. An error, so that no handler of exceptions catches it. */
final class ProcessKilled extends Error {

    private static final long serialVersionUID = 1L;

    ProcessKilled() {
        super("killed", null, false, false);
    }
}
