package dev.activityservice.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@code make chaos-faults}; {@code -Dactivity.campaign.seed} replays a round as far as threads allow. */
class FaultCampaignTest {

    private static final long SEED = Long.getLong("activity.campaign.seed", 20_261_101L);

    @Test
    void a_thousand_faulted_deliveries_on_real_parts_lose_and_double_nothing() throws IOException {
        System.out.printf("campaign: 1000 faulted deliveries from seed %d%n", SEED);

        Verdict verdict = run(FaultCampaign.Settings.of(SEED, 1000, 900));

        System.out.println(verdict);
        assertThat(verdict.violations()).as("seed %d", verdict.seed()).isEmpty();
        assertThat(verdict.counts().timeouts()).isZero();
        assertThat(verdict.counts().faulted()).isGreaterThanOrEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource(value = Defect.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_system_with_a_defect_is_caught(Defect defect) throws IOException {
        Verdict verdict = run(FaultCampaign.Settings.of(SEED, 1, 250).with(defect));

        assertThat(verdict.violations()).isNotEmpty();
    }

    private static Verdict run(FaultCampaign.Settings settings) throws IOException {
        return new FaultCampaign(settings, InstantSource.system(), System.out::println).run();
    }
}
