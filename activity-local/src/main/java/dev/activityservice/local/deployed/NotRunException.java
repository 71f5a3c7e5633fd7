package dev.activityservice.local.deployed;

/** Thrown by a check that does not apply to this deployment. The message completes the sentence "not run, because …". */
final class NotRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotRunException(String reason) {
        super(reason);
    }
}
