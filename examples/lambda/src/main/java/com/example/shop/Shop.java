package com.example.shop;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.port.driven.ReadPolicy;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The service of the functions. Each function creates it once, when Lambda creates the function. */
final class Shop {

    /** The time for the response before Lambda's timeout. */
    static final Duration RESERVE = Duration.ofSeconds(1);

    private Shop() {}

    static ActivityService fromEnvironment() {
        DynamoDbClient dynamoDb = DynamoDbClients.create(
                Region.of(System.getenv("AWS_REGION")), null, EnvironmentVariableCredentialsProvider.create());
        return ActivityService.builder(DynamoDbActivityStore.builder(dynamoDb, System.getenv("SHOP_TABLE"))
                        .build())
                .readPolicy(ReadPolicy.claim("sub", "user"))
                .build();
    }
}
