package dev.activityservice.lab.campaigns;

import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.catalog.ActivityCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

/** Clients of local parts. They do not retry, so that each fault reaches the code that must handle it. */
final class Clients {

    static final String REGION = "eu-west-1";
    static final String ACCOUNT = "000000000000";
    static final String TABLE = "activities";
    /** Socket timeout behind the queue's proxy; longer than a receive waits for messages. */
    static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(2);

    private static final String KEY = "local";
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, KEY));

    /** The reference catalog, in which the creation of an order makes the user a reader of the order. */
    private static final Path CATALOG = catalog();

    private Clients() {}

    static SqsClient sqs(URI endpoint) {
        return local(SqsClient.builder(), endpoint, SOCKET_TIMEOUT).build();
    }

    static SqsClient sqsBehindProxy(URI endpoint) {
        return local(SqsClient.builder(), endpoint, QUEUE_TIMEOUT).build();
    }

    static EventBridgeClient bus(URI endpoint) {
        return local(EventBridgeClient.builder(), endpoint, SOCKET_TIMEOUT).build();
    }

    static DynamoDbClient dynamoDb(URI endpoint) {
        return DynamoDbClients.create(Region.of(REGION), endpoint, CREDENTIALS);
    }

    static Map<String, String> functionVariables(URI dynamoDb, Duration reserve) {
        return Map.of(
                "ACTIVITY_TABLE_NAME", TABLE,
                "ACTIVITY_CATALOG", CATALOG.toString(),
                "ACTIVITY_DEADLINE_RESERVE_MS", Long.toString(reserve.toMillis()),
                "AWS_REGION", REGION,
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString(),
                "AWS_ACCESS_KEY_ID", KEY,
                "AWS_SECRET_ACCESS_KEY", KEY);
    }

    private static Path catalog() {
        try (InputStream in = ActivityCatalog.class.getResourceAsStream("reference-catalog.json")) {
            if (in == null) {
                throw new IllegalStateException("Cannot find the reference catalog");
            }
            String created = "\"orders.orderCreated.v1\": {";
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(created, created + "\"readers\": {\"order\": [\"user\"]},");
            Path file = Files.createTempFile("campaign-catalog", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, json);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the catalog of the campaigns", e);
        }
    }

    private static <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B local(
            B builder, URI endpoint, Duration timeout) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(CREDENTIALS)
                .overrideConfiguration(settings -> settings.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClient(
                        UrlConnectionHttpClient.builder().socketTimeout(timeout).build());
    }
}
