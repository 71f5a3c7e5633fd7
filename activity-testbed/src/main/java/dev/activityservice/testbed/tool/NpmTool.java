package dev.activityservice.testbed.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A tool of other authors that checks our documents and types. {@code npx} downloads it. Immutable and thread-safe.
 *
 * @param name the package with its version, for example {@code @redocly/cli@2.77.0}
 * @param executable the command of the package, for example {@code redocly}
 */
public record NpmTool(String name, String executable) {

    /** Checks OpenAPI and AsyncAPI documents. */
    public static final NpmTool REDOCLY = new NpmTool("@redocly/cli@2.77.0", "redocly");

    /** Checks JSON Schemas. */
    public static final NpmTool AJV = new NpmTool("ajv-cli@5.0.0", "ajv");

    /** Checks types. */
    public static final NpmTool TSC = new NpmTool("typescript@5.9.3", "tsc");

    private static final Map<String, String> ENVIRONMENT =
            Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");

    /**
     * Returns why the tool cannot run on this machine; empty if it can.
     *
     * @param arguments arguments with which the tool ends with exit code 0
     */
    public String problem(String... arguments) {
        return ToolProcess.problem("Node and a registry of npm", command(arguments));
    }

    /** Runs the tool in an empty folder. */
    public ToolProcess.Result run(String... arguments) {
        return ToolProcess.run(ENVIRONMENT, command(arguments));
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("npx", "--yes", "--package=" + name, "--", executable));
        command.addAll(List.of(arguments));
        return command;
    }
}
