package dev.activityservice.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs the commands of documents in a shell, at the root of the project. The shell keeps its functions and variables. */
final class DocumentShell implements AutoCloseable {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String END = "--- end of the block ---";

    /** The classes of this build are used, so nothing must be made. */
    private static final String MAKE = "make() { command make -o activity-local/target/built \"$@\"; }\n";

    private final Map<String, String> ports;
    private final Process process;
    private @Nullable Process stack;

    private DocumentShell(Map<String, String> ports, Process process) {
        this.ports = ports;
        this.process = process;
    }

    static DocumentShell open() throws IOException {
        Map<String, String> ports = Map.of(
                "ACTIVITY_LOCAL_PORT", freePort(),
                "ACTIVITY_LOCAL_SQS_PORT", freePort(),
                "ACTIVITY_LOCAL_DYNAMODB_PORT", freePort());
        DocumentShell shell = new DocumentShell(ports, builder(ports).start());
        shell.run(MAKE);
        return shell;
    }

    /** Returns the text of a document between two markers. */
    static String marked(String document, String marker) throws IOException {
        return Files.readString(ROOT.resolve(document))
                .replaceFirst("(?s).*<!-- " + marker + " -->(.*)<!-- /" + marker + " -->.*", "$1");
    }

    /** Returns commands with the ports of this shell's stack, in place of the default ports. */
    String withPorts(String commands) {
        return commands.replace(":8080", ":" + ports.get("ACTIVITY_LOCAL_PORT"))
                .replace(":9324", ":" + ports.get("ACTIVITY_LOCAL_SQS_PORT"))
                .replace(":8000", ":" + ports.get("ACTIVITY_LOCAL_DYNAMODB_PORT"));
    }

    /** Starts a local stack by a command, and stops the stack of an earlier command. */
    void startStack(String command) throws IOException {
        stopStack();
        Process started = builder(ports).start();
        stack = started;
        started.getOutputStream().write((MAKE + command).getBytes(UTF_8));
        started.getOutputStream().close();
        BufferedReader lines = started.inputReader(UTF_8);
        for (String line = lines.readLine(); !"Press Ctrl-C to stop.".equals(line); line = lines.readLine()) {
            assertThat(line).as("the stack is up").isNotNull();
        }
    }

    /** Runs a block until it prints the expected text, because events are recorded a moment after they are published. */
    void expect(String block, String expected) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        String printed = run(block);
        while (!printed.equals(expected) && !block.contains("publish ") && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            printed = run(block);
        }
        assertThat(printed).as(block).isEqualTo(expected);
    }

    /** Runs a block until it prints a text that contains the expected one. Returns what it printed. */
    String await(String block, String expected) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        String printed = run(block);
        while (!printed.contains(expected) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            printed = run(block);
        }
        assertThat(printed).as(block).contains(expected);
        return printed;
    }

    /** Returns what a block prints. */
    String run(String block) throws IOException {
        process.getOutputStream().write((block + "\necho '" + END + "'\n").getBytes(UTF_8));
        process.getOutputStream().flush();
        StringBuilder printed = new StringBuilder();
        BufferedReader lines = process.inputReader(UTF_8);
        for (String line = lines.readLine(); !END.equals(line); line = lines.readLine()) {
            assertThat(line).as(block).isNotNull();
            printed.append(line).append('\n');
        }
        return printed.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        stopStack();
    }

    private void stopStack() {
        Process running = stack;
        if (running != null) {
            List<ProcessHandle> programs = running.descendants().toList();
            programs.forEach(ProcessHandle::destroy);
            programs.forEach(program -> program.onExit()
                    .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .join());
            running.onExit().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    private static ProcessBuilder builder(Map<String, String> variables) {
        ProcessBuilder builder =
                new ProcessBuilder("bash").directory(ROOT.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.putAll(variables);
        environment.put(
                "LOCAL_CLASS_PATH",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.keySet().removeAll(List.of("MAKEFLAGS", "MAKELEVEL", "MFLAGS"));
        return builder;
    }

    /** Returns whether a shell finds these programs. */
    static boolean has(String programs) throws InterruptedException {
        try {
            return new ProcessBuilder("bash", "-c", "type " + programs)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
