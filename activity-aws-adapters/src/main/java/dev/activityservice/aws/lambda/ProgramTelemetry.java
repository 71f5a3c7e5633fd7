package dev.activityservice.aws.lambda;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;

/**
 * Finds the OpenTelemetry instance of the program. {@code GlobalOpenTelemetry.getOrNoop()} is newer than the oldest OpenTelemetry API
 * that the project supports, so it is called only if it exists.
 */
final class ProgramTelemetry {

    private ProgramTelemetry() {}

    /**
     * Returns the global instance, or an instance without effect if the program has set none. With an older API, a program that has set
     * none cannot set one later.
     */
    static OpenTelemetry current() {
        return hasGetOrNoop() ? GlobalOpenTelemetry.getOrNoop() : GlobalOpenTelemetry.get();
    }

    private static boolean hasGetOrNoop() {
        try {
            GlobalOpenTelemetry.class.getMethod("getOrNoop");
            return true;
        } catch (NoSuchMethodException | LinkageError e) {
            return false;
        }
    }
}
