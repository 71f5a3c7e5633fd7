package dev.activityservice.aws.lambda;

import dev.activityservice.aws.datadog.DataStreams;
import dev.activityservice.aws.driving.sqs.BatchObserver;
import dev.activityservice.aws.driving.sqs.ProcessedMessage;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@link RecordActivitiesFunction}.
 *
 * @param catalog maps events to activities
 * @param rejectUnrecordable true to reject events of unknown types and events without an entity
 * @param maxEventBytes the maximum of what one event may give to write, as in {@code ActivityService.Builder.maxEventBytes}
 * @param metrics writes a line of metrics for each batch; it does nothing if metrics are off
 * @param dataStreams the listener for Datadog's Data Streams Monitoring; null, without loading a Datadog class, if it is off
 * @param function the settings of both functions
 */
record RecordSettings(
        ActivityCatalog catalog,
        boolean rejectUnrecordable,
        int maxEventBytes,
        BatchObserver metrics,
        @Nullable Consumer<ProcessedMessage> dataStreams,
        FunctionSettings function) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Reads the settings. Throws {@link InvalidSettingsException} with all faults.
     *
     * @param clock the clock of the metrics
     */
    static RecordSettings read(Variables variables, InstantSource clock) {
        RecordSettings settings = new RecordSettings(
                catalog(variables),
                variables.flag(FunctionSetting.REJECT_UNRECORDABLE),
                variables.number(FunctionSetting.MAX_EVENT_BYTES, "bytes", 1, Integer.MAX_VALUE),
                metrics(variables, clock),
                dataStreams(variables),
                FunctionSettings.read(variables));
        variables.requireValid();
        return settings;
    }

    private static ActivityCatalog catalog(Variables variables) {
        String place = variables.optional(FunctionSetting.CATALOG);
        String json = place == null
                ? null
                : SettingFile.read(variables, FunctionSetting.CATALOG, "a file or a classpath resource");
        if (place != null && json != null) {
            try {
                return ActivityCatalog.parse(json);
            } catch (InvalidCatalogException e) {
                variables.invalid(FunctionSetting.CATALOG, "a valid catalog", place, ". " + e.getMessage());
            }
        }
        return ActivityCatalog.reference();
    }

    private static BatchObserver metrics(Variables variables, InstantSource clock) {
        String service = name(variables, FunctionSetting.SERVICE);
        String environment = name(variables, FunctionSetting.ENVIRONMENT);
        String expected = "emf or none";
        String value = variables.required(FunctionSetting.METRICS, expected);
        switch (value) {
            case "none" -> {
                return BatchObserver.none();
            }
            case "emf" -> {
                if (environment.isEmpty()) {
                    variables.required(FunctionSetting.ENVIRONMENT, "the name of the environment");
                }
                // Not the sink of the log lines, because the log level would drop the lines of metrics.
                return BatchObserver.metrics(StandardOutput::write, service, environment, clock);
            }
            default -> {
                variables.invalid(FunctionSetting.METRICS, expected, value);
                return BatchObserver.none();
            }
        }
    }

    /** Returns a name, which becomes a part of each line of metrics; empty if it is not set. */
    private static String name(Variables variables, FunctionSetting setting) {
        String value = variables.optional(setting);
        if (value != null && !NAME.matcher(value).matches()) {
            variables.invalid(setting, "1 to 64 letters, digits and the characters . _ -", value);
        }
        return value == null ? "" : value;
    }

    private static @Nullable Consumer<ProcessedMessage> dataStreams(Variables variables) {
        if (!variables.flag(FunctionSetting.DATADOG_STREAMS)) {
            return null;
        }
        try {
            return DataStreams.create();
        } catch (NoClassDefFoundError e) {
            variables.fault(
                    FunctionSetting.DATADOG_STREAMS,
                    " must be false without Datadog's Java tracer, because the tracer contains the API");
            return null;
        }
    }
}
