package dev.activityservice.lab.campaigns;

import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all campaigns are told. */
final class CampaignOptions {

    @Option(names = "--seed", paramLabel = "SEED", description = "Another each time, unless given.")
    private @Nullable Long seed;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = "activity-lab/campaigns/target/campaigns",
            description = "For tables and data (${DEFAULT-VALUE}).")
    private Path folder = Path.of("activity-lab/campaigns/target/campaigns");

    /** The same at each call. */
    long seed() {
        Long chosen = seed;
        if (chosen == null) {
            chosen = InstantSource.system().millis() / 1000;
            seed = chosen;
        }
        return chosen;
    }

    Path folder() {
        return folder;
    }
}
