package dev.activityservice.lab.campaigns;

import java.time.Duration;
import java.util.List;

/**
 * How a campaign ended.
 *
 * @param violations of the promise, one sentence each
 * @param seed of the last round, which replays it
 */
record Verdict(List<String> violations, long seed, Tally.Snapshot counts, Duration elapsed) {

    /**
     * Whether nothing was lost or doubled, and no function threw, was at work at its deadline or asked anything of the table when
     * its time was over, unless that was planned.
     */
    boolean isGood() {
        return violations.isEmpty() && counts.unplanned().equals(Tally.Unplanned.NOTHING);
    }
}
