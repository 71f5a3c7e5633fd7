package dev.activityservice.aws.lambda.priming;

import dev.activityservice.aws.driven.dynamodb.ActivityTable;
import dev.activityservice.model.EventIdentity;
import dev.activityservice.model.Position;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** A stub HTTP client with canned success responses, so that priming also runs the code that follows a successful request. */
final class CannedDynamoDb implements SdkHttpClient {

    private static final Map<String, String> RESPONSES = Map.of(
            "DynamoDB_20120810.BatchWriteItem",
            "{\"ConsumedCapacity\":[{\"CapacityUnits\":2.0,\"TableName\":\"t\"}],\"UnprocessedItems\":{}}",
            "DynamoDB_20120810.UpdateItem",
            "{\"Attributes\":{\"t\":{\"S\":\"20260105100001000000000\"},\"f\":{\"S\":\"" + ActivityTable.FORMAT
                    + "\"}}," + "\"ConsumedCapacity\":{\"CapacityUnits\":1.0,\"TableName\":\"t\"}}",
            "DynamoDB_20120810.Query",
            "{\"ConsumedCapacity\":{\"CapacityUnits\":0.5,\"TableName\":\"t\"},\"Count\":1,\"ScannedCount\":1,\"Items\":[{"
                    + "\"pk\":{\"S\":\"activity-service#priming\"},"
                    + "\"sk\":{\"S\":\"20260105100000123000000" + tieBreaker() + "\"},\"f\":{\"S\":\""
                    + ActivityTable.FORMAT + "\"},"
                    + "\"e\":{\"S\":\"orders.orderCreated.v1\"},\"s\":{\"S\":\"activity-service\"},\"i\":{\"S\":\"priming-1\"},"
                    + "\"m\":{\"S\":\"Order priming created\"},\"d\":{\"S\":\"{\\\"total\\\":1}\"},\"x\":{\"N\":\"4102444800\"},"
                    + "\"w\":{\"B\":\"CvdlGRbNQ92ESOshHIAxnLeta3FpIDMxAQ==\"}}]}");

    /** Returns the tie-breaker of the canned row. It is computed, because the store skips a row with a wrong one. */
    private static String tieBreaker() {
        return Position.of(Instant.parse("2026-01-05T10:00:00.123Z"), EventIdentity.of("activity-service", "priming-1"))
                .tieBreaker();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        String operation =
                request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
        byte[] body = RESPONSES.getOrDefault(operation, "{}").getBytes(StandardCharsets.UTF_8);
        CRC32 checksum = new CRC32();
        checksum.update(body);
        SdkHttpFullResponse head = SdkHttpFullResponse.builder()
                .statusCode(200)
                .putHeader("Content-Type", "application/x-amz-json-1.0")
                .putHeader("Content-Length", Integer.toString(body.length))
                .putHeader("x-amzn-RequestId", "priming")
                .putHeader("x-amz-crc32", Long.toString(checksum.getValue()))
                .build();
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() {
                return HttpExecuteResponse.builder()
                        .response(head)
                        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                        .build();
            }

            @Override
            public void abort() {
                // The response is complete already.
            }
        };
    }

    @Override
    public void close() {
        // No resource is open.
    }
}
