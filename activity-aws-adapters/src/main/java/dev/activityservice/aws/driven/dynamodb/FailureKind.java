package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.model.RetryReason;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * What a failed request means for the next one.
 *
 * <p>Codes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
enum FailureKind {
    /** Slow down and try again. */
    THROTTLED,
    /** No answer, or one that cannot be read, or a fault of the service: it may have been done; try again. */
    UNAVAILABLE,
    /** Nobody can do anything about it within this call: no permission, no table, a table of another schema. */
    NOT_RETRYABLE,
    /** The request is refused because of something in it. */
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

    /** The client corrects its clock from such an answer, so that the next request is right. */
    private static final Set<String> CLOCK_SKEW_CODES = Set.of(
            "RequestTimeTooSkewed",
            "RequestExpired",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "RequestInTheFuture");

    private static final int MAX_MESSAGE_CHARS = 200;

    static FailureKind of(RuntimeException thrown) {
        if (thrown instanceof AbortedException) {
            // The thread was interrupted: whoever did that wants an end.
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

    /** The service's own words, in one line and cut. */
    static String message(RuntimeException thrown) {
        String message = thrown instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorMessage()
                : null;
        if (message == null) {
            return thrown.getClass().getSimpleName();
        }
        String line = message.replaceAll("\\p{Cntrl}", " ");
        return line.length() > MAX_MESSAGE_CHARS ? line.substring(0, MAX_MESSAGE_CHARS) + "…" : line;
    }

    private static String code(AwsServiceException service) {
        AwsErrorDetails details = service.awsErrorDetails();
        @Nullable String code = details == null ? null : details.errorCode();
        return code == null ? "" : code;
    }

    /** A table with other keys refuses all items alike, healthy ones too: that is no fault of theirs. */
    private static boolean isCausedByTable(AwsServiceException service) {
        String message = message(service);
        return message.contains("does not match the schema")
                || message.contains("Missing the key")
                || message.contains("Type mismatch for key");
    }
}
