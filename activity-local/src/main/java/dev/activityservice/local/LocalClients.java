package dev.activityservice.local;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Ordinary SDK clients of a local stack: an endpoint, and credentials that are none. */
final class LocalClients {

    static final String REGION = "eu-west-1";
    static final String ACCOUNT = "000000000000";
    static final String ACCESS_KEY = "local";
    static final String SECRET_KEY = "local";
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private LocalClients() {}

    static SqsClient sqs(URI endpoint) {
        return SqsClient.builder()
                .applyMutation(builder -> local(builder, endpoint))
                .httpClient(http())
                .build();
    }

    static EventBridgeClient eventBridge(URI endpoint) {
        return EventBridgeClient.builder()
                .applyMutation(builder -> local(builder, endpoint))
                .httpClient(http())
                .build();
    }

    static DynamoDbClient dynamoDb(URI endpoint) {
        return DynamoDbClient.builder()
                .applyMutation(builder -> local(builder, endpoint))
                .httpClient(http())
                .build();
    }

    private static void local(AwsClientBuilder<?, ?> builder, URI endpoint) {
        builder.endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)));
    }

    private static SdkHttpClient http() {
        return UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT).build();
    }
}
