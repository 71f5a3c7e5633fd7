package dev.activityservice.testbed.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a tool of other authors as a process without input, in an empty folder. */
public final class ToolProcess {

    private static final int MAX_MINUTES = 2;

    private ToolProcess() {}

    /**
     * The end of a process.
     *
     * @param exitCode -1 if it did not start, or did not end in two minutes
     * @param output standard output; followed by standard error if the exit code is not 0
     */
    public record Result(int exitCode, String output) {}

    /**
     * Returns why a tool cannot run on this machine; empty if it can.
     *
     * @param needs what the tool needs
     * @param command a command that ends with exit code 0
     */
    public static String problem(String needs, List<String> command) {
        Result result = run(Map.of(), command);
        return result.exitCode() == 0
                ? ""
                : "Cannot run " + String.join(" ", command) + ", which needs " + needs + ": " + result.output();
    }

    /** @param environment variables in addition to those of this process */
    public static Result run(Map<String, String> environment, List<String> command) {
        try {
            Path folder = Files.createTempDirectory("tool");
            Path output = folder.resolve("output");
            Path errors = folder.resolve("errors");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            try {
                Process process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
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
