package dev.activityservice.lab.campaigns;

import dev.activityservice.local.Main;
import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The local stack, as {@code make run} starts it, in a process that can be killed. */
final class StackProcess implements AutoCloseable {

    /** A line of the stack's output with an endpoint: name, URL, and details in parentheses. */
    private static final Pattern ENDPOINT =
            Pattern.compile("  (bus|SQS|DynamoDB) +(http://[0-9.:]+)/?(?: +\\((.*)\\))?");

    private static final String UP = "Press Ctrl-C to stop.";
    /** The exit code of a process that ended by SIGKILL. */
    private static final int SIGKILL_EXIT_CODE = 128 + 9;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int LOG_LINES_IN_MESSAGE = 20;
    private static final String LOG = "stack.log";

    private final Process process;
    private final Path log;
    private final CompletableFuture<Optional<Endpoints>> up = new CompletableFuture<>();
    private volatile boolean isKilled;

    record Endpoints(URI bus, URI sqs, URI dynamoDb, String table) {}

    /** @param folder for the stack's data and {@code stack.log} */
    StackProcess(Path folder) throws IOException {
        log = folder.resolve(LOG);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "--port=0",
                "--sqs-port=0",
                "--dynamodb-port=0",
                "--data-dir=" + folder.resolve("data")));
        String jars = System.getProperty(DynamoDbLocalServer.FOLDER_PROPERTY);
        if (jars != null) {
            command.add(1, "-D" + DynamoDbLocalServer.FOLDER_PROPERTY + "=" + jars);
        }
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Thread reader = new Thread(this::read, "stack-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits until the stack is up; throws an {@link UnplannedEndException} if it ends before. */
    Endpoints awaitUp() throws IOException {
        Optional<Endpoints> endpoints = await(up);
        if (endpoints.isEmpty()) {
            process.onExit().join();
            throw new UnplannedEndException(state());
        }
        return endpoints.get();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new UnplannedEndException(state());
        }
    }

    /** Kills the stack with SIGKILL, and returns when it has ended. */
    void kill() {
        if (process.isAlive()) {
            isKilled = true;
        }
        // Process.destroyForcibly would close the pipe, and lose what is in it.
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Stops the stack as Ctrl-C does; throws an {@link UnplannedEndException} if it fails or does not end. */
    void stop() throws IOException {
        requireAlive();
        process.destroy();
        if (await(process.onExit()).exitValue() != 0) {
            throw new UnplannedEndException(state());
        }
    }

    /** Waits for the end, and returns whether the stack was up; throws unless {@link #kill} ended it. */
    boolean awaitKill() throws IOException {
        process.onExit().join();
        if (!isKilled || process.exitValue() != SIGKILL_EXIT_CODE) {
            throw new UnplannedEndException(state());
        }
        // Completes when the whole output is read.
        return await(up).isPresent();
    }

    /** Counts the lines with this text in the log of all stacks of a folder. */
    static long countInLog(Path folder, String text) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(LOG))) {
            return lines.filter(line -> line.contains(text)).count();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** The campaign did not end the stack. */
    static final class UnplannedEndException extends IOException {

        private static final long serialVersionUID = 1L;

        UnplannedEndException(String message) {
            super(message);
        }
    }

    private <T> T await(CompletableFuture<T> event) throws IOException {
        try {
            return event.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("The stack did not answer for " + TIMEOUT.toSeconds() + " seconds: " + state(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException e) {
            throw new IOException("Cannot wait for the stack", e);
        }
    }

    /** Reads the output to its end, because a full pipe would stop the stack. */
    private void read() {
        Map<String, URI> endpoints = new HashMap<>();
        String table = "";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher endpoint = ENDPOINT.matcher(line);
                if (endpoint.matches()) {
                    endpoints.put(endpoint.group(1), URI.create(endpoint.group(2)));
                    table = Objects.requireNonNullElse(endpoint.group(3), table);
                } else if (line.equals(UP)) {
                    up.complete(Optional.of(new Endpoints(
                            get(endpoints, "bus"), get(endpoints, "SQS"), get(endpoints, "DynamoDB"), table)));
                }
            }
            up.complete(Optional.empty());
        } catch (IOException | RuntimeException e) {
            up.complete(Optional.empty());
        }
    }

    private static URI get(Map<String, URI> endpoints, String name) {
        return Objects.requireNonNull(endpoints.get(name), name);
    }

    private String state() throws IOException {
        String end = process.isAlive() ? "it is alive" : "it ended on its own with code " + process.exitValue();
        List<String> lines = Files.readAllLines(log);
        return end + "; the end of its log:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_IN_MESSAGE), lines.size()));
    }
}
