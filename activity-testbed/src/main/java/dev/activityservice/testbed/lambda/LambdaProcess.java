package dev.activityservice.testbed.lambda;

import dev.activityservice.testbed.lambda.RuntimeApi.Answer;
import dev.activityservice.testbed.lambda.RuntimeApi.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A function in a separate JVM, which runs Lambda's runtime client against a {@link RuntimeApi}. The class path of the function must
 * contain the runtime client. Thread-safe; one invocation at a time.
 */
public final class LambdaProcess implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 60;
    private static final long AMPLE_MILLIS = 30_000;

    private final CountDownLatch ready = new CountDownLatch(1);
    private final BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final RuntimeApi api;
    private final StartTurn turn;
    private final Process process;
    private final Path output;

    /**
     * Starts a function.
     *
     * @param function the class of the handler
     * @param environment the environment variables, without those that Lambda sets
     * @param folder the folder for the function's output
     */
    public LambdaProcess(Class<?> function, String classPath, Map<String, String> environment, Path folder)
            throws IOException {
        output = Files.createTempFile(folder, "function", ".log");
        turn = StartTurn.await(TIMEOUT_SECONDS);
        try {
            api = new RuntimeApi(new Queues());
            ProcessBuilder builder = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            // JDK 24 and later print a warning about the runtime client's native library without this
                            // option.
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            classPath,
                            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                            function.getName()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
            builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "function");
            process = builder.start();
        } catch (IOException e) {
            turn.end();
            throw e;
        }
        CompletableFuture<Void> unused = process.onExit().thenRun(turn::end);
    }

    /** Invokes the function with a timeout of 30 seconds; fails if no answer arrives within a minute. */
    public Answer invoke(String event) throws InterruptedException, IOException {
        invocations.add(new Invocation(event, System.currentTimeMillis() + AMPLE_MILLIS));
        return answer();
    }

    /**
     * Invokes the function and kills its process at the deadline, as Lambda does. Afterwards this object can only be closed.
     *
     * @return the answer, or null if the process was killed
     */
    public @Nullable Answer invoke(String event, Duration timeout) throws InterruptedException {
        // The time of the start does not count, because Lambda limits it separately.
        if (!ready.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The function did not start within " + TIMEOUT_SECONDS + " seconds");
        }
        invocations.add(new Invocation(event, System.currentTimeMillis() + timeout.toMillis()));
        Answer answer = answers.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (answer == null) {
            process.destroyForcibly().onExit().join();
        }
        return answer;
    }

    /** Suspends the process for ever, like a machine that stalls. Needs the command {@code kill}. */
    public void freeze() throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("Cannot stop the process " + process.pid() + ": kill returned " + code);
        }
    }

    /** Waits for the answer to the last event, or for the error of a failed start. */
    public Answer answer() throws InterruptedException, IOException {
        Answer answer = answers.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("The function did not answer; its output:\n" + output());
        }
        return answer;
    }

    /** Waits until the process has ended on its own, and returns its exit code. */
    public int exitCode() throws InterruptedException, IOException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The function did not end; its output:\n" + output());
        }
        return process.exitValue();
    }

    /** Returns everything that the function has printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        api.close();
    }

    /** Connects the API with the queues. Its first call shows that the function has loaded its native library. */
    private final class Queues implements RuntimeApi.Hooks {

        @Override
        public Invocation next() throws InterruptedException {
            turn.end();
            ready.countDown();
            return invocations.take();
        }

        @Override
        public void respond(Answer answer) {
            turn.end();
            answers.add(answer);
        }
    }
}
