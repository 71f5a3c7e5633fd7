package dev.activityservice.testbed.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Runtime API (<a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda developer guide</a>) on a
 * loopback port, and a function that runs against it in a JVM of its own, on Lambda's own runtime client. The class path that
 * starts the function must have that client. Thread-safe, for one invocation at a time.
 */
public final class RuntimeApi implements AutoCloseable {

    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final long PATIENCE_SECONDS = 60;

    private static final long AMPLE_MILLIS = 30_000;

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final StartTurn turn;
    private final Process process;
    private final Path output;

    /**
     * @param kind the last part of the path that the answer was sent to: {@code response} or {@code error}
     * @param body as it was sent
     */
    public record Answer(String kind, String body) {}

    private record Invocation(String event, long deadlineMillis) {}

    private RuntimeApi(Class<?> function, String classPath, Map<String, String> environment, Path folder)
            throws IOException {
        output = Files.createTempFile(folder, "function", ".log");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(PREFIX, this::serve);
        server.setExecutor(threads);
        server.start();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        // The runtime client has a native library, which JDK 24 and newer would remark upon.
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                        function.getName()))
                .redirectErrorStream(true)
                .redirectOutput(new File(output.toString()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "AWS_LAMBDA_RUNTIME_API",
                        "127.0.0.1:" + server.getAddress().getPort());
        builder.environment().put("AWS_LAMBDA_FUNCTION_NAME", "function");
        turn = StartTurn.await(PATIENCE_SECONDS);
        try {
            process = builder.start();
        } catch (IOException e) {
            turn.end();
            throw e;
        }
        CompletableFuture<Void> unused = process.onExit().thenRun(turn::end);
    }

    /**
     * @param function the handler's class
     * @param environment all of its variables, but for those that Lambda sets
     * @param folder for what it prints
     */
    public static RuntimeApi start(Class<?> function, String classPath, Map<String, String> environment, Path folder)
            throws IOException {
        return new RuntimeApi(function, classPath, environment, folder);
    }

    /** With half a minute's time; fails if there is no answer within a minute. */
    public Answer invoke(String event) throws InterruptedException, IOException {
        invocations.add(new Invocation(event, System.currentTimeMillis() + AMPLE_MILLIS));
        return answer();
    }

    /**
     * With so much time and no more: at the deadline the function's process is killed, as Lambda does it, and this object is of
     * no more use.
     *
     * @return null if it was killed
     */
    public @Nullable Answer invoke(String event, Duration timeout) throws InterruptedException {
        awaitReady();
        invocations.add(new Invocation(event, System.currentTimeMillis() + timeout.toMillis()));
        Answer answer = answers.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (answer == null) {
            process.destroyForcibly().onExit().join();
        }
        return answer;
    }

    /** Stops the process where it is, as a machine that stalls would; it never goes on. Needs the command {@code kill}. */
    public void freeze() throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("Cannot stop the process " + process.pid() + ": kill says " + code);
        }
    }

    /** The function's answer to the last event, or to being started. */
    public Answer answer() throws InterruptedException, IOException {
        Answer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("The function gave no answer; it wrote:\n" + output());
        }
        return answer;
    }

    /** Waits until the function's process has ended by itself, and says with which code. */
    public int exitCode() throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The function did not end; it wrote:\n" + output());
        }
        return process.exitValue();
    }

    /** What the function has printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Lambda counts the time of the start apart from that of the invocation. */
    private void awaitReady() throws InterruptedException {
        if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The function did not start");
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Whatever it asks, its native library is loaded.
            turn.end();
            String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
            if (path.equals("invocation/next")) {
                ready.countDown();
                Invocation invocation = invocations.take();
                byte[] event = invocation.event().getBytes(UTF_8);
                // Without it the native part of the runtime client ends the process with a segmentation fault.
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.getResponseHeaders()
                        .add("Lambda-Runtime-Aws-Request-Id", "request-" + requests.incrementAndGet());
                exchange.getResponseHeaders()
                        .add("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadlineMillis()));
                exchange.getResponseHeaders()
                        .add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:f");
                exchange.sendResponseHeaders(200, event.length);
                exchange.getResponseBody().write(event);
            } else {
                String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                exchange.sendResponseHeaders(202, -1);
                answers.add(new Answer(path.substring(path.lastIndexOf('/') + 1), body));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
