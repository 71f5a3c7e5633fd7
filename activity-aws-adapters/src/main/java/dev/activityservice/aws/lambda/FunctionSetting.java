package dev.activityservice.aws.lambda;

import static dev.activityservice.aws.lambda.FunctionSetting.Reader.BOTH;
import static dev.activityservice.aws.lambda.FunctionSetting.Reader.FIND;
import static dev.activityservice.aws.lambda.FunctionSetting.Reader.RECORD;
import static dev.activityservice.aws.lambda.FunctionSetting.Setter.DEPLOYMENT;
import static dev.activityservice.aws.lambda.FunctionSetting.Setter.LAMBDA;

import org.jspecify.annotations.Nullable;

/**
 * The environment variables that {@link RecordActivitiesFunction} and {@link FindActivitiesFunction} read, in the order of
 * {@code docs/configuration.md}. The functions read no other variable. The list is public for infrastructure code, which sets the
 * variables, and for programs that create the functions. Immutable and thread-safe.
 */
public enum FunctionSetting {
    TABLE_NAME("ACTIVITY_TABLE_NAME", BOTH, DEPLOYMENT, null, "required"),
    CATALOG("ACTIVITY_CATALOG", RECORD, DEPLOYMENT, null, "the ten types of the reference"),
    READ_POLICY("ACTIVITY_READ_POLICY", FIND, DEPLOYMENT, "authenticated", null),
    TENANT_CLAIM("ACTIVITY_TENANT_CLAIM", FIND, DEPLOYMENT, null, "no tenants"),
    AUDIT_KEY("ACTIVITY_AUDIT_KEY", FIND, DEPLOYMENT, null, "no key"),
    REJECT_UNRECORDABLE("ACTIVITY_REJECT_UNRECORDABLE", RECORD, DEPLOYMENT, "false", null),
    MAX_EVENT_BYTES("ACTIVITY_MAX_EVENT_BYTES", RECORD, DEPLOYMENT, "1048576", null),
    CORS_ALLOW_ORIGIN("ACTIVITY_CORS_ALLOW_ORIGIN", FIND, DEPLOYMENT, null, "no other origin"),
    DEADLINE_RESERVE_MS("ACTIVITY_DEADLINE_RESERVE_MS", BOTH, DEPLOYMENT, "1000", null),
    TRACE_URL_TEMPLATE("ACTIVITY_TRACE_URL_TEMPLATE", FIND, DEPLOYMENT, null, "no link"),
    LOG_LEVEL("ACTIVITY_LOG_LEVEL", BOTH, DEPLOYMENT, "INFO", null),
    METRICS("ACTIVITY_METRICS", RECORD, DEPLOYMENT, "none", null),
    SERVICE("ACTIVITY_SERVICE", RECORD, DEPLOYMENT, "ActivityService", null),
    ENVIRONMENT("ACTIVITY_ENVIRONMENT", RECORD, DEPLOYMENT, null, "required with metrics"),
    TELEMETRY_PROFILE("ACTIVITY_TELEMETRY_PROFILE", BOTH, DEPLOYMENT, "opentelemetry", null),
    TELEMETRY_IDS("ACTIVITY_TELEMETRY_IDS", BOTH, DEPLOYMENT, "false", null),
    STORE_SPANS("ACTIVITY_STORE_SPANS", BOTH, DEPLOYMENT, "true", null),
    DATADOG_STREAMS("ACTIVITY_DATADOG_STREAMS", RECORD, DEPLOYMENT, "false", null),
    REGION("AWS_REGION", BOTH, LAMBDA, null, "required"),
    ENDPOINT("AWS_ENDPOINT_URL_DYNAMODB", BOTH, DEPLOYMENT, null, "the region's endpoint"),
    CONTAINER_CREDENTIALS("AWS_CONTAINER_CREDENTIALS_FULL_URI", BOTH, LAMBDA, null, "unused"),
    INITIALIZATION_TYPE("AWS_LAMBDA_INITIALIZATION_TYPE", BOTH, LAMBDA, null, "unused"),
    ACCESS_KEY("AWS_ACCESS_KEY_ID", BOTH, LAMBDA, null, "required without a credentials URL"),
    SECRET_KEY("AWS_SECRET_ACCESS_KEY", BOTH, LAMBDA, null, "required without a credentials URL"),
    SESSION_TOKEN("AWS_SESSION_TOKEN", BOTH, LAMBDA, null, "unused");

    private final String variable;
    private final Reader reader;
    private final Setter setter;
    private final @Nullable String defaultValue;
    private final @Nullable String withoutValue;

    /** @param withoutValue what an absent variable means, in words; null if there is a default value */
    FunctionSetting(
            String variable,
            Reader reader,
            Setter setter,
            @Nullable String defaultValue,
            @Nullable String withoutValue) {
        this.variable = variable;
        this.reader = reader;
        this.setter = setter;
        this.defaultValue = defaultValue;
        this.withoutValue = withoutValue;
    }

    /** Returns the name of the environment variable. */
    public String variable() {
        return variable;
    }

    /** Returns which function reads the variable. */
    public Reader reader() {
        return reader;
    }

    /** Returns who sets the variable of a deployed function. */
    public Setter setter() {
        return setter;
    }

    /** Returns the value that an absent or blank variable has; null if it has none. */
    public @Nullable String defaultValue() {
        return defaultValue;
    }

    /** Returns what an absent or blank variable means, in words, such as {@code no tenants}; the default value if there is one. */
    public String fallback() {
        return defaultValue != null ? defaultValue : String.valueOf(withoutValue);
    }

    /** Returns whether the value is a secret. A secret must not be in a template, a log line or a message. */
    public boolean isSecret() {
        return this == AUDIT_KEY || this == SECRET_KEY || this == SESSION_TOKEN;
    }

    /** Returns the name of the variable. */
    @Override
    public String toString() {
        return variable;
    }

    /** Which function reads a variable. */
    public enum Reader {
        /** {@link RecordActivitiesFunction}. */
        RECORD,
        /** {@link FindActivitiesFunction}. */
        FIND,
        /** Both functions. */
        BOTH
    }

    /** Who sets a variable of a deployed function. */
    public enum Setter {
        /** The deployment. */
        DEPLOYMENT,
        /** Lambda. The name is reserved, so a deployment cannot set it. A program that creates a function sets it. */
        LAMBDA
    }
}
