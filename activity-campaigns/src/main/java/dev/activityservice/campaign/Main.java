package dev.activityservice.campaign;

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
            "Each prints its seed, its progress and a table, and writes the table to activity-campaigns/target/campaigns.",
            "Exit codes: 0 the promise was kept, 1 it was not, 2 wrong options."
        },
        subcommands = {FaultsCommand.class, KillCommand.class, BudgetCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        java.io.PrintWriter out = new java.io.PrintWriter(System.out, true, java.nio.charset.Charset.defaultCharset());
        // The functions print a line for each batch, of which there are millions.
        System.setOut(new java.io.PrintStream(
                java.io.OutputStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8));
        System.exit(new CommandLine(new Main()).setOut(out).execute(arguments));
    }
}
