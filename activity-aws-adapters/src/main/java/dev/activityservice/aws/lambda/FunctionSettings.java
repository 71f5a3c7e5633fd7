package dev.activityservice.aws.lambda;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetry.Profile;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;

/**
 * The settings of both functions.
 *
 * @param deadlineReserve the time between the deadline of an invocation and Lambda's timeout
 * @param telemetryProfile the conventions that spans follow
 * @param showsIds true to write entity ids to spans and log lines
 * @param store the settings of the store
 * @param snapStart true if Lambda will take a snapshot of this process; otherwise no class of the hooks is loaded
 */
record FunctionSettings(
        Duration deadlineReserve, Profile telemetryProfile, boolean showsIds, StoreSettings store, boolean snapStart) {

    static final Profile DEFAULT_TELEMETRY_PROFILE = Profile.OPENTELEMETRY;
    static final long DEFAULT_DEADLINE_RESERVE_MS = 1000;

    private static final long MAX_DEADLINE_RESERVE_MS = 60_000;

    /** Reads the settings. Faults stay in {@code variables}. */
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
                    "a whole number of milliseconds from 0 to " + MAX_DEADLINE_RESERVE_MS,
                    value);
        }
        return Duration.ofMillis(millis);
    }

    /** Returns the telemetry settings. The exporter is not a setting here: the SDK or the agent configures it. */
    AwsTelemetry telemetry(OpenTelemetry openTelemetry) {
        return AwsTelemetry.of(openTelemetry).with(telemetryProfile).showIds(showsIds);
    }
}
