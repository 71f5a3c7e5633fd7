package dev.activityservice.aws.lambda.priming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.driving.api.ApiStreamHandler;
import dev.activityservice.aws.driving.api.GatewayApi;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.SqsStreamHandler;
import dev.activityservice.port.driven.ReadPolicy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The primings that need no service. */
class PrimingTest {

    /** No program listens on this port. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1");

    private final DynamoDbClient client = DynamoDbClients.create(
            Region.EU_WEST_1, NOWHERE, StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void the_record_function_is_primed_with_a_batch_that_succeeds() throws IOException {
        Priming priming = SnapStart.recordPrimings(
                        client,
                        store -> new SqsStreamHandler(
                                SqsBatchHandler.builder(
                                                ActivityService.builder(store).build())
                                        .build(),
                                Duration.ZERO))
                .get(1);

        assertThat(priming.run()).isEqualTo("{\"batchItemFailures\":[]}");
    }

    @Test
    void the_find_function_is_primed_with_a_page_that_has_an_activity() throws IOException {
        Priming priming = SnapStart.findPrimings(
                        DynamoDbActivityStore.builder(client, "activities"),
                        client,
                        ReadPolicy.authenticated(),
                        (store, policy) -> new ApiStreamHandler(
                                GatewayApi.builder(ActivityService.builder(store)
                                                .readPolicy(policy)
                                                .build())
                                        .build(),
                                Duration.ZERO))
                .get(2);

        assertThat(priming.run()).startsWith("{\"statusCode\":200,").contains("\\\"event_id\\\":\\\"priming-1\\\"");
    }
}
