package dev.activityservice.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Messages for failed calls to AWS: each says what the operator can do.
 *
 * @param regionOption the name of the command's option for the region, such as {@code --region}
 * @param missing what helps if the resource does not exist
 * @param permissions the permissions that the command needs, and on which resources
 * @param otherwise what helps after a failure that this class does not know
 */
public record AwsErrors(String regionOption, String missing, String permissions, String otherwise) {

    /** @param action a verb phrase, such as "list the dead letters" */
    public CommandException toException(String action, SdkException e) {
        return new CommandException("Cannot " + action + ": " + describe(e), e);
    }

    private String describe(SdkException e) {
        if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            String code = service.awsErrorDetails().errorCode();
            return code == null ? foreign(service) : TerminalText.line(code) + ", " + remedy(code);
        }
        if (e instanceof SdkClientException) {
            return clientRemedy(String.valueOf(e.getMessage()));
        }
        return TerminalText.line(String.valueOf(e.getMessage()));
    }

    /** Describes an answer without an error code: it is not one of AWS, but for example the page of a proxy. */
    private String foreign(AwsServiceException answer) {
        SdkBytes body = answer.awsErrorDetails().rawResponse();
        String text = body == null ? "" : new String(body.asByteArrayUnsafe(), UTF_8);
        return "the status " + answer.statusCode() + (text.isBlank() ? "" : " and " + TerminalText.line(text))
                + ", which is not an answer of AWS: check --endpoint, " + regionOption + " and the network";
    }

    private String remedy(String code) {
        if (code.contains("NonExistentQueue")
                || code.contains("QueueDoesNotExist")
                || code.contains("ResourceNotFound")) {
            return missing;
        }
        if (code.contains("AccessDenied")) {
            return "the credentials lack a permission; the tool needs " + permissions;
        }
        if (code.contains("Expired") || code.contains("InvalidClientTokenId") || code.contains("Unrecognized")) {
            return "the credentials are invalid or have expired: sign in again, for example with \"aws sso login\"";
        }
        if (code.contains("Signature")) {
            return "the secret key or the clock of this machine is wrong";
        }
        if (code.contains("Kms") || code.contains("KMS")) {
            return "the customer-managed key denies access; the credentials need kms:Decrypt and kms:GenerateDataKey on it";
        }
        if (code.contains("OverLimit")) {
            return "other readers hold too many messages of the queue: try again in a minute";
        }
        if (code.contains("Throttl") || code.contains("ProvisionedThroughputExceeded")) {
            return "there are too many requests: try again in a minute";
        }
        return otherwise;
    }

    private String clientRemedy(String message) {
        if (message.contains("credentials")) {
            return "AWS credentials are missing: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in"
                    + " with \"aws sso login\"";
        }
        if (message.contains("region")) {
            return "the region is unknown: use " + regionOption + ", or set AWS_REGION";
        }
        return "the endpoint does not respond (" + TerminalText.line(message) + "): check --endpoint, " + regionOption
                + " and the network";
    }
}
