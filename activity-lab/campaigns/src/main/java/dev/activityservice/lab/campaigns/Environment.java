package dev.activityservice.lab.campaigns;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The variables of a record function. */
final class Environment {

    static final String TABLE = "activities";

    private Environment() {}

    static Map<String, String> of(URI dynamoDb, Duration reserve) {
        return Map.of(
                "ACTIVITY_TABLE_NAME",
                TABLE,
                "ACTIVITY_DEADLINE_RESERVE_MS",
                Long.toString(reserve.toMillis()),
                "AWS_REGION",
                Clients.REGION,
                "AWS_ENDPOINT_URL_DYNAMODB",
                dynamoDb.toString(),
                "AWS_ACCESS_KEY_ID",
                Clients.KEY,
                "AWS_SECRET_ACCESS_KEY",
                Clients.KEY);
    }
}
