package dev.activityservice.lab.benchmarks.latency;

import dev.activityservice.testbed.dynamodb.DynamoDbLocalServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** DynamoDB Local in a separate JVM, so that its garbage collection and compilation do not affect the benchmark. */
public record DatabaseProcess(Process process, URI endpoint) implements AutoCloseable {

    /** Runs the process: prints the endpoint, and ends when its input ends. */
    public static void main(String[] args) throws IOException {
        try (DynamoDbLocalServer server = DynamoDbLocalServer.inMemory()) {
            System.out.println(server.endpoint());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0);
    }

    static DatabaseProcess start() throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-XX:+UseSerialGC",
                        "-D" + DynamoDbLocalServer.FOLDER_PROPERTY + "="
                                + System.getProperty(DynamoDbLocalServer.FOLDER_PROPERTY, ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseProcess.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String endpoint = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (endpoint == null) {
            throw new IOException("Cannot start DynamoDB Local in a separate process");
        }
        return new DatabaseProcess(process, URI.create(endpoint));
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
