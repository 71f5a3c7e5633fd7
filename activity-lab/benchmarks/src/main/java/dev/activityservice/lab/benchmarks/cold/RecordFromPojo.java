package dev.activityservice.lab.benchmarks.cold;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.activityservice.ActivityService;
import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.driving.sqs.SqsBatchHandler;
import dev.activityservice.aws.driving.sqs.typed.SqsEventHandler;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The record function with Lambda's event classes: shows what streams save (ADR 4). */
public final class RecordFromPojo implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final SqsEventHandler handler;

    public RecordFromPojo() {
        ActivityService service = ActivityService.builder(DynamoDbActivityStore.builder(
                                DynamoDbClients.create(
                                        Region.of(System.getenv("AWS_REGION")),
                                        URI.create(System.getenv("AWS_ENDPOINT_URL_DYNAMODB")),
                                        StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                                System.getenv("AWS_ACCESS_KEY_ID"),
                                                System.getenv("AWS_SECRET_ACCESS_KEY")))),
                                System.getenv("ACTIVITY_TABLE_NAME"))
                        .build())
                .build();
        handler = new SqsEventHandler(SqsBatchHandler.builder(service).build(), Duration.ofSeconds(1));
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return handler.handleRequest(event, context);
    }
}
