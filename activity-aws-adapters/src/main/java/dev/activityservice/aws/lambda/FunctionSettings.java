package dev.activityservice.aws.lambda;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetry.Profile;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;

/**
 * The settings that both functions have.
 *
 * @param snapStart whether Lambda is about to take a snapshot of this process; without, nothing of the hooks is loaded
 */
record FunctionSettings(
        Duration deadlineReserve, Profile telemetryProfile, boolean showsIds, StoreSettings store, boolean snapStart) {

    static final Profile DEFAULT_TELEMETRY_PROFILE = Profile.OPENTELEMETRY;
    static final long DEFAULT_DEADLINE_RESERVE_MS = 1000;

    private static final long MAX_DEADLINE_RESERVE_MS = 60_000;

    /** Leaves the faults in {@code variables}. */
    static FunctionSettings read(Variables variables) {
        return new FunctionSettings(
                deadlineReserve(variables),
                variables.parsed(VariableNames.TELEMETRY_PROFILE, Profile::parse, DEFAULT_TELEMETRY_PROFILE),
                variables.flag(VariableNames.TELEMETRY_IDS, false),
                StoreSettings.read(variables),
                "snap-start".equals(variables.optional(VariableNames.INITIALIZATION_TYPE)));
    }

    private static Duration deadlineReserve(Variables variables) {
        String value = variables.optional(VariableNames.DEADLINE_RESERVE_MS);
        if (value == null) {
            return Duration.ofMillis(DEFAULT_DEADLINE_RESERVE_MS);
        }
        long millis = value.matches("[0-9]{1,9}") ? Long.parseLong(value) : -1;
        if (millis < 0 || millis > MAX_DEADLINE_RESERVE_MS) {
            variables.invalid(
                    VariableNames.DEADLINE_RESERVE_MS,
                    value,
                    "which is no whole number of milliseconds from 0 to " + MAX_DEADLINE_RESERVE_MS);
        }
        return Duration.ofMillis(millis);
    }

    /** Where telemetry goes is not among the variables: whoever made the SDK or the agent has decided. */
    AwsTelemetry telemetry(OpenTelemetry openTelemetry) {
        return AwsTelemetry.of(openTelemetry).with(telemetryProfile).showIds(showsIds);
    }
}
