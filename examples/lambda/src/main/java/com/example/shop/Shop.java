package com.example.shop;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.lambda.AuditHash;
import dev.activityservice.port.driven.ReadListener;
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
                .readListener(whoReadWhat(System.getenv("SHOP_AUDIT_KEY")))
                .build();
    }

    /** Logs who read what. The hash stands for the entity, so that the log does not name customers. */
    private static ReadListener whoReadWhat(String key) {
        AuditHash hash = AuditHash.of(key);
        return (principal, entity, decision) -> System.getLogger("reads")
                .log(
                        System.Logger.Level.INFO,
                        "{0} read {1} {2}: {3}",
                        principal == null ? "nobody" : principal.id(),
                        entity.type(),
                        hash.hash(entity),
                        decision);
    }
}
