package dev.activityservice.infra;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that a deployment gives a function. The CDK construct uses them as they are. The SAM template and the
 * Terraform module contain the same variables, and a test compares the three. Contains no class of the CDK.
 */
final class FunctionEnvironment {

    /** The two functions. The name is the verb in the names of their resources. */
    enum Verb {
        RECORD("Record"),
        FIND("Find");

        private final String text;

        Verb(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * All names that a deployment sets for some settings, with the setting that decides the value. The value is null if more than one
     * setting decides, or none.
     */
    static final Map<String, @Nullable Setting> NAMES = names();

    private final Map<String, String> variables = new LinkedHashMap<>();
    private final Map<String, @Nullable Setting> settings = new LinkedHashMap<>();
    private final Function<Setting, String> values;

    private FunctionEnvironment(Function<Setting, String> values) {
        this.values = values;
    }

    /**
     * Returns the variables of a function, without those of {@link Setting#ENVIRONMENT}.
     *
     * @param values returns the value or the default of a setting; an empty text means none
     */
    static Map<String, String> of(Verb verb, Function<Setting, String> values, String tableName) {
        return create(verb, values, tableName).variables;
    }

    private static FunctionEnvironment create(Verb verb, Function<Setting, String> values, String tableName) {
        FunctionEnvironment environment = new FunctionEnvironment(values);
        environment.put("ACTIVITY_TABLE_NAME", tableName);
        environment.put("ACTIVITY_LOG_LEVEL", Setting.LOG_LEVEL);
        environment.put("ACTIVITY_TELEMETRY_IDS", Setting.TELEMETRY_IDS);
        switch (verb) {
            case RECORD -> environment.addRecord();
            case FIND -> environment.addFind();
        }
        if (environment.isSet(Setting.DD_API_KEY_SECRET_ARN)) {
            environment.addDatadog(verb);
        }
        if (environment.isSet(Setting.OTEL_LAYERS)) {
            environment.addOpenTelemetry();
        }
        return environment;
    }

    private void addRecord() {
        put("ACTIVITY_CATALOG", FunctionPackage.CATALOG_PATH);
        put("ACTIVITY_MAX_EVENT_BYTES", Setting.MAX_EVENT_BYTES);
        put("ACTIVITY_REJECT_UNRECORDABLE", Setting.REJECT_UNRECORDABLE);
        put("ACTIVITY_METRICS", Metrics.effective(values));
        settings.put("ACTIVITY_METRICS", Setting.METRICS);
        put("ACTIVITY_SERVICE", Setting.SERVICE_NAME);
        put("ACTIVITY_ENVIRONMENT", Setting.ENV);
    }

    private void addFind() {
        String policy = value(Setting.READ_POLICY);
        put(
                "ACTIVITY_READ_POLICY",
                AccessRules.readPolicy(
                        value(Setting.API_ACCESS), policy.isEmpty() ? null : PackagedPolicy.atRunTime(policy)));
        settings.put("ACTIVITY_READ_POLICY", Setting.READ_POLICY);
        put("ACTIVITY_TENANT_CLAIM", Setting.TENANT_CLAIM);
        put("ACTIVITY_CORS_ALLOW_ORIGIN", Setting.CORS_ALLOW_ORIGIN);
        put("ACTIVITY_TRACE_URL_TEMPLATE", Setting.TRACE_URL_TEMPLATE);
        if (isSet(Setting.AUDIT_KEY_SECRET_ARN)) {
            put("ACTIVITY_AUDIT_KEY", DynamicReference.ofSecret(value(Setting.AUDIT_KEY_SECRET_ARN)));
            settings.put("ACTIVITY_AUDIT_KEY", Setting.AUDIT_KEY_SECRET_ARN);
        }
    }

    private void addDatadog(Verb verb) {
        put("AWS_LAMBDA_EXEC_WRAPPER", "/opt/datadog_wrapper");
        put("DD_API_KEY_SECRET_ARN", Setting.DD_API_KEY_SECRET_ARN);
        put("DD_SITE", Setting.DD_SITE);
        put("DD_SERVICE", value(Setting.SERVICE_NAME));
        put("DD_ENV", Setting.ENV);
        put("DD_VERSION", Setting.VERSION);
        put("DD_CAPTURE_LAMBDA_PAYLOAD", Setting.DD_CAPTURE_LAMBDA_PAYLOAD);
        put("DD_TAGS", Setting.DD_TAGS);
        put("DD_LOGS_INJECTION", "false");
        put("DD_TRACE_OTEL_ENABLED", "true");
        put("DD_JMXFETCH_ENABLED", "false");
        put("ACTIVITY_TELEMETRY_PROFILE", "datadog");
        // The tracer creates a span for each request.
        put("ACTIVITY_STORE_SPANS", "false");
        if (verb == Verb.RECORD) {
            // A batch has many producers. The handler links their contexts, and the tracer must not use one of them as
            // the parent. A read has one caller, whose trace it continues.
            put("DD_TRACE_PROPAGATION_STYLE_EXTRACT", "none");
            put("DD_TRACE_PROPAGATION_BEHAVIOR_EXTRACT", "ignore");
            put("DD_SQS_PROPAGATION_ENABLED", "false");
            // Only the record function receives messages.
            put("DD_DATA_STREAMS_ENABLED", value(Setting.DD_DATA_STREAMS));
            put("ACTIVITY_DATADOG_STREAMS", value(Setting.DD_DATA_STREAMS));
        }
    }

    private void addOpenTelemetry() {
        put("OTEL_SERVICE_NAME", value(Setting.SERVICE_NAME));
        put(
                "OTEL_RESOURCE_ATTRIBUTES",
                "deployment.environment.name=" + value(Setting.ENV) + ",service.version=" + value(Setting.VERSION));
        put("AWS_LAMBDA_EXEC_WRAPPER", Setting.OTEL_WRAPPER);
        put("OTEL_EXPORTER_OTLP_ENDPOINT", Setting.OTEL_ENDPOINT);
    }

    private void put(String name, String value) {
        variables.put(name, value);
        settings.put(name, null);
    }

    /** Sets a variable to the value of a setting, if there is one. */
    private void put(String name, Setting setting) {
        if (isSet(setting)) {
            variables.put(name, value(setting));
            settings.put(name, setting);
        }
    }

    private boolean isSet(Setting setting) {
        return !value(setting).isEmpty();
    }

    private String value(Setting setting) {
        return values.apply(setting);
    }

    private static Map<String, @Nullable Setting> names() {
        Map<String, @Nullable Setting> names = new LinkedHashMap<>();
        for (Verb verb : Verb.values()) {
            names.putAll(create(verb, setting -> "any", "any").settings);
        }
        return Collections.unmodifiableMap(names);
    }

    /** Returns the names of the variables that a deployment with these settings sets. */
    static Set<String> namesFor(Function<Setting, String> values) {
        Set<String> names = new TreeSet<>();
        for (Verb verb : Verb.values()) {
            names.addAll(of(verb, values, "any").keySet());
        }
        return names;
    }
}
