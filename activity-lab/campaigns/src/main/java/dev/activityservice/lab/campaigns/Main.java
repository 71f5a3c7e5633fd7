package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.report.LabCommand;
import picocli.CommandLine.Command;

/** The command line of the campaigns. */
@Command(
        name = "campaigns",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        description =
                "Runs the whole activity service on real parts, and checks that no activity is lost or duplicated.",
        subcommands = {FaultsCommand.class, KillCommand.class, BudgetCommand.class, SoakCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        LabCommand.main(new Main(), arguments);
    }
}
