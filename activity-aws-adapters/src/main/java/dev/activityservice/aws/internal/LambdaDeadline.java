package dev.activityservice.aws.internal;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.port.Deadline;
import java.time.Duration;

/** The end of an invocation as a deadline. */
public final class LambdaDeadline {

    private LambdaDeadline() {}

    /** @param reserve how much earlier than Lambda's timeout the work must end */
    public static Deadline of(Context context, Duration reserve) {
        Deadline timeout = () -> Duration.ofMillis(context.getRemainingTimeInMillis());
        return timeout.less(reserve);
    }
}
