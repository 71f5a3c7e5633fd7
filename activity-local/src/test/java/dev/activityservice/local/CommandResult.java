package dev.activityservice.local;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** The output and exit code of a command that ran in this JVM. */
public record CommandResult(int code, String output, String error) {

    public static CommandResult run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /** Runs a command that reads its options also from these variables. */
    public static CommandResult run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter error = new StringWriter();
        int code = Main.commandLine(environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(error, true))
                .execute(arguments);
        return new CommandResult(code, out.toString().replace("\r\n", "\n"), error.toString());
    }
}
