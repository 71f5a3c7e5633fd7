package dev.activityservice.local;

import static dev.activityservice.local.SharedStack.column;
import static dev.activityservice.local.SharedStack.event;
import static dev.activityservice.local.SharedStack.timeline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.activityservice.local.command.CommandException;
import dev.activityservice.local.command.LocalClients;
import io.opentelemetry.api.OpenTelemetry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Tests the stack as a process, as {@code make run} starts it. */
@Execution(ExecutionMode.CONCURRENT)
class ProcessTest {

    @TempDir
    Path folder;

    @Test
    void help_names_every_option_and_exits_with_0() throws Exception {
        Result result = run("--help");

        assertThat(result.code()).isZero();
        assertThat(result.output())
                .contains("--port=PORT", "--sqs-port=PORT", "--dynamodb-port=PORT", "--data-dir=FOLDER", "--in-memory")
                .contains(
                        "--catalog=FILE",
                        "--max-receives=COUNT",
                        "--visibility-timeout=SECONDS",
                        "ACTIVITY_LOCAL_DATA_DIR")
                .contains("demo", "explain", "dead-letters", "redrive");
    }

    @Test
    @Tag("thorough")
    void a_check_starts_all_parts_and_stops() throws Exception {
        Result result = run("--check", "--in-memory", "--port=0", "--sqs-port=0", "--dynamodb-port=0");

        assertThat(result.code()).isZero();
        assertThat(result.output()).startsWith("The activity service is up.").contains("/api/activity/");
    }

    @Test
    @Tag("thorough")
    void a_requested_stop_is_a_success_and_standard_output_has_no_log_lines() throws Exception {
        Process process = JavaProcess.of(Main.class, "--in-memory", "--port=0", "--sqs-port=0", "--dynamodb-port=0")
                .redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Running running = await(process);
        try (running;
                EventBridgeClient bus = LocalClients.eventBridge(running.endpoint())) {
            bus.putEvents(request -> request.entries(
                    event("users.userCreated.v1", "stop-1", "2026-03-02T09:00:00Z", "{\"userId\":\"STOP\"}")));
            SharedStack.await(
                    "the user",
                    List.of("stop-1"),
                    () -> column(timeline(running.endpoint(), "user/STOP", 10), "event_id"));

            process.destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(running.printed())
                    .startsWith("The activity service is up.")
                    .doesNotContain("{\"level\"");
        }
    }

    @Test
    void each_port_in_use_is_reported_with_its_option() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(failure(port, 0, 0)).contains("port " + port, "with --port (0");
            assertThat(failure(0, port, 0)).contains("port " + port, "with --sqs-port (0");
            assertThat(failure(0, 0, port)).contains("port " + port, "with --dynamodb-port (0");
        }
    }

    private static String failure(int port, int sqsPort, int dynamoDbPort) {
        LocalOptions options = new LocalOptions(
                port,
                sqsPort,
                dynamoDbPort,
                null,
                null,
                3,
                Duration.ofSeconds(2),
                LocalOptions.Access.local(),
                LocalOptions.Reads.open(),
                OpenTelemetry.noop());
        return String.valueOf(catchThrowableOfType(CommandException.class, () -> LocalStack.start(options))
                .getMessage());
    }

    @Test
    void a_port_in_use_ends_the_process_with_the_message() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Result result = run(
                    "--in-memory",
                    "--sqs-port",
                    String.valueOf(taken.getLocalPort()),
                    "--port",
                    "0",
                    "--dynamodb-port",
                    "0");

            assertThat(result)
                    .isEqualTo(
                            new Result(
                                    1,
                                    "Cannot listen on port " + taken.getLocalPort()
                                            + ": it is in use; stop the program that uses it, or choose another port with --sqs-port (0 takes a free port)\n"));
        }
    }

    @Test
    void a_catalog_with_faults_is_refused_with_all_faults() throws Exception {
        Path catalog = Files.writeString(
                folder.resolve("catalog.json"), "{\"version\":1,\"events\":{\"a.b\":{\"entities\":[]},\"c\":7}}");

        Result result = run(
                "--in-memory",
                "--port",
                "0",
                "--sqs-port",
                "0",
                "--dynamodb-port",
                "0",
                "--catalog",
                catalog.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .startsWith("Cannot use the catalog " + catalog + ". Invalid catalog: ")
                .contains("/events/a.b")
                .contains("/events/c");
    }

    @Test
    @Tag("thorough")
    void acknowledged_events_survive_a_kill_and_the_folder_is_locked_before() throws Exception {
        Path data = folder.resolve("data");
        List<String> ids = new ArrayList<>();
        try (Running first = start(data)) {
            Result second =
                    run("--port", "0", "--sqs-port", "0", "--dynamodb-port", "0", "--data-dir", data.toString());
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.output()).startsWith("Cannot use the folder " + data + ": another local stack uses it");

            try (EventBridgeClient bus = LocalClients.eventBridge(first.endpoint())) {
                for (int batch = 0; batch < 20; batch++) {
                    List<PutEventsRequestEntry> ten = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        String id = String.format("kill-%02d-%d", batch, i);
                        ids.add(id);
                        ten.add(event(
                                "users.userCreated.v1",
                                id,
                                String.format("2026-03-02T09:%02d:%02dZ", batch, i),
                                "{\"userId\":\"K\"}"));
                    }
                    assertThat(bus.putEvents(request -> request.entries(ten)).failedEntryCount())
                            .isZero();
                }
            }
            first.process().destroyForcibly().waitFor();
        }

        try (Running again = start(data)) {
            SharedStack.await("the user", ids, () -> column(timeline(again.endpoint(), "user/K", 1000), "event_id"));
        }
    }

    private record Result(int code, String output) {}

    private record Running(Process process, URI endpoint, String printed) implements AutoCloseable {

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static Running start(Path data) throws IOException {
        return await(process("--port", "0", "--sqs-port", "0", "--dynamodb-port", "0", "--data-dir", data.toString()));
    }

    /** Waits for the last line of the banner. */
    private static Running await(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        String endpoint = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.append(line).append('\n');
            if (line.startsWith("  bus ")) {
                endpoint = line.replaceFirst("^ +bus +(http[^ ]+[0-9])/ .*$", "$1");
            }
            if (line.equals("Press Ctrl-C to stop.") && endpoint != null) {
                drain(lines);
                return new Running(process, URI.create(endpoint), seen.toString());
            }
        }
        throw new AssertionError("The stack did not start:\n" + seen);
    }

    private static void drain(BufferedReader lines) {
        Thread reader = new Thread(() -> lines.lines().forEach(line -> {}), "drain");
        reader.setDaemon(true);
        reader.start();
    }

    private static Result run(String... arguments) throws IOException, InterruptedException {
        Process process = process(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static Process process(String... arguments) throws IOException {
        return JavaProcess.of(Main.class, arguments).start();
    }
}
