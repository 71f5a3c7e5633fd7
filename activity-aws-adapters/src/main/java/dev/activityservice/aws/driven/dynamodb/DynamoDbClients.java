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

/** The client as the store wants it: the smallest HTTP client at start, every setting that matters explicit. */
public final class DynamoDbClients {

    /** A connection inside a region takes milliseconds; one that takes longer is tried again. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(1);
    /** DynamoDB answers in milliseconds; 16 MB on a small function take longer. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

    /** What is set is set here and by the caller; files of a home directory have no say, and reading them takes time. */
    private static final ProfileFile NO_PROFILES = ProfileFile.aggregator().build();

    private DynamoDbClients() {}

    /**
     * A client that never retries by itself: the store does, within its deadline, and two loops would multiply. Close it when
     * done.
     *
     * @param endpoint null for the region's own
     */
    public static DynamoDbClient create(Region region, @Nullable URI endpoint, AwsCredentialsProvider credentials) {
        return builder(region, endpoint, credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECTION_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT))
                .build();
    }

    /**
     * The same on another HTTP client.
     *
     * @param endpoint null for the region's own
     * @param http stays open; whoever made it closes it
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
