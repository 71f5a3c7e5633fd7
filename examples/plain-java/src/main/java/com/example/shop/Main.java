package com.example.shop;

import com.sun.net.httpserver.HttpServer;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import dev.activityservice.port.driven.ReadPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Serves timelines from a DynamoDB table with the web server of the JDK. */
final class Main {

    private Main() {}

    /**
     * @param arguments the name of the table, the region, optionally the catalog's file, and optionally the address of DynamoDB Local
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 2) {
            System.err.println("Usage: <table> <region> [<catalog file> [<endpoint>]]");
            System.exit(2);
        }
        DynamoDbClient dynamoDb = DynamoDbClients.create(
                Region.of(arguments[1]),
                arguments.length > 3 ? URI.create(arguments[3]) : null,
                DefaultCredentialsProvider.builder().build());
        if (arguments.length > 3 && !dynamoDb.listTables().tableNames().contains(arguments[0])) {
            // For DynamoDB Local. In AWS, the infrastructure creates the table, with backups and alarms.
            dynamoDb.createTable(ActivityTable.createTableRequest(arguments[0]));
        }
        try {
            ActivityCatalog catalog = arguments.length > 2
                    ? ActivityCatalog.parse(Files.readString(Path.of(arguments[2])))
                    : ActivityCatalog.reference();
            ActivityService activities = ActivityService.builder(DynamoDbActivityStore.builder(dynamoDb, arguments[0])
                            .build())
                    .catalog(catalog)
                    .readPolicy(ReadPolicy.claim("sub", "user"))
                    .build();
            HttpServer server = ShopServer.create(activities, new InetSocketAddress("127.0.0.1", 8081));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.stop(1);
                dynamoDb.close();
            }));
            server.start();
            System.out.println("http:/" + server.getAddress() + "/api/activity/user/{id}");
        } catch (InvalidCatalogException e) {
            System.err.println(e.getMessage()); // Lists each fault with its location.
            System.exit(2);
        }
    }
}
