package dev.activityservice.lab.benchmarks.cold;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What any function on this SDK must start with: our client and one request of twenty items, and not a byte of the event is read. */
public final class RecordFromBareSdk implements RequestStreamHandler {

    private static final int ITEMS = 20;

    private final String table = System.getenv("ACTIVITY_TABLE_NAME");
    private final DynamoDbClient client = DynamoDbClients.create(
            Region.of(System.getenv("AWS_REGION")),
            URI.create(System.getenv("AWS_ENDPOINT_URL_DYNAMODB")),
            StaticCredentialsProvider.create(AwsBasicCredentials.create(
                    System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY"))));

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        List<WriteRequest> puts = IntStream.range(0, ITEMS)
                .mapToObj(i -> WriteRequest.builder()
                        .putRequest(PutRequest.builder()
                                .item(Map.of(
                                        "pk", AttributeValue.fromS("bare"), "sk", AttributeValue.fromS("item " + i)))
                                .build())
                        .build())
                .toList();
        boolean done = client.batchWriteItem(BatchWriteItemRequest.builder()
                        .requestItems(Map.of(table, puts))
                        .build())
                .unprocessedItems()
                .isEmpty();
        output.write((done ? "{\"batchItemFailures\":[]}" : "unprocessed").getBytes(StandardCharsets.UTF_8));
    }
}
