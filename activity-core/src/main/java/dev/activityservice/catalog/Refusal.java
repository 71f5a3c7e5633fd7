package dev.activityservice.catalog;

import dev.activityservice.model.Rejection;

/** Leaves the pass over an event at its first fault. Never leaves the package, so it has no stack trace to pay for. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    Refusal(Rejection.Code code, String pointer, String message) {
        super(message, null, false, false);
        this.rejection = Rejection.of(code, pointer, message);
    }

    Rejection rejection() {
        return rejection;
    }
}
