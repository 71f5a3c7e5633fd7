package dev.activityservice.event;

import dev.activityservice.model.Rejection;

/** Ends the reading of a body that cannot be read; never leaves the reader, so it carries no stack trace. */
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
