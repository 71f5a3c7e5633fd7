package dev.activityservice.testbed.npm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A tool of other authors that checks our documents. {@code npx} downloads it. Immutable and thread-safe.
 *
 * @param name the package with its version, for example {@code @redocly/cli@2.77.0}
 */
public record NpmTool(String name) {

    /** Checks OpenAPI and AsyncAPI documents. */
    public static final NpmTool REDOCLY = new NpmTool("@redocly/cli@2.77.0");

    /** Checks JSON Schemas. */
    public static final NpmTool AJV = new NpmTool("ajv-cli@5.0.0");

    /**
     * The end of a process.
     *
     * @param exitCode -1 if it did not start, or did not end in two minutes
     * @param output standard output; followed by standard error if the exit code is not 0
     */
    public record Result(int exitCode, String output) {}

    /**
     * Returns why the tool cannot run on this machine; empty if it can.
     *
     * @param command arguments with which the tool ends with exit code 0
     */
    public String problem(String... command) {
        Result result = run(command);
        return result.exitCode() == 0
                ? ""
                : "Cannot run npx " + name + ", which needs Node and a registry of npm: " + result.output();
    }

    /** Runs the tool in an empty folder. */
    public Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("npx", "--yes", name));
        command.addAll(List.of(arguments));
        try {
            Path folder = Files.createTempDirectory("npm-tool");
            Path output = folder.resolve("output");
            Path errors = folder.resolve("errors");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("REDOCLY_TELEMETRY", "off");
            builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
            try {
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(2, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    return new Result(-1, "It did not end in two minutes");
                }
                return new Result(
                        process.exitValue(),
                        Files.readString(output) + (process.exitValue() == 0 ? "" : Files.readString(errors)));
            } finally {
                Files.deleteIfExists(output);
                Files.deleteIfExists(errors);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "It was interrupted");
        }
    }
}
