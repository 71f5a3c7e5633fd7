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

    private static final int MAX_DEADLINE_RESERVE_MS = 60_000;

    /** Reads the settings. Faults stay in {@code variables}. */
    static FunctionSettings read(Variables variables) {
        return new FunctionSettings(
                Duration.ofMillis(variables.number(
                        FunctionSetting.DEADLINE_RESERVE_MS, "milliseconds", 0, MAX_DEADLINE_RESERVE_MS)),
                variables.parsed(FunctionSetting.TELEMETRY_PROFILE, Profile::parse, Profile.OPENTELEMETRY),
                variables.flag(FunctionSetting.TELEMETRY_IDS),
                StoreSettings.read(variables),
                "snap-start".equals(variables.optional(FunctionSetting.INITIALIZATION_TYPE)));
    }

    /** Returns the telemetry settings. The exporter is not a setting here: the SDK or the agent configures it. */
    AwsTelemetry telemetry(OpenTelemetry openTelemetry) {
        return AwsTelemetry.of(openTelemetry).with(telemetryProfile).showIds(showsIds);
    }
}
