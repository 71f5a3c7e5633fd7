package dev.activityservice.aws.driven.dynamodb;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.endpoints.AccountIdEndpointMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * Creates clients for {@link DynamoDbActivityStore}, with the smallest HTTP client of the SDK. AWS profile files do not change
 * them.
 */
public final class DynamoDbClients {

    /** A connection inside a region takes milliseconds. The store retries a request with a slow connection. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(1);
    /** DynamoDB responds in milliseconds, but a request of 16 MB from a small function takes longer. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

    /** Ignores profile files: only this class and its caller configure the client, and reading files takes time. */
    private static final ProfileFile NO_PROFILES = ProfileFile.aggregator().build();

    private DynamoDbClients() {}

    /**
     * Creates a client that does not retry, because the store retries within its deadline and two loops would multiply. The
     * caller closes the client.
     *
     * @param endpoint null for the default endpoint of the region
     */
    public static DynamoDbClient create(Region region, @Nullable URI endpoint, AwsCredentialsProvider credentials) {
        return builder(region, endpoint, credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECTION_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT))
                .build();
    }

    /**
     * Creates the same client on another HTTP client.
     *
     * @param endpoint null for the default endpoint of the region
     * @param http stays open: the caller closes it
     */
    public static DynamoDbClient create(
            Region region, @Nullable URI endpoint, AwsCredentialsProvider credentials, SdkHttpClient http) {
        return builder(region, endpoint, credentials).httpClient(http).build();
    }

    private static DynamoDbClientBuilder builder(
            Region region, @Nullable URI endpoint, AwsCredentialsProvider credentials) {
        DynamoDbClientBuilder builder = DynamoDbClient.builder()
                .region(region)
                .credentialsProvider(credentials)
                .endpointDiscoveryEnabled(false)
                .defaultsMode(DefaultsMode.LEGACY)
                .accountIdEndpointMode(AccountIdEndpointMode.PREFERRED)
                .overrideConfiguration(settings ->
                        settings.retryStrategy(AwsRetryStrategy.doNotRetry()).defaultProfileFile(NO_PROFILES));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return builder;
    }
}
