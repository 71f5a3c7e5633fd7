package dev.activityservice.aws.lambda;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.port.driven.ActivityStore;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Opens the store of a function. */
final class Stores {

    private Stores() {}

    /** The client is never closed: it lives as long as the function. */
    static DynamoDbClient client(StoreSettings settings) {
        return DynamoDbClients.create(Region.of(settings.region()), settings.endpoint(), settings.credentials());
    }

    static ActivityStore open(StoreSettings settings, DynamoDbClient client, AwsTelemetry telemetry) {
        return builder(settings, client)
                .telemetry(telemetry)
                .spans(settings.spans())
                .build();
    }

    /** Without telemetry. */
    static DynamoDbActivityStore.Builder builder(StoreSettings settings, DynamoDbClient client) {
        return DynamoDbActivityStore.builder(client, settings.tableName()).requestFailureListener(StoreFailureLog::log);
    }
}
