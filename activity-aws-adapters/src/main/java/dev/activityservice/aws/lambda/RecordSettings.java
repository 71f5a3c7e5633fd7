package dev.activityservice.aws.lambda;

import dev.activityservice.aws.datadog.DataStreams;
import dev.activityservice.aws.driving.sqs.ProcessedMessage;
import dev.activityservice.catalog.ActivityCatalog;
import dev.activityservice.catalog.InvalidCatalogException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@link RecordActivitiesFunction}.
 *
 * @param catalog maps events to activities
 * @param rejectUnrecordable true to reject events of unknown types and events without an entity
 * @param maxEventBytes the maximum of what one event may give to write, as in {@code ActivityService.Builder.maxEventBytes}
 * @param dataStreams the listener for Datadog's Data Streams Monitoring; null, without loading a Datadog class, if it is off
 * @param function the settings of both functions
 */
record RecordSettings(
        ActivityCatalog catalog,
        boolean rejectUnrecordable,
        int maxEventBytes,
        @Nullable Consumer<ProcessedMessage> dataStreams,
        FunctionSettings function) {

    /** Reads the settings. Throws {@link InvalidSettingsException} with all faults. */
    static RecordSettings read(Variables variables) {
        RecordSettings settings = new RecordSettings(
                catalog(variables),
                variables.flag(FunctionSetting.REJECT_UNRECORDABLE),
                variables.number(FunctionSetting.MAX_EVENT_BYTES, "bytes", 1, Integer.MAX_VALUE),
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
