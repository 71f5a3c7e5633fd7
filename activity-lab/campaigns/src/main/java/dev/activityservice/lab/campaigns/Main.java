package dev.activityservice.lab.campaigns;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the campaigns: {@code --help} tells. */
@Command(
        name = "campaigns",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Puts the whole activity service, on real parts, through faults, and checks that nothing is lost or doubled.",
        footer = {
            "",
            "Each prints its seed, its progress and a table, and writes the table to activity-lab/campaigns/target/campaigns.",
            "Exit codes: 0 the promise was kept, 1 it was not, 2 wrong options."
        },
        subcommands = {FaultsCommand.class, KillCommand.class, BudgetCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        // The functions print a line for each batch, of which there are millions.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.exit(new CommandLine(new Main()).setOut(out).execute(arguments));
    }
}
