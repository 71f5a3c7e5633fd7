package dev.activityservice.testkit.usecase;

import dev.activityservice.port.driving.RecordActivities.Outcome;
import java.util.Locale;

/** Formats an outcome for comparisons: {@code recorded 2}, {@code ignored}, {@code rejected TOO_LARGE}, {@code retry THROTTLED}. */
final class OutcomeText {

    private OutcomeText() {}

    static String of(Outcome outcome) {
        String kind = outcome.kind().name().toLowerCase(Locale.ROOT);
        if (outcome instanceof Outcome.Recorded recorded) {
            return kind + " " + recorded.entities().size();
        }
        if (outcome instanceof Outcome.Rejected rejected) {
            return kind + " " + rejected.rejection().code();
        }
        return outcome instanceof Outcome.Retry retry ? kind + " " + retry.reason() : kind;
    }
}
