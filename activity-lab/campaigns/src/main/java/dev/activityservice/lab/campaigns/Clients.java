package dev.activityservice.lab.campaigns;

import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Clients that do not try again by themselves: each fault shall reach the code that must bear it. */
final class Clients {

    static final String REGION = "eu-west-1";
    static final String ACCOUNT = "000000000000";
    static final String KEY = "local";
    /** For an answer of the queue's proxy; longer than a receive waits for messages. */
    static final Duration QUEUE_PATIENCE = Duration.ofSeconds(2);

    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, KEY));

    private Clients() {}

    static SqsClient sqs(URI endpoint) {
        return impatient(SqsClient.builder(), endpoint, SOCKET_TIMEOUT).build();
    }

    /** Which does not wait for a queue that is silent. */
    static SqsClient sqsBehindProxy(URI endpoint) {
        return impatient(SqsClient.builder(), endpoint, QUEUE_PATIENCE).build();
    }

    static EventBridgeClient bus(URI endpoint) {
        return impatient(EventBridgeClient.builder(), endpoint, SOCKET_TIMEOUT).build();
    }

    static DynamoDbClient dynamoDb(URI endpoint) {
        return DynamoDbClients.create(Region.of(REGION), endpoint, CREDENTIALS);
    }

    private static <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B impatient(
            B builder, URI endpoint, Duration patience) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(CREDENTIALS)
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClient(UrlConnectionHttpClient.builder()
                        .socketTimeout(patience)
                        .build());
    }
}
