package dev.activityservice.aws.driving;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.port.Deadline;
import java.time.Duration;

/**
 * The end of a Lambda invocation as a deadline, also for handlers of your own that call
 * {@link dev.activityservice.aws.driving.sqs.SqsBatchHandler#handle} or {@link dev.activityservice.ActivityService} themselves.
 */
public final class LambdaDeadline {

    private LambdaDeadline() {}

    /** @param reserve how much earlier than Lambda's timeout the work must end */
    public static Deadline of(Context context, Duration reserve) {
        Deadline timeout = () -> Duration.ofMillis(context.getRemainingTimeInMillis());
        return timeout.less(reserve);
    }
}
