package dev.activityservice.infra;

import java.util.function.Function;

/** The decision whether the record function writes metrics of its outcomes to its log. Contains no class of the CDK. */
final class Metrics {

    private Metrics() {}

    /**
     * Returns {@code emf} or {@code none}. With Datadog or OpenTelemetry, {@code auto} means {@code none}, because both get these numbers by
     * themselves.
     *
     * @param values returns the value or the default of a setting; an empty text means none
     */
    static String effective(Function<Setting, String> values) {
        String value = values.apply(Setting.METRICS);
        if (!value.equals("auto")) {
            return value;
        }
        return otherTelemetry(values) ? "none" : "emf";
    }

    /** Returns whether the lines of metrics, the alarm on them, and their graphs exist. */
    static boolean isOn(Function<Setting, String> values) {
        return effective(values).equals("emf");
    }

    private static boolean otherTelemetry(Function<Setting, String> values) {
        return !values.apply(Setting.DD_API_KEY_SECRET_ARN).isEmpty()
                || !values.apply(Setting.OTEL_LAYERS).isEmpty();
    }
}
