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
 * What both functions need to reach the table.
 *
 * @param region the table's
 * @param endpoint null for the region's own
 * @param spans whether each request has a span
 */
record StoreSettings(
        String tableName, String region, @Nullable URI endpoint, AwsCredentialsProvider credentials, boolean spans) {

    /** Amazon DynamoDB, naming rules. */
    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");

    /** Leaves the faults in {@code variables}. */
    static StoreSettings read(Variables variables) {
        return new StoreSettings(
                tableName(variables),
                region(variables),
                variables.url(VariableNames.ENDPOINT),
                credentials(variables),
                variables.flag(VariableNames.STORE_SPANS, true));
    }

    private static String tableName(Variables variables) {
        String name = variables.required(VariableNames.TABLE_NAME, "the DynamoDB table's name");
        if (!name.isEmpty() && !TABLE.matcher(name).matches()) {
            variables.invalid(
                    VariableNames.TABLE_NAME,
                    name,
                    "which is no table name (3 to 255 of a-z, A-Z, 0-9, '_', '.', '-')");
        }
        return name;
    }

    private static String region(Variables variables) {
        String region = variables.required(VariableNames.REGION, "the region, such as eu-west-1; Lambda sets it");
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            variables.invalid(VariableNames.REGION, region, "which is no region such as eu-west-1");
        }
        return region;
    }

    /**
     * Under SnapStart Lambda offers credentials at a local address, for those of the environment would be old when a snapshot is
     * restored; the provider fetches them when they are needed, and again before they expire.
     */
    private static AwsCredentialsProvider credentials(Variables variables) {
        if (variables.optional(VariableNames.CONTAINER_CREDENTIALS) != null) {
            variables.url(VariableNames.CONTAINER_CREDENTIALS);
            // It reads the address and its token where Lambda has set them, and nowhere else.
            return ContainerCredentialsProvider.create();
        }
        String what = "credentials; Lambda sets it, or " + VariableNames.CONTAINER_CREDENTIALS;
        String accessKey = variables.required(VariableNames.ACCESS_KEY, what);
        String secretKey = variables.required(VariableNames.SECRET_KEY, what);
        String token = variables.optional(VariableNames.SESSION_TOKEN);
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
