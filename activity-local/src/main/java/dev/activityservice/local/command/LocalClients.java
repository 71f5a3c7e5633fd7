package dev.activityservice.local.command;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** SDK clients of a local stack, with placeholder credentials. The caller closes them. */
public final class LocalClients {

    public static final String REGION = "eu-west-1";
    public static final String ACCOUNT = "000000000000";
    public static final String ACCESS_KEY = "local";
    public static final String SECRET_KEY = "local";

    /** Longer than the 20 seconds that a receive of SQS may wait. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private LocalClients() {}

    public static SqsClient sqs(URI endpoint) {
        return local(SqsClient.builder(), endpoint).build();
    }

    public static EventBridgeClient eventBridge(URI endpoint) {
        return local(EventBridgeClient.builder(), endpoint).build();
    }

    public static DynamoDbClient dynamoDb(URI endpoint) {
        return local(DynamoDbClient.builder(), endpoint).build();
    }

    /** Returns an HTTP client for one SDK client. */
    public static SdkHttpClient http() {
        return http(SOCKET_TIMEOUT);
    }

    /** Returns an HTTP client for one SDK client, with the maximum time between two packets of an answer. */
    public static SdkHttpClient http(Duration socketTimeout) {
        return UrlConnectionHttpClient.builder().socketTimeout(socketTimeout).build();
    }

    /** Returns the environment variables by which a function finds DynamoDB at this endpoint. */
    public static Map<String, String> environment(URI dynamoDbEndpoint) {
        return Map.of(
                "AWS_REGION", REGION,
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDbEndpoint.toString(),
                "AWS_ACCESS_KEY_ID", ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    }

    private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B local(B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .httpClient(http());
    }
}
