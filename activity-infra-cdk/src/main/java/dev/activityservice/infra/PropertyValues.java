package dev.activityservice.infra;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@link ActivitySystemProps} as settings, to use and to validate them. A token of the CDK becomes a value only when the
 * stack is deployed, so it is not validated.
 */
final class PropertyValues {

    /** A part of each token in a text or a list. The CDK's own check needs Node, and these values are also used without it. */
    private static final String TOKEN = "{Token[";

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    /** The settings whose values are tokens. They count as set. */
    private final Set<Setting> tokens = EnumSet.noneOf(Setting.class);

    private final Map<String, String> environment = new TreeMap<>();

    private PropertyValues() {}

    static PropertyValues of(ActivitySystemProps props) {
        PropertyValues values = new PropertyValues();
        values.put(Setting.ENV, props.env());
        values.put(Setting.SERVICE_NAME, props.serviceName());
        values.put(Setting.PARAMETER_PATH, props.parameterPath());
        values.put(Setting.VERSION, props.version());
        values.put(Setting.INTEGRATED, props.integrated());
        values.put(Setting.RULE_BUCKETS, props.ruleBuckets());
        values.put(Setting.API_ACCESS, props.apiAccess());
        values.put(Setting.PROTECTED, props.protectedData());
        values.put(Setting.KMS_KEY_ARN, props.kmsKeyArn());
        values.put(Setting.SNAP_START, props.snapStart());
        values.put(Setting.TAGS, SettingForm.TextMap.text(props.tags()));
        values.put(Setting.API_RESOURCE_POLICY, props.apiResourcePolicy());
        values.put(Setting.CORS_ALLOW_ORIGIN, props.corsAllowOrigin());
        values.put(Setting.READ_POLICY, props.readPolicy());
        values.put(Setting.TENANT_CLAIM, props.tenantClaim());
        values.put(Setting.RECORD_MEMORY, props.recordMemory());
        values.put(Setting.FIND_MEMORY, props.findMemory());
        values.put(Setting.ARCHITECTURE, props.architecture().getName());
        values.put(Setting.RECORD_TIMEOUT, props.recordTimeout());
        values.put(Setting.FIND_TIMEOUT, props.findTimeout());
        values.put(Setting.MAX_RECEIVE_COUNT, props.maxReceiveCount());
        values.put(Setting.BATCH_SIZE, props.batchSize());
        values.put(Setting.BATCH_WINDOW, props.batchWindow());
        values.put(Setting.MAXIMUM_CONCURRENCY, props.maximumConcurrency());
        values.put(Setting.LOG_RETENTION_DAYS, Retention.days(props.logRetention()));
        values.put(Setting.THROTTLING_RATE, props.throttlingRate());
        values.put(Setting.THROTTLING_BURST, props.throttlingBurst());
        values.put(Setting.ARCHIVE_DAYS, props.archiveDays());
        values.put(Setting.REJECT_UNRECORDABLE, props.rejectUnrecordable());
        values.put(Setting.MAX_EVENT_BYTES, props.maxEventBytes());
        values.put(Setting.TRACE_URL_TEMPLATE, props.traceUrlTemplate());
        values.put(Setting.TELEMETRY_IDS, props.telemetryIds());
        values.put(Setting.LOG_LEVEL, props.logLevel());
        values.put(Setting.METRICS, props.metrics());
        values.put(Setting.AUDIT_KEY_SECRET_ARN, props.auditKeySecretArn());
        values.environment.putAll(props.environment());
        values.put(Setting.ALARM_TOPIC_ARN, props.alarmTopicArn());
        values.put(Setting.MESSAGE_AGE_ALARM, props.messageAgeAlarm());
        if (props.cognito() != null) {
            values.put(
                    Setting.COGNITO_USER_POOL_ARNS,
                    String.join(",", props.cognito().userPoolArns()));
            values.put(Setting.COGNITO_SCOPES, String.join(",", props.cognito().scopes()));
        }
        if (props.authorizer() != null) {
            values.put(Setting.AUTHORIZER_ARN, props.authorizer().functionArn());
            values.put(Setting.AUTHORIZER_TYPE, props.authorizer().type());
            values.put(Setting.AUTHORIZER_IDENTITY_SOURCE, props.authorizer().identitySource());
            values.put(Setting.AUTHORIZER_CACHE_SECONDS, props.authorizer().cacheSeconds());
        }
        if (props.datadog() != null) {
            values.putAll(of(props.datadog()));
        }
        if (props.openTelemetry() != null) {
            values.putAll(of(props.openTelemetry()));
        }
        return values;
    }

    static PropertyValues of(Datadog datadog) {
        PropertyValues values = new PropertyValues();
        values.put(Setting.DD_API_KEY_SECRET_ARN, datadog.apiKeySecretArn());
        values.put(Setting.DD_SITE, datadog.site());
        values.put(Setting.DD_TRACER_LAYER_VERSION, datadog.tracerLayerVersion());
        values.put(Setting.DD_EXTENSION_LAYER_VERSION, datadog.extensionLayerVersion());
        values.put(Setting.DD_CAPTURE_LAMBDA_PAYLOAD, datadog.capturePayload());
        values.put(Setting.DD_DATA_STREAMS, datadog.dataStreams());
        values.put(Setting.DD_TAGS, datadog.tags());
        return values;
    }

    static PropertyValues of(OpenTelemetry telemetry) {
        PropertyValues values = new PropertyValues();
        values.put(Setting.OTEL_LAYERS, String.join(",", telemetry.layerArns()));
        values.put(Setting.OTEL_WRAPPER, telemetry.wrapper());
        values.put(Setting.OTEL_ENDPOINT, telemetry.endpoint());
        return values;
    }

    /** Throws {@link InvalidSettingsException} with all faults. */
    void check() {
        List<String> faults = SettingRules.faults(
                values, tokens, setting -> Objects.requireNonNull(setting.property(), setting.name()));
        // In a file of settings, an empty text means the default. A property that has a default must not be empty.
        values.forEach((setting, value) -> {
            if (value.isEmpty() && !setting.defaultValue().isEmpty()) {
                faults.add(setting.property() + " must be " + setting.form().rule() + ", not \"\"");
            }
        });
        if (faults.isEmpty()) {
            faults.addAll(FreeVariables.faults(environment, this::get, "environment"));
        }
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }

    /** Throws {@link InvalidSettingsException} if the access does not fit the tenants of the catalog or the resource policy. */
    void checkAccess(boolean hasTenants, @Nullable ResourcePolicy policy) {
        List<String> faults = AccessRules.fileFaults(
                hasTenants, policy, this::get, setting -> Objects.requireNonNull(setting.property(), setting.name()));
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(faults);
        }
    }

    /** Returns the value or the default of a setting; an empty text means none. */
    String get(Setting setting) {
        return values.getOrDefault(setting, setting.defaultValue());
    }

    private void put(Setting setting, @Nullable Object value) {
        if (value != null) {
            values.put(setting, value.toString());
            if (value.toString().contains(TOKEN)) {
                tokens.add(setting);
            }
        }
    }

    private void putAll(PropertyValues others) {
        values.putAll(others.values);
        tokens.addAll(others.tokens);
    }
}
