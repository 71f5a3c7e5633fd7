package dev.activityservice.lab.campaigns;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;

/** The deployed function, in this JVM. Cheap, but its deadline is not enforced. */
final class FunctionInProcess extends Worker {

    static final Duration TIMEOUT = Duration.ofMillis(4500);
    /** Long, because sixteen functions share one JVM. A busy machine must not look like a late function. */
    static final Duration RESERVE = Duration.ofSeconds(3);

    private static final int MIN_REFUSAL_MILLIS = 10;
    private static final int MAX_REFUSAL_MILLIS = 1510;

    private final RecordActivitiesFunction function;
    private final SplittableRandom random;

    /** @param configured the reserve in the function's settings; the campaign always expects {@link #RESERVE} */
    FunctionInProcess(URI dynamoDb, long seed, Duration configured) throws IOException {
        super(dynamoDb, TIMEOUT);
        this.function = new RecordActivitiesFunction(
                Clients.functionVariables(proxy().endpoint(), configured), OpenTelemetry.noop());
        this.random = new SplittableRandom(seed);
        SqsEvents.warmUp(function);
    }

    @Override
    void meet(TableFaults next) throws IOException {
        super.meet(next);
        if (next.fault() == FaultClass.REFUSED) {
            QueueFaults.acceptAfter(random.nextInt(MIN_REFUSAL_MILLIS, MAX_REFUSAL_MILLIS), proxy());
        }
    }

    @Override
    byte[] invoke(byte[] event, Context context, TableFaults met) throws IOException {
        met.expectRequestsUntil(
                () -> Duration.ofMillis(context.getRemainingTimeInMillis()).minus(RESERVE), RESERVE.dividedBy(2));
        byte[] answer = SqsEvents.invoke(function, event, context);
        setRemaining(Duration.ofMillis(context.getRemainingTimeInMillis()));
        proxy().accept();
        return answer;
    }
}
