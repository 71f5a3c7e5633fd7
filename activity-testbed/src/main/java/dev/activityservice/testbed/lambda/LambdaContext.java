package dev.activityservice.testbed.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The Lambda context of one invocation, without Lambda. Thread-safe if its clock is. */
public final class LambdaContext implements Context {

    private static final int MEMORY_MEGABYTES = 512;
    private static final int AMPLE_MILLIS = 30_000;

    private final String functionName;
    private final String requestId;
    private final String region;
    private final LongSupplier nanoTime;
    private final long deadline;

    /**
     * Creates the context of an invocation that starts now.
     *
     * @param timeout the time until the deadline
     * @param nanoTime a monotonic clock, in nanoseconds
     */
    public LambdaContext(
            String functionName, String requestId, String region, Duration timeout, LongSupplier nanoTime) {
        this.functionName = functionName;
        this.requestId = requestId;
        this.region = region;
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + timeout.toNanos();
    }

    /** Returns a context whose remaining time never decreases. */
    public static LambdaContext withMillisLeft(int remaining) {
        return new LambdaContext("function", "request-1", "eu-west-1", Duration.ofMillis(remaining), () -> 0);
    }

    /** Returns a context that always reports 30 seconds of remaining time. */
    public static LambdaContext withAmpleTime() {
        return withMillisLeft(AMPLE_MILLIS);
    }

    /** Returns the milliseconds until the deadline, or 0 after it. */
    @Override
    public int getRemainingTimeInMillis() {
        return (int)
                Math.max(0, Duration.ofNanos(deadline - nanoTime.getAsLong()).toMillis());
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + functionName;
    }

    @Override
    public String getLogStreamName() {
        return "local";
    }

    @Override
    public String getFunctionName() {
        return functionName;
    }

    @Override
    public String getFunctionVersion() {
        return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:" + region + ":000000000000:function:" + functionName;
    }

    // The interface does not declare it, but Lambda returns null here unless a mobile client calls the function.
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    // As above.
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable ClientContext getClientContext() {
        return null;
    }

    @Override
    public int getMemoryLimitInMB() {
        return MEMORY_MEGABYTES;
    }

    @Override
    public LambdaLogger getLogger() {
        return LambdaRuntime.getLogger();
    }
}
