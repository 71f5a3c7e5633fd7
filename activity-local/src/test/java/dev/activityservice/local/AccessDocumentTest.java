package dev.activityservice.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/access.md in their order, and compares what they print. */
class AccessDocumentTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```\n(?:```text\n(.*?)```\n)?");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String END = "--- end of the block ---";

    /** The classes of this build are used, so nothing must be made. */
    private static final String MAKE = "make() { command make -o activity-local/target/built \"$@\"; }\n";

    @TempDir
    Path folder;

    @Test
    @Tag("thorough")
    void the_commands_print_what_the_document_shows() throws Exception {
        assumeTrue(hasTools(), "make, bash and curl must be installed");
        int port = freePort();
        Map<String, String> variables = Map.of(
                "ACTIVITY_LOCAL_PORT",
                String.valueOf(port),
                "ACTIVITY_LOCAL_SQS_PORT",
                String.valueOf(freePort()),
                "ACTIVITY_LOCAL_DYNAMODB_PORT",
                String.valueOf(freePort()));
        List<MatchResult> blocks = BLOCK.matcher(
                        commands().replace("target/access", folder.toString()).replace(":8080", ":" + port))
                .results()
                .toList();
        assertThat(blocks).hasSizeGreaterThan(15);

        Process stack = null;
        try (Shell shell = new Shell(builder(variables).start())) {
            shell.run(MAKE);
            for (MatchResult block : blocks) {
                if (block.group(1).startsWith("make run")) {
                    stop(stack);
                    stack = start(variables, block.group(1));
                } else {
                    shell.expect(block.group(1), block.group(2) == null ? "" : block.group(2));
                }
            }
        } finally {
            stop(stack);
        }
    }

    /** A shell that keeps its functions and variables from one block to the next. */
    private record Shell(Process process) implements AutoCloseable {

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

        String run(String block) throws IOException {
            process.getOutputStream().write((block + "echo '" + END + "'\n").getBytes(UTF_8));
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
        }
    }

    private static String commands() throws IOException {
        return Files.readString(ROOT.resolve("docs/access.md"))
                .replaceFirst("(?s).*<!-- commands -->(.*)<!-- /commands -->.*", "$1");
    }

    private static Process start(Map<String, String> variables, String command) throws IOException {
        Process process = builder(variables).start();
        process.getOutputStream().write((MAKE + command).getBytes(UTF_8));
        process.getOutputStream().close();
        BufferedReader lines = process.inputReader(UTF_8);
        for (String line = lines.readLine(); !"Press Ctrl-C to stop.".equals(line); line = lines.readLine()) {
            assertThat(line).as("the stack is up").isNotNull();
        }
        return process;
    }

    private static void stop(@Nullable Process stack) throws InterruptedException {
        if (stack != null) {
            List<ProcessHandle> programs = stack.descendants().toList();
            programs.forEach(ProcessHandle::destroy);
            programs.forEach(program -> program.onExit()
                    .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .join());
            assertThat(stack.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
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

    private static boolean hasTools() throws InterruptedException {
        try {
            return new ProcessBuilder("bash", "-c", "type make curl grep sed")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
