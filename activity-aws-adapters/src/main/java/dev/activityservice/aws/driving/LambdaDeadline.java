package dev.activityservice.aws.driving;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.port.Deadline;
import java.time.Duration;

/**
 * Derives the {@link Deadline} of a Lambda invocation. Use it in a handler that you write yourself, for example one that calls
 * {@link dev.activityservice.aws.driving.sqs.SqsBatchHandler#handle} or {@link dev.activityservice.ActivityService}.
 */
public final class LambdaDeadline {

    private LambdaDeadline() {}

    /**
     * Returns a deadline that ends {@code reserve} before Lambda's timeout.
     *
     * @param reserve the time left for the response; zero or more
     */
    public static Deadline of(Context context, Duration reserve) {
        Deadline timeout = () -> Duration.ofMillis(context.getRemainingTimeInMillis());
        return timeout.less(reserve);
    }
}
