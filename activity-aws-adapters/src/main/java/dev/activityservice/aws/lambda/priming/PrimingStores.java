package dev.activityservice.aws.lambda.priming;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.port.driven.ActivityStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbServiceClientConfiguration;

/** Opens stores for priming. They make one attempt per request, and nothing is written. */
final class PrimingStores {

    /** An invalid table name, because DynamoDB requires at least three characters. No request can write. */
    private static final String NO_TABLE = "no";

    private static final String CANNED_TABLE = "priming";

    private PrimingStores() {}

    /** Returns a store on the client of the function. Each request reaches DynamoDB, which rejects it. */
    static ActivityStore withoutTable(DynamoDbClient client) {
        return open(client, NO_TABLE);
    }

    /** Returns a store whose requests succeed without leaving the process. */
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
