package dev.activityservice.aws.lambda;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.port.driven.ActivityStore;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Creates the DynamoDB client and the store of a function. */
final class StoreFactory {

    private StoreFactory() {}

    /** Returns a client. It is never closed, because it lives as long as the function. */
    static DynamoDbClient client(StoreSettings settings) {
        return DynamoDbClients.create(Region.of(settings.region()), settings.endpoint(), settings.credentials());
    }

    /** Returns the store of the function. */
    static ActivityStore open(FunctionSettings settings, DynamoDbClient client, AwsTelemetry telemetry) {
        return builder(settings, client)
                .telemetry(telemetry)
                .spans(settings.store().spans())
                .build();
    }

    /** Returns a builder without telemetry, for priming. */
    static DynamoDbActivityStore.Builder builder(FunctionSettings settings, DynamoDbClient client) {
        return DynamoDbActivityStore.builder(client, settings.store().tableName())
                .requestFailureListener(new StoreFailureLog(settings.log()));
    }
}
