package dev.activityservice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.activityservice.text.Quoted;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands in a shell, by make and by the script, and compares their exit codes with the table in docs/local.md. */
class ExitCodesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> COMMANDS = List.of(
            "run",
            "demo",
            "token",
            "may",
            "audit-hash",
            "explain",
            "dead-letters",
            "redrive",
            "import-reference",
            "smoke",
            "integration-test");

    @TempDir
    Path folder;

    /** A row of the table. */
    private record Codes(int program, int make) {}

    @BeforeAll
    static void hasTools() throws Exception {
        for (String tool : List.of("make", "bash")) {
            assumeTrue(isInstalled(tool), tool + " is not installed");
        }
    }

    @Test
    void done() throws Exception {
        Path body = Files.writeString(folder.resolve("body.json"), """
                {"specversion": "1.0", "id": "e-1", "source": "dev.test", "type": "users.userCreated.v1",
                 "time": "2026-03-02T09:00:00Z", "data": {"userId": "U-1"}}
                """);

        assertThat(codes("explain", body.toString())).isEqualTo(documented("done"));
    }

    @Test
    void failed() throws Exception {
        Path body = Files.writeString(folder.resolve("body.json"), "{}");

        assertThat(codes("explain", body.toString())).isEqualTo(documented("failed"));
        assertThat(codes("explain", folder.resolve("none").toString())).isEqualTo(documented("failed"));
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }
        String port = String.valueOf(unused);
        for (String command : List.of("demo", "token", "dead-letters", "redrive")) {
            assertThat(codes(command, "--port", port, "--sqs-port", port))
                    .as(command)
                    .isEqualTo(documented("failed"));
        }
    }

    @Test
    @Tag("thorough")
    void stopped() throws Exception {
        List<String> options = List.of("--port=0", "--sqs-port=0", "--dynamodb-port=0", "--in-memory");

        assertThat(new Codes(signalled("TERM", direct("run", options)), signalled("TERM", make("run", options))))
                .isEqualTo(documented("stopped by SIGTERM"));
        assumeThat(outputOf("bash", "-c", "trap -p INT"))
                .as("skipped, because this build ignores SIGINT and its processes inherit that, as in a background job")
                .isEmpty();
        assertThat(new Codes(signalled("INT", direct("run", options)), signalled("INT", make("run", options))))
                .isEqualTo(documented("stopped by Ctrl-C"));
    }

    private static String outputOf(String... command) throws IOException {
        try (InputStream out = new ProcessBuilder(command).start().getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Sends a signal to the process group when the stack is up, as a terminal does, and returns the code that a shell sees. */
    private static int signalled(String signal, List<String> command) throws Exception {
        List<String> shell = new ArrayList<>(List.of(
                "bash", "-c", "set -m; \"$@\" & read -r; kill -" + signal + " -- -$!; wait $!; echo code $?", "bash"));
        shell.addAll(command);
        Process process = builder(shell).start();
        StringBuilder seen = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.append(line).append('\n');
                if (line.equals("Press Ctrl-C to stop.")) {
                    process.getOutputStream().write('\n');
                    process.getOutputStream().flush();
                }
                if (line.startsWith("code ")) {
                    return Integer.parseInt(line.substring(5));
                }
            }
        } finally {
            process.destroyForcibly();
        }
        throw new AssertionError(seen);
    }

    @Test
    void wrong_options() throws Exception {
        assertThat(codes("run", "--max-receives=0")).isEqualTo(documented("wrong options"));
        for (String command : COMMANDS) {
            assertThat(codes(command, "--unknown")).as(command).isEqualTo(documented("wrong options"));
        }
    }

    @Test
    void may() throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.json"), """
                {"version": 1, "rules": [
                  {"claim": "groups", "has": "support", "may": ["*"]}, {"claim": "sub", "is": "user", "of": ["order"]}]}
                """);
        String option = "--read-policy=" + policy;

        assertThat(codes("may", option, "--claims", "{\"sub\":\"U-7\",\"groups\":[\"support\"]}", "order/1"))
                .isEqualTo(documented("done"));
        assertThat(codes("may", option, "--claims", "{\"groups\":[\"a\",\"b\"]}", "order/1"))
                .isEqualTo(documented("`may`: the read is refused"));
        assertThat(codes("may", option, "--claims", "{\"sub\":\"U-7\"}", "order/1"))
                .isEqualTo(documented("`may`: it depends on a reader's edge"));
    }

    @Test
    void nothing_was_tested() throws Exception {
        List<String> address = List.of(
                "--api-endpoint=" + SharedStack.STACK.endpoint(), "--event-bus-name=b", "--aws-region=eu-west-1");
        List<String> withoutToken = Stream.concat(address.stream(), Stream.of("--api-access=COGNITO"))
                .toList();

        assertThat(codes("integration-test", withoutToken.toArray(String[]::new)))
                .isEqualTo(documented("`smoke`, `integration-test`: no check applies to the deployment"));
    }

    @Test
    void make_takes_the_settings_of_a_deployment_from_a_file_and_the_command_line_precedes_it() throws Exception {
        Path settings = Files.writeString(folder.resolve("ann.settings"), """
                # a comment
                ENV=ann
                API_ACCESS=COGNITO
                CATALOG=no/such catalog$1.json
                CORS_ALLOW_ORIGIN=https://shop.example
                """);
        List<String> arguments =
                List.of("--api-endpoint=" + SharedStack.STACK.endpoint(), "--event-bus-name=b", "--smoke-timeout=1");

        assertThat(output(make("smoke", arguments, "SETTINGS=" + settings)))
                .contains("Cannot read the catalog no/such catalog$1.json");
        String catalog = "CATALOG=dev/activityservice/catalog/shop-catalog.json";
        assertThat(output(make("smoke", arguments, "SETTINGS=" + settings, catalog)))
                .contains("The region is unknown: set AWS_REGION to the region of the deployment");
        assertThat(output(make(
                        "smoke", arguments, "SETTINGS=" + settings, catalog, "AWS_REGION=eu-west-1", "API_ACCESS=IAM")))
                .contains("Cannot sign requests: AWS credentials are missing: set AWS_PROFILE");
        assertThat(output(make("smoke", arguments, "SETTINGS=" + settings, catalog, "AWS_REGION=eu-west-1", "ENV=ben")))
                .contains(
                        "Smoke test of " + SharedStack.STACK.endpoint() + " (environment ben, access COGNITO), bus b,")
                .contains("not run, because reads need a token")
                .doesNotContain("CORS_ALLOW_ORIGIN is not set");
    }

    @Test
    void make_passes_arguments_unchanged() throws Exception {
        List<String> arguments = List.of(
                "--unknown={\"sub\":\"U-7\",\"groups\":[\"a\",\"b c\"]}",
                "--unknown={\"$HOME\": \"it's $(id) `id` \\\\ #\"}",
                "--unknown={a,b}/*?~",
                "order/1");

        for (String command : COMMANDS) {
            // A missing option would be reported instead of an unknown one.
            List<String> required = command.equals("import-reference") ? List.of("--table=t", "--before=b") : List.of();
            String output = output(make(
                    command,
                    Stream.concat(required.stream(), arguments.stream()).toList()));

            assertThat(arguments.subList(0, 3))
                    .as("%s: %s", command, output)
                    .allSatisfy(argument -> assertThat(output).contains("'" + Quoted.escapeMessage(argument) + "'"));
        }
    }

    @Test
    void a_build_prints_nothing_between_the_lines_of_a_command() throws Exception {
        List<String> command = List.of(
                "bash",
                "-c",
                "\"$@\" 2>/dev/null",
                "bash",
                "make",
                "-s",
                "MVN=echo output of Maven",
                "LOCAL_BUILT=" + folder.resolve("built"),
                "audit-hash",
                "ARGS=order/1");

        assertThat(output(command)).matches("[0-9a-f]{64}\n");
        assertThat(folder.resolve("built")).exists();
    }

    private static Codes documented(String row) throws IOException {
        String table = Files.readString(ROOT.resolve("docs/local.md"))
                .replaceFirst("(?s).*<!-- exit codes -->(.*)<!-- /exit codes -->.*", "$1");
        List<String> cells = table.lines()
                .filter(line -> line.startsWith("| " + row + " |"))
                .map(line -> List.of(line.split("\\s*\\|\\s*")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No row " + row + " in " + table));
        return new Codes(Integer.parseInt(cells.get(2)), Integer.parseInt(cells.get(3)));
    }

    private static Codes codes(String command, String... arguments) throws Exception {
        return new Codes(exitCode(direct(command, List.of(arguments))), exitCode(make(command, List.of(arguments))));
    }

    private static List<String> direct(String command, List<String> arguments) {
        List<String> direct = new ArrayList<>(List.of("activity-local/run"));
        if (!command.equals("run")) {
            direct.add(command);
        }
        direct.addAll(arguments);
        return direct;
    }

    /** The classes of this build are used, so nothing must be made. */
    private static List<String> make(String command, List<String> arguments, String... variables) {
        return Stream.concat(
                        Stream.of(
                                "make",
                                "-s",
                                "-o",
                                "activity-local/target/built",
                                command,
                                "ARGS=" + String.join(" ", arguments)),
                        Stream.of(variables))
                .toList();
    }

    private static boolean isInstalled(String tool) throws InterruptedException {
        try {
            return new ProcessBuilder(tool, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String output(List<String> command) throws Exception {
        Process process = builder(command).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        return output;
    }

    private static int exitCode(List<String> command) throws Exception {
        Process process = builder(command).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output).as("%s", command).doesNotContain("ClassNotFoundException", "No rule to make");
        return process.exitValue();
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment()
                .put(
                        "LOCAL_CLASS_PATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("AWS_")
                        || List.of("MAKEFLAGS", "MAKELEVEL", "MFLAGS").contains(name));
        // Neither the credentials nor the region of this machine.
        builder.environment()
                .putAll(Map.of(
                        "AWS_EC2_METADATA_DISABLED",
                        "true",
                        "AWS_CONFIG_FILE",
                        "none",
                        "AWS_SHARED_CREDENTIALS_FILE",
                        "none"));
        return builder;
    }
}
