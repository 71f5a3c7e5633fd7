package dev.activityservice.lab.campaigns;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.port.Deadline;
import dev.activityservice.testbed.lambda.LambdaProcess;
import dev.activityservice.testbed.lambda.RuntimeApi;
import dev.activityservice.testbed.proxy.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deployed entry point in a JVM of its own, on Lambda's own runtime client, killed at its deadline as Lambda does. A new one
 * starts for the next delivery.
 */
final class FunctionProcess implements Worker {

    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final Path folder;
    private final Duration timeout;
    private final FaultProxy proxy;
    private volatile TableTrouble trouble = TableTrouble.none();
    private @Nullable LambdaProcess runtime;
    private Duration remaining = Duration.ZERO;

    /** @param folder for what the functions print */
    FunctionProcess(URI dynamoDb, Path folder, Duration timeout) throws IOException {
        this.folder = folder;
        this.timeout = timeout;
        this.proxy = FaultProxy.before(dynamoDb, call -> trouble.reply(call));
    }

    @Override
    public void meet(TableTrouble next) throws IOException {
        proxy.accept();
        trouble = next;
        if (next.fault() == FaultClass.STALE_CONNECTIONS) {
            proxy.closeConnections();
        } else if (next.fault() == FaultClass.REFUSED) {
            proxy.refuse();
            next.hit();
        }
    }

    /** Throws {@link KilledException} if it was killed. */
    @Override
    public byte[] invoke(byte[] event, Context context, TableTrouble met) throws IOException {
        try {
            LambdaProcess running = running();
            met.freezeBy(running::freeze);
            Deadline deadline = Deadline.after(timeout, System::nanoTime);
            met.acceptUntil(deadline.less(RESERVE), RESERVE.dividedBy(2));
            RuntimeApi.Answer answer = running.invoke(new String(event, StandardCharsets.UTF_8), timeout);
            remaining = deadline.remaining();
            if (answer == null) {
                stop();
                throw new KilledException();
            }
            if (!answer.kind().equals("response")) {
                throw new IOException("The function failed: " + answer.body());
            }
            return answer.body().getBytes(StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public Duration remaining() {
        return remaining;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public void close() {
        stop();
        proxy.close();
    }

    /** The function's process was not done at its deadline. */
    static final class KilledException extends IOException {

        private static final long serialVersionUID = 1L;

        KilledException() {
            super("Killed at the deadline");
        }
    }

    private LambdaProcess running() throws IOException, InterruptedException {
        LambdaProcess current = runtime;
        if (current == null) {
            current = LambdaProcess.start(
                    RecordActivitiesFunction.class,
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    Environment.of(proxy.endpoint(), RESERVE),
                    folder);
            runtime = current;
            TableTrouble met = trouble;
            trouble = TableTrouble.none();
            current.invoke(WarmUp.BATCH);
            trouble = met;
        }
        return current;
    }

    private void stop() {
        if (runtime != null) {
            runtime.close();
            runtime = null;
        }
    }
}
