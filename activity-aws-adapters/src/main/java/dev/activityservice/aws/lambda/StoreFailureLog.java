package dev.activityservice.aws.lambda;

import dev.activityservice.aws.driven.dynamodb.DynamoDbActivityStore.RequestFailureListener;
import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import dev.activityservice.model.RetryReason;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Writes a log line per failed request to the store. Thread-safe if the sink is. */
final class StoreFailureLog implements RequestFailureListener {

    private final JsonLog log;

    /** @param lines receives each line, without a line terminator */
    StoreFailureLog(Consumer<String> lines) {
        this.log = JsonLog.to(lines);
    }

    @Override
    public void requestFailed(String operation, RetryReason reason, @Nullable Throwable cause) {
        if (reason == RetryReason.THROTTLED) {
            // A retry usually succeeds. Otherwise the lines of the messages report it.
            return;
        }
        JsonLog.Line line = log.line(Level.WARN, "store_trouble")
                .with("operation", operation)
                .with("code", reason.name().toLowerCase(Locale.ROOT));
        if (cause instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            // Distinguishes a missing permission from a missing table.
            line.with("service_code", service.awsErrorDetails().errorCode());
        }
        if (cause instanceof SdkException) {
            // Without the stack, because the SDK's frames are always the same. The cause names the network error.
            Throwable networkError = cause.getCause();
            line.with("error", cause.getClass().getName())
                    .with(
                            "caused_by",
                            networkError == null
                                    ? null
                                    : networkError.getClass().getName())
                    .write();
        } else {
            line.with(cause).write();
        }
    }
}
