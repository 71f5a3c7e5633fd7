package dev.activityservice.aws.lambda;

import dev.activityservice.aws.telemetry.JsonLog;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import dev.activityservice.model.RetryReason;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Writes a line for each failed request to the store. */
final class StoreFailureLog {

    private StoreFailureLog() {}

    static void log(String operation, RetryReason reason, @Nullable Throwable cause) {
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
