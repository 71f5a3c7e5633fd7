package dev.activityservice.aws.lambda;

import dev.activityservice.aws.telemetry.AwsTelemetry;
import dev.activityservice.aws.telemetry.AwsTelemetry.Profile;
import dev.activityservice.aws.telemetry.JsonLog.Level;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The settings of both functions.
 *
 * @param deadlineReserve the time between the deadline of an invocation and Lambda's timeout
 * @param telemetryProfile the conventions that spans follow
 * @param showsIds true to write entity ids to spans and log lines
 * @param logLevel the least severe level of log lines that are written; the log of reads does not depend on it
 * @param store the settings of the store
 * @param snapStart true if Lambda will take a snapshot of this process; otherwise no class of the hooks is loaded
 */
record FunctionSettings(
        Duration deadlineReserve,
        Profile telemetryProfile,
        boolean showsIds,
        Level logLevel,
        StoreSettings store,
        boolean snapStart) {

    private static final int MAX_DEADLINE_RESERVE_MS = 60_000;

    /** Reads the settings. Faults stay in {@code variables}. */
    static FunctionSettings read(Variables variables) {
        return new FunctionSettings(
                Duration.ofMillis(variables.number(
                        FunctionSetting.DEADLINE_RESERVE_MS, "milliseconds", 0, MAX_DEADLINE_RESERVE_MS)),
                variables.parsed(FunctionSetting.TELEMETRY_PROFILE, Profile::parse, Profile.OPENTELEMETRY),
                variables.flag(FunctionSetting.TELEMETRY_IDS),
                logLevel(variables),
                StoreSettings.read(variables),
                "snap-start".equals(variables.optional(FunctionSetting.INITIALIZATION_TYPE)));
    }

    private static Level logLevel(Variables variables) {
        String expected = "INFO, WARN or ERROR";
        String value = variables.required(FunctionSetting.LOG_LEVEL, expected);
        return switch (value) {
            case "INFO" -> Level.INFO;
            case "WARN" -> Level.WARN;
            case "ERROR" -> Level.ERROR;
            default -> {
                variables.invalid(FunctionSetting.LOG_LEVEL, expected, value);
                yield Level.INFO;
            }
        };
    }

    /** Returns the sink of log lines: standard output, without the lines below the level. */
    Consumer<String> log() {
        return logLevel.filter(StandardOutput::write);
    }

    /** Returns the telemetry settings. The exporter is not a setting here: the SDK or the agent configures it. */
    AwsTelemetry telemetry(OpenTelemetry openTelemetry) {
        return AwsTelemetry.of(openTelemetry).with(telemetryProfile).showIds(showsIds);
    }
}
