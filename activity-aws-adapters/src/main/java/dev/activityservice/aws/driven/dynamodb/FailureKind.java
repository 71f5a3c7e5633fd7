package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.model.RetryReason;
import dev.activityservice.text.Quoted;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * Classifies a failed request by whether a retry can help.
 *
 * <p>Error codes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
enum FailureKind {
    /** DynamoDB throttled the request: a slower retry helps. */
    THROTTLED,
    /** No response, an unreadable response, or a server error. The request may have been applied; a retry helps. */
    UNAVAILABLE,
    /** A retry within this call cannot help: a permission or the table is missing, or the table has another schema. */
    NOT_RETRYABLE,
    /** DynamoDB refused the request because of its content. */
    INVALID;

    private static final Set<String> THROTTLING_CODES = Set.of(
            "ProvisionedThroughputExceededException",
            "ThrottlingException",
            "Throttling",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "RequestLimitExceeded",
            "LimitExceededException",
            "TooManyRequestsException");

    /** The SDK corrects its clock from such a response, so the next attempt can succeed. */
    private static final Set<String> CLOCK_SKEW_CODES = Set.of(
            "RequestTimeTooSkewed",
            "RequestExpired",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "RequestInTheFuture");

    private static final int MAX_MESSAGE_CHARS = 200;

    static FailureKind of(RuntimeException thrown) {
        if (thrown instanceof AbortedException) {
            // The thread was interrupted, so the call must end.
            return NOT_RETRYABLE;
        }
        if (!(thrown instanceof AwsServiceException service)) {
            return UNAVAILABLE;
        }
        String code = code(service);
        int status = service.statusCode();
        if (THROTTLING_CODES.contains(code) || status == 429) {
            return THROTTLED;
        }
        if (status >= 500 || status == 408 || status < 400 || CLOCK_SKEW_CODES.contains(code)) {
            return UNAVAILABLE;
        }
        if (code.equals("ValidationException") || status == 413) {
            return isCausedByTable(service) ? NOT_RETRYABLE : INVALID;
        }
        return NOT_RETRYABLE;
    }

    boolean isRetryable() {
        return this == THROTTLED || this == UNAVAILABLE;
    }

    RetryReason reason() {
        return this == THROTTLED ? RetryReason.THROTTLED : RetryReason.UNAVAILABLE;
    }

    /** Returns DynamoDB's error message in one line, truncated and escaped, or the class name if DynamoDB sent none. */
    static String message(RuntimeException thrown) {
        String message = thrown instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorMessage()
                : null;
        if (message == null) {
            return thrown.getClass().getSimpleName();
        }
        return Quoted.escape(Quoted.truncate(message.replaceAll("\\p{Cntrl}", " "), MAX_MESSAGE_CHARS));
    }

    private static String code(AwsServiceException service) {
        AwsErrorDetails details = service.awsErrorDetails();
        @Nullable String code = details == null ? null : details.errorCode();
        return code == null ? "" : code;
    }

    /** Returns whether the table has other keys. It then refuses every item, so the items must not be rejected. */
    private static boolean isCausedByTable(AwsServiceException service) {
        String message = message(service);
        return message.contains("does not match the schema")
                || message.contains("Missing the key")
                || message.contains("Type mismatch for key");
    }
}
