package dev.activityservice.aws.driven.dynamodb;

import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** One DynamoDB Local in memory with one table, for all tests of the store. Each test uses its own entities. */
public final class LocalTable {

    public static final String NAME = "activities";

    private static final DynamoDbLocalServer SERVER = DynamoDbLocalServer.inMemory();
    private static final DynamoDbClient CLIENT = clientOf(SERVER.endpoint());

    static {
        CLIENT.createTable(ActivityTable.createTableRequest(NAME));
        CLIENT.updateTimeToLive(ActivityTable.timeToLiveRequest(NAME));
        Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }

    private LocalTable() {}

    public static URI endpoint() {
        return SERVER.endpoint();
    }

    public static DynamoDbClient client() {
        return CLIENT;
    }

    public static DynamoDbClient clientOf(URI endpoint) {
        return DynamoDbClients.create(
                Region.EU_WEST_1,
                endpoint,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
}
