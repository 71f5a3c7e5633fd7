package dev.activityservice.campaign;

import dev.activityservice.local.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The local stack as {@code make run} starts it, in a process of its own that can be killed. */
final class StackProcess implements AutoCloseable {

    /** As the stack prints where it listens: a name, a URL, and sometimes more in parentheses. */
    private static final Pattern LINE = Pattern.compile("  (bus|SQS|DynamoDB) +(http://[0-9.:]+)/?(?: +\\((.*)\\))?");

    private final Process process;
    private final Path log;

    /** Where a stack listens. */
    record Endpoints(URI bus, URI sqs, URI dynamoDb, String table) {}

    private StackProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
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
        Path log = folder.resolve("stack.log");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new StackProcess(process, log);
    }

    /** Throws an exception if it ends before it is up. */
    Endpoints awaitUp() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        URI bus = null;
        URI sqs = null;
        URI dynamoDb = null;
        String table = "";
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
            if (line.equals("Ctrl-C stops it.") && bus != null && sqs != null && dynamoDb != null) {
                drain(lines);
                return new Endpoints(bus, sqs, dynamoDb, table);
            }
        }
        throw new IOException("The stack did not start; " + log + " may say why");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** With SIGKILL; returns when it is dead. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void awaitDeath() {
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private static void drain(BufferedReader lines) {
        Thread reader = new Thread(
                () -> {
                    try {
                        while (lines.readLine() != null) {
                            // Nobody reads it, and a full pipe would stop the stack.
                        }
                    } catch (IOException e) {
                        // It was killed.
                    }
                },
                "drain");
        reader.setDaemon(true);
        reader.start();
    }
}
