package dev.activityservice.lab.campaigns;

import dev.activityservice.local.Main;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The local stack as {@code make run} starts it, in a process of its own that can be killed. */
final class StackProcess implements AutoCloseable {

    /** As the stack prints where it listens: a name, a URL, and sometimes more in parentheses. */
    private static final Pattern LINE = Pattern.compile("  (bus|SQS|DynamoDB) +(http://[0-9.:]+)/?(?: +\\((.*)\\))?");

    /** How the end of a process looks that was ended by signal 9. */
    private static final int KILLED = 128 + 9;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TAIL = 20;
    private static final String LOG = "stack.log";

    private final Process process;
    private final Path log;
    private final CompletableFuture<Endpoints> up = new CompletableFuture<>();
    private volatile boolean isKilled;

    /** Where a stack listens. */
    record Endpoints(URI bus, URI sqs, URI dynamoDb, String table) {}

    private StackProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::read, "stack-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param folder its data, and {@code stack.log} */
    static StackProcess launch(Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        String jars = System.getProperty("activity.dynamodb-local.dir");
        if (jars != null) {
            command.add("-Dactivity.dynamodb-local.dir=" + jars);
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "--port=0",
                "--sqs-port=0",
                "--dynamodb-port=0",
                "--data-dir=" + folder.resolve("data")));
        Path log = folder.resolve(LOG);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new StackProcess(process, log);
    }

    /** Throws an {@link UnplannedEndException} if it ends before it is up. */
    Endpoints awaitUp() throws IOException {
        try {
            return up.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            process.onExit().join();
            throw new UnplannedEndException(whatItSaid());
        } catch (TimeoutException e) {
            throw new IOException("The stack is not up after " + PATIENCE.toSeconds() + " seconds: " + whatItSaid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new UnplannedEndException(whatItSaid());
        }
    }

    /** With SIGKILL; returns when it is dead. */
    void kill() {
        if (process.isAlive()) {
            isKilled = true;
        }
        // By its handle: the process itself would close the pipe and what is still in it.
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /**
     * In order, as Ctrl-C does; returns when it has ended, and throws an {@link UnplannedEndException} if it did so with an error, or
     * does not end.
     */
    void stop() throws IOException {
        requireAlive();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new UnplannedEndException(whatItSaid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /**
     * Waits until it is dead; throws an {@link UnplannedEndException} unless {@link #kill} was the end of it.
     *
     * @return whether it had said before that it was up
     */
    boolean awaitKill() throws IOException {
        process.onExit().join();
        if (!isKilled || process.exitValue() != KILLED) {
            throw new UnplannedEndException(whatItSaid());
        }
        try {
            // What it had written is read to its end.
            up.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (TimeoutException e) {
            throw new IOException("Cannot read what the stack has written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** Nobody had killed it. */
    static final class UnplannedEndException extends IOException {

        private static final long serialVersionUID = 1L;

        UnplannedEndException(String message) {
            super(message);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            URI bus = null;
            URI sqs = null;
            URI dynamoDb = null;
            String table = "";
            // To its end: a full pipe would stop the stack.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    URI endpoint = URI.create(matcher.group(2));
                    switch (matcher.group(1)) {
                        case "bus" -> bus = endpoint;
                        case "SQS" -> sqs = endpoint;
                        default -> {
                            dynamoDb = endpoint;
                            table = matcher.group(3);
                        }
                    }
                }
                if (line.equals("Press Ctrl-C to stop.") && bus != null && sqs != null && dynamoDb != null) {
                    up.complete(new Endpoints(bus, sqs, dynamoDb, table));
                }
            }
            up.completeExceptionally(new EOFException("The stack was never up"));
        } catch (IOException e) {
            up.completeExceptionally(e);
        }
    }

    /** How often the stacks of this folder, all of them, have written this line to their log. */
    static long said(Path folder, String line) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(LOG))) {
            return lines.filter(each -> each.contains(line)).count();
        }
    }

    private String whatItSaid() throws IOException {
        String end = process.isAlive() ? "it is alive" : "it ended by itself with code " + process.exitValue();
        List<String> lines = Files.readAllLines(log);
        return end + "; the end of its log:\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }
}
