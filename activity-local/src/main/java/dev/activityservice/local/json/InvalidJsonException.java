package dev.activityservice.local.json;

/** Thrown for text that is not one JSON value. */
public final class InvalidJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidJsonException(Throwable cause) {
        super("Invalid JSON", cause);
    }

    InvalidJsonException(String message) {
        super("Invalid JSON: " + message);
    }
}
