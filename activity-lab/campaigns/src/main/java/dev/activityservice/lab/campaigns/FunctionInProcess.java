package dev.activityservice.lab.campaigns;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.testbed.proxy.FaultProxy;
import io.opentelemetry.api.OpenTelemetry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The deployed entry point in this JVM, many of which are cheap. Its deadline is told, and nobody enforces it. */
final class FunctionInProcess implements Worker {

    static final Duration TIMEOUT = Duration.ofMillis(4500);
    /** Sixteen of them share one JVM, and a busy machine must not look like a function that is late. */
    static final Duration RESERVE = Duration.ofSeconds(3);

    private final FaultProxy proxy;
    private final RecordActivitiesFunction function;
    private final SplittableRandom dice;
    private Duration remaining = Duration.ZERO;
    private volatile TableTrouble trouble = TableTrouble.none();

    FunctionInProcess(URI dynamoDb, long seed) throws IOException {
        this(dynamoDb, seed, RESERVE);
    }

    /** @param told the reserve that the function is told to keep; it is held to its own, whatever it was told */
    FunctionInProcess(URI dynamoDb, long seed, Duration told) throws IOException {
        this.proxy = FaultProxy.before(dynamoDb, call -> trouble.reply(call));
        this.function = new RecordActivitiesFunction(Environment.of(proxy.endpoint(), told), OpenTelemetry.noop());
        this.dice = new SplittableRandom(seed);
        WarmUp.of(function);
    }

    @Override
    public void meet(TableTrouble next) {
        trouble = next;
        if (next.fault() == FaultClass.STALE_CONNECTIONS) {
            proxy.closeConnections();
        } else if (next.fault() == FaultClass.REFUSED) {
            proxy.refuse();
            next.hit();
            CompletableFuture.delayedExecutor(10 + dice.nextInt(1500), TimeUnit.MILLISECONDS)
                    .execute(this::accept);
        }
    }

    @Override
    public byte[] invoke(byte[] event, Context context, TableTrouble met) throws IOException {
        met.acceptUntil(
                () -> Duration.ofMillis(context.getRemainingTimeInMillis()).minus(RESERVE), RESERVE.dividedBy(2));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        function.handleRequest(new ByteArrayInputStream(event), answer, context);
        remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
        accept();
        return answer.toByteArray();
    }

    @Override
    public Duration remaining() {
        return remaining;
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public void close() {
        proxy.close();
    }

    private void accept() {
        try {
            proxy.accept();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen again", e);
        }
    }
}
