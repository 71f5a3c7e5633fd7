package dev.activityservice.aws.lambda;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * The settings of the store.
 *
 * @param tableName the name of the DynamoDB table
 * @param region the AWS region of the table
 * @param endpoint the URL of DynamoDB; null for the endpoint of the region
 * @param credentials the credentials that sign requests
 * @param spans true to emit a span per request
 */
record StoreSettings(
        String tableName, String region, @Nullable URI endpoint, AwsCredentialsProvider credentials, boolean spans) {

    /** DynamoDB developer guide, naming rules. */
    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");

    /** Reads the settings. Faults stay in {@code variables}. */
    static StoreSettings read(Variables variables) {
        return new StoreSettings(
                tableName(variables),
                region(variables),
                variables.url(FunctionSetting.ENDPOINT),
                credentials(variables),
                variables.flag(FunctionSetting.STORE_SPANS));
    }

    private static String tableName(Variables variables) {
        String name = variables.required(FunctionSetting.TABLE_NAME, "the name of the DynamoDB table");
        if (!name.isEmpty() && !TABLE.matcher(name).matches()) {
            variables.invalid(
                    FunctionSetting.TABLE_NAME,
                    "a DynamoDB table name (3 to 255 of a-z, A-Z, 0-9, '_', '.', '-')",
                    name);
        }
        return name;
    }

    private static String region(Variables variables) {
        String region = variables.required(FunctionSetting.REGION, "an AWS region, such as eu-west-1 (Lambda sets it)");
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            variables.invalid(FunctionSetting.REGION, "an AWS region, such as eu-west-1", region);
        }
        return region;
    }

    /**
     * Returns the credentials of the environment variables or, under SnapStart, those of the local URL that Lambda provides.
     * Environment variables would be outdated when a snapshot is restored. The provider requests credentials from the URL on first
     * use, and again before they expire.
     */
    private static AwsCredentialsProvider credentials(Variables variables) {
        if (variables.optional(FunctionSetting.CONTAINER_CREDENTIALS) != null) {
            variables.url(FunctionSetting.CONTAINER_CREDENTIALS);
            // The provider reads the URL and its token from the process, because it takes no parameters.
            return ContainerCredentialsProvider.create();
        }
        String what = "a part of the credentials (Lambda sets it, or " + FunctionSetting.CONTAINER_CREDENTIALS + ")";
        String accessKey = variables.required(FunctionSetting.ACCESS_KEY, what);
        String secretKey = variables.required(FunctionSetting.SECRET_KEY, what);
        String token = variables.optional(FunctionSetting.SESSION_TOKEN);
        if (accessKey.isEmpty() || secretKey.isEmpty()) {
            return () -> {
                throw new IllegalStateException("Cannot sign requests: the settings have no credentials");
            };
        }
        return StaticCredentialsProvider.create(
                token == null
                        ? AwsBasicCredentials.create(accessKey, secretKey)
                        : AwsSessionCredentials.create(accessKey, secretKey, token));
    }
}
