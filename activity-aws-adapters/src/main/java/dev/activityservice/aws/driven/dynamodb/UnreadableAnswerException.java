package dev.activityservice.aws.driven.dynamodb;

/** An answer that says less than the service always says: whether the request was done is not known. */
final class UnreadableAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableAnswerException(String operation, String missing) {
        super("Cannot read the answer to " + operation + ": it has no " + missing);
    }
}
