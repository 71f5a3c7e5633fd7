package dev.activityservice.lab.campaigns;

import com.amazonaws.services.lambda.runtime.Context;
import dev.activityservice.aws.lambda.RecordActivitiesFunction;
import dev.activityservice.port.Deadline;
import dev.activityservice.testbed.lambda.LambdaProcess;
import dev.activityservice.testbed.lambda.RuntimeApi;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deployed function in a separate JVM, on Lambda's runtime client. It is killed at its deadline, as in Lambda. The next delivery
 * then starts another JVM.
 */
final class FunctionProcess extends Worker {

    static final Duration RESERVE = Duration.ofSeconds(1);

    private final Path folder;
    private @Nullable LambdaProcess process;

    /** @param folder for the output of the functions */
    FunctionProcess(URI dynamoDb, Path folder, Duration timeout) throws IOException {
        super(dynamoDb, timeout);
        this.folder = folder;
    }

    static LambdaProcess start(URI dynamoDb, Path folder) throws IOException {
        return new LambdaProcess(
                RecordActivitiesFunction.class,
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Clients.functionVariables(dynamoDb, RESERVE),
                folder);
    }

    @Override
    byte[] invoke(byte[] event, Context context, TableFaults met) throws IOException {
        try {
            LambdaProcess running = running(met);
            met.freezeWith(running);
            Deadline deadline = Deadline.after(timeout(), System::nanoTime);
            met.expectRequestsUntil(deadline.less(RESERVE), RESERVE.dividedBy(2));
            RuntimeApi.Answer answer = running.invoke(new String(event, StandardCharsets.UTF_8), timeout());
            setRemaining(deadline.remaining());
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
    public void close() {
        stop();
        super.close();
    }

    /** The function reached its deadline. */
    static final class KilledException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private LambdaProcess running(TableFaults met) throws IOException, InterruptedException {
        LambdaProcess current = process;
        if (current == null) {
            current = start(proxy().endpoint(), folder);
            process = current;
            meet(TableFaults.none());
            current.invoke(new String(SqsEvents.warmUp(), StandardCharsets.UTF_8));
            meet(met);
        }
        return current;
    }

    private void stop() {
        if (process != null) {
            process.close();
            process = null;
        }
    }
}
