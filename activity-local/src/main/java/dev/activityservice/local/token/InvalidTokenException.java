package dev.activityservice.local.token;

/** Thrown when a token is not accepted. The message is a fixed text, which contains nothing of the token. */
public final class InvalidTokenException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidTokenException(String message) {
        super(message);
    }
}
