package dev.activityservice.audit;

/** Thrown where a file cannot be read as what it should be: what is not understood is not checked. */
final class AuditException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AuditException(String message) {
        super(message);
    }

    AuditException(String message, Throwable cause) {
        super(message, cause);
    }
}
