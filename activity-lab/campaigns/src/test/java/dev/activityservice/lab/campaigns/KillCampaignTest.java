package dev.activityservice.lab.campaigns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code make chaos-kill}. */
@Tag("thorough")
@Order(1)
class KillCampaignTest {

    private static final long SEED = Long.getLong("activity.seed", 20_261_101L);
    private static final int KILLS = Integer.getInteger("activity.campaign.kills", 5);
    private static final int KILLS_BETWEEN_JUDGEMENTS = 3;

    @TempDir
    Path folder;

    @Test
    void f18_a_stack_killed_at_random_moments_loses_and_doubles_nothing_that_was_acknowledged() throws IOException {
        System.out.printf("campaign: %d kills from seed %d%n", KILLS, SEED);

        KillCampaign.Outcome outcome = run(KILLS, KILLS_BETWEEN_JUDGEMENTS);

        assertThat(outcome.violations()).as("seed %d", SEED).isEmpty();
        assertThat(outcome.killed()).isEqualTo(KILLS);
        assertThat(outcome.accepted()).isPositive();
        assertThat(outcome.shown()).isPositive();
    }

    @Test
    void a_stack_that_ends_on_its_own_is_a_violation_with_the_end_of_its_log() throws IOException {
        // The stack cannot create its folder where a file is.
        Files.writeString(folder.resolve("data"), "a file");

        KillCampaign.Outcome outcome = run(1, 1);

        assertThat(outcome.killed()).isZero();
        assertThat(outcome.violations())
                .singleElement()
                .asString()
                .startsWith("Stack 1 was not killed: it ended on its own with code 1; the end of its log:\n")
                .contains(folder.resolve("data").toString());
    }

    private KillCampaign.Outcome run(int kills, int killsBetweenJudgements) throws IOException {
        KillCampaign.Settings settings = new KillCampaign.Settings(SEED, kills, killsBetweenJudgements, folder);
        return new KillCampaign(settings, InstantSource.system(), System.out::println).run();
    }
}
