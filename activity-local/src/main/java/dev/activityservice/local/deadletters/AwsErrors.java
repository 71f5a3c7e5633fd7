package dev.activityservice.local.deadletters;

import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.TerminalText;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** What an operator can do about a failed call. */
final class AwsErrors {

    private static final String ACTIONS = "sqs:GetQueueAttributes, sqs:ListDeadLetterSourceQueues, sqs:ReceiveMessage,"
            + " sqs:ChangeMessageVisibility and sqs:DeleteMessage on the dead-letter queue, and sqs:SendMessage on the"
            + " queue that is sent to";

    private AwsErrors() {}

    static CommandException of(String doing, SdkException e) {
        return new CommandException("Cannot " + doing + ": " + describe(e), e);
    }

    static String describe(SdkException e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            String code = String.valueOf(service.awsErrorDetails().errorCode());
            return code + ", " + remedy(code);
        }
        if (e instanceof SdkClientException) {
            return clientTrouble(String.valueOf(e.getMessage()));
        }
        return String.valueOf(e.getMessage());
    }

    private static String remedy(String code) {
        if (code.contains("NonExistentQueue") || code.contains("QueueDoesNotExist")) {
            return "there is no such queue: check the URL and --region";
        }
        if (code.contains("AccessDenied")) {
            return "the credentials may not do that; the tool needs " + ACTIONS;
        }
        if (code.contains("Expired") || code.contains("InvalidClientTokenId") || code.contains("Unrecognized")) {
            return "the credentials are not valid (any more): sign in again, such as with \"aws sso login\"";
        }
        if (code.contains("Signature")) {
            return "the secret key is wrong, or this machine's clock is";
        }
        if (code.contains("Kms") || code.contains("KMS")) {
            return "the queue's key refuses; the credentials need kms:Decrypt and kms:GenerateDataKey on it";
        }
        if (code.contains("OverLimit")) {
            return "too many messages of the queue are with other readers; try again in a minute";
        }
        if (code.contains("Throttl")) {
            return "too many requests; try again in a minute";
        }
        return "try again; the queue is as it was, but for what the summary says";
    }

    private static String clientTrouble(String message) {
        if (message.contains("credentials")) {
            return "there are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in"
                    + " with \"aws sso login\"";
        }
        if (message.contains("region")) {
            return "the region is not known: name it with --region, or set AWS_REGION";
        }
        return "nobody answers (" + TerminalText.line(message) + "): check --endpoint, --region and the network";
    }
}
