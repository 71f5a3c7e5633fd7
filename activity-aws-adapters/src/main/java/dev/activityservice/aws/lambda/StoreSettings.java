package dev.activityservice.aws.lambda;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore;
import dev.activityservice.aws.driven.dynamodb.DynamoDbClients;
import dev.activityservice.aws.internal.JsonLog;
import dev.activityservice.aws.internal.JsonLog.Level;
import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.model.RetryReason;
import dev.activityservice.port.driven.ActivityStore;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What both functions need to reach the table. */
record StoreSettings(
        String tableName, String region, @Nullable URI endpoint, AwsCredentialsProvider credentials, boolean spans) {

    /** Two letters; DynamoDB's tables have three at least, so there is none to write to. */
    static final String NO_TABLE = "no";

    static StoreSettings read(Settings settings) {
        return new StoreSettings(
                settings.tableName(),
                settings.region(),
                settings.endpoint(),
                settings.credentials(),
                settings.storeSpans());
    }

    /** The client is never closed: it lives as long as the function. */
    DynamoDbClient client() {
        return DynamoDbClients.create(Region.of(region), endpoint, credentials);
    }

    ActivityStore open(DynamoDbClient client, AwsTelemetry telemetry) {
        return DynamoDbActivityStore.builder(client, tableName)
                .requestFailureListener(StoreSettings::log)
                .telemetry(telemetry)
                .spans(spans)
                .build();
    }

    /** The same for priming: one attempt, whatever becomes of it. */
    ActivityStore openForPriming(DynamoDbClient client) {
        return priming(client, tableName)
                .requestFailureListener(StoreSettings::log)
                .build();
    }

    /** On the same client, for priming: each request reaches the service, which rejects it. */
    ActivityStore openWithoutTable(DynamoDbClient client) {
        return priming(client, NO_TABLE).build();
    }

    /** For priming: each request succeeds, and none leaves the process. */
    ActivityStore openWithoutService() {
        DynamoDbClient client = DynamoDbClients.create(
                Region.of(region),
                endpoint,
                StaticCredentialsProvider.create(AwsBasicCredentials.create("priming", "priming")),
                new CannedDynamoDb());
        return priming(client, tableName).build();
    }

    private static DynamoDbActivityStore.Builder priming(DynamoDbClient client, String table) {
        return DynamoDbActivityStore.builder(client, table)
                .requestFailureListener((operation, reason, cause) -> {})
                .maxAttempts(1);
    }

    private static void log(String operation, RetryReason reason, @Nullable Throwable cause) {
        if (reason == RetryReason.THROTTLED) {
            // Retried in time it is no trouble; if not, the messages' own lines say so.
            return;
        }
        JsonLog.Line line = JsonLog.to(StandardOutput::write)
                .line(Level.WARN, "store_trouble")
                .with("operation", operation)
                .with("code", reason.name().toLowerCase(Locale.ROOT));
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            // Errors of permission and of a missing table are told apart by it.
            line.with("service_code", service.awsErrorDetails().errorCode());
        }
        if (cause instanceof SdkException) {
            // The SDK's stack says nothing about the trouble; what it met on the network does.
            Throwable met = cause.getCause();
            line.with("error", cause.getClass().getName())
                    .with("caused_by", met == null ? null : met.getClass().getName())
                    .write();
        } else {
            line.with(cause).write();
        }
    }
}
