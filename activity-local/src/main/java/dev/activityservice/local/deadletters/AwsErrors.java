package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.TerminalText;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Messages for failed calls to AWS: each says what the operator can do. */
final class AwsErrors {

    private static final String PERMISSIONS =
            "sqs:GetQueueAttributes, sqs:ListDeadLetterSourceQueues, sqs:ReceiveMessage,"
                    + " sqs:ChangeMessageVisibility and sqs:DeleteMessage on the dead-letter queue, and sqs:SendMessage on"
                    + " the target queue";

    private AwsErrors() {}

    /** @param action a verb phrase, such as "list the dead letters" */
    static CommandException toException(String action, SdkException e) {
        return new CommandException("Cannot " + action + ": " + describe(e), e);
    }

    private static String describe(SdkException e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            String code = String.valueOf(service.awsErrorDetails().errorCode());
            return TerminalText.line(code) + ", " + remedy(code);
        }
        if (e instanceof SdkClientException) {
            return clientRemedy(String.valueOf(e.getMessage()));
        }
        return TerminalText.line(String.valueOf(e.getMessage()));
    }

    private static String remedy(String code) {
        if (code.contains("NonExistentQueue") || code.contains("QueueDoesNotExist")) {
            return "the queue does not exist: check the URL and --region";
        }
        if (code.contains("AccessDenied")) {
            return "the credentials lack a permission; the tool needs " + PERMISSIONS;
        }
        if (code.contains("Expired") || code.contains("InvalidClientTokenId") || code.contains("Unrecognized")) {
            return "the credentials are invalid or have expired: sign in again, for example with \"aws sso login\"";
        }
        if (code.contains("Signature")) {
            return "the secret key or the clock of this machine is wrong";
        }
        if (code.contains("Kms") || code.contains("KMS")) {
            return "the key of the queue denies access; the credentials need kms:Decrypt and kms:GenerateDataKey on it";
        }
        if (code.contains("OverLimit")) {
            return "other readers hold too many messages of the queue: try again in a minute";
        }
        if (code.contains("Throttl")) {
            return "there are too many requests: try again in a minute";
        }
        return "try again; only the changes in the summary were made";
    }

    private static String clientRemedy(String message) {
        if (message.contains("credentials")) {
            return "AWS credentials are missing: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in"
                    + " with \"aws sso login\"";
        }
        if (message.contains("region")) {
            return "the region is unknown: use --region, or set AWS_REGION";
        }
        return "the endpoint does not respond (" + TerminalText.line(message)
                + "): check --endpoint, --region and the network";
    }
}
