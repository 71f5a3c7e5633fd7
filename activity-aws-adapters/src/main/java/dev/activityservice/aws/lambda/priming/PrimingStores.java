package dev.activityservice.aws.lambda.priming;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.port.driven.ActivityStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbServiceClientConfiguration;

/** Stores to prime with: each makes one attempt per request, and keeps nothing. */
final class PrimingStores {

    /** Two letters; DynamoDB's tables have three at least, so there is none to write to. */
    private static final String NO_TABLE = "no";

    private static final String CANNED_TABLE = "priming";

    private PrimingStores() {}

    /** On the function's client: each request reaches the service, which rejects it. */
    static ActivityStore withoutTable(DynamoDbClient client) {
        return open(client, NO_TABLE);
    }

    /** Each request succeeds, and none leaves the process. */
    static ActivityStore withoutService(DynamoDbClient client) {
        DynamoDbServiceClientConfiguration configuration = client.serviceClientConfiguration();
        return open(
                DynamoDbClients.create(
                        configuration.region(),
                        configuration.endpointOverride().orElse(null),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("priming", "priming")),
                        new CannedDynamoDb()),
                CANNED_TABLE);
    }

    private static ActivityStore open(DynamoDbClient client, String table) {
        return DynamoDbActivityStore.builder(client, table)
                .requestFailureListener((operation, reason, cause) -> {})
                .maxAttempts(1)
                .build();
    }
}
