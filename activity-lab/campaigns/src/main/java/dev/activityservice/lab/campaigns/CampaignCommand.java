package dev.activityservice.lab.campaigns;

import dev.activityservice.lab.report.LabCommand;
import dev.activityservice.lab.report.Report;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Base class of the campaigns' commands: adds the seed, and the goal that no activity is lost or duplicated. */
abstract class CampaignCommand extends LabCommand {

    private static final int MAX_VIOLATIONS_PRINTED = 100;

    @Option(names = "--seed", paramLabel = "SEED", description = "Replays a campaign. Default: the current time.")
    private @Nullable Long seed;

    CampaignCommand(String title, String repeat) {
        super(title, repeat);
    }

    @Override
    protected final void measure(Report report) throws Exception {
        if (seed == null) {
            seed = InstantSource.system().millis() / 1000;
        }
        progress("seed " + seed);
        run(seed, report);
    }

    /** Runs the campaign, and adds facts, goals and tables to the report. */
    abstract void run(long firstSeed, Report report) throws Exception;

    /** Adds the goal that the promise is kept, and prints the violations. */
    final void judge(Report report, List<String> violations) {
        violations.stream().limit(MAX_VIOLATIONS_PRINTED).forEach(this::progress);
        report.goal(
                "nothing lost, nothing duplicated, everything in order",
                violations.size() + " violations",
                violations.isEmpty());
    }

    /** Adds the goal that this count is zero. */
    static void none(Report report, String what, long count) {
        report.goal("no " + what, Long.toString(count), count == 0);
    }
}
