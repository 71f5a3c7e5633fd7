package dev.activityservice.local;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What a command of the command line, run in this JVM, has printed and answered. */
record Cli(int code, String output, String error) {

    static Cli run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter error = new StringWriter();
        int code = Main.commandLine(Map.of())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(error, true))
                .execute(arguments);
        return new Cli(code, out.toString().replace("\r\n", "\n"), error.toString());
    }
}
