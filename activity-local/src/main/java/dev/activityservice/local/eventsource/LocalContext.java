package dev.activityservice.local.eventsource;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.activityservice.port.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An invocation as its function sees it. Thread-safe. */
public final class LocalContext implements Context {

    private static final int MEMORY_MEGABYTES = 512;

    private final String functionName;
    private final String requestId;
    private final String region;
    private final Deadline deadline;

    /**
     * @param timeout of the function, from now on
     * @param nanoTime a clock that never goes back
     */
    public LocalContext(String functionName, String requestId, String region, Duration timeout, LongSupplier nanoTime) {
        this.functionName = functionName;
        this.requestId = requestId;
        this.region = region;
        this.deadline = Deadline.after(timeout, nanoTime);
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

    @Override
    @SuppressWarnings(
            "NullAway") // Lambda hands null to functions that no mobile client calls; the interface says nothing of it.
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // As above.
    public @Nullable ClientContext getClientContext() {
        return null;
    }

    /** Zero at the end, never less. */
    @Override
    public int getRemainingTimeInMillis() {
        return (int) Math.max(0, deadline.remaining().toMillis());
    }

    @Override
    public int getMemoryLimitInMB() {
        return MEMORY_MEGABYTES;
    }

    @Override
    public LambdaLogger getLogger() {
        return new LambdaLogger() {
            @Override
            public void log(String message) {
                System.out.println(message);
            }

            @Override
            public void log(byte[] message) {
                log(new String(message, StandardCharsets.UTF_8));
            }
        };
    }
}
