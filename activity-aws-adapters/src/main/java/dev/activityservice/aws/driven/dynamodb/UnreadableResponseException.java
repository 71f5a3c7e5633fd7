package dev.activityservice.aws.driven.dynamodb;

/** Thrown for a response without a part that DynamoDB always sends. The request may or may not have been applied. */
final class UnreadableResponseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableResponseException(String operation, String expected) {
        super("Cannot read the response to " + operation + ": expected " + expected);
    }
}
