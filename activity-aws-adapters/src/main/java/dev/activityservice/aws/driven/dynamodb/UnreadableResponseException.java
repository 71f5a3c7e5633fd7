package dev.activityservice.aws.driven.dynamodb;

/** An answer that says less than the service always says: whether the request was done is not known. */
final class UnreadableResponseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableResponseException(String operation, String missing) {
        super("Cannot read the answer to " + operation + ": it has no " + missing);
    }
}
