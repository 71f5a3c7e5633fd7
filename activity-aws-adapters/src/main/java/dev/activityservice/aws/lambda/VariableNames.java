package dev.activityservice.aws.lambda;

import java.util.List;

/** The names of the environment variables that the functions read; {@code docs/configuration.md} has a row for each. */
final class VariableNames {

    static final String TABLE_NAME = "ACTIVITY_TABLE_NAME";
    static final String CATALOG = "ACTIVITY_CATALOG";
    static final String READ_POLICY = "ACTIVITY_READ_POLICY";
    static final String TENANT_CLAIM = "ACTIVITY_TENANT_CLAIM";
    static final String AUDIT_KEY = "ACTIVITY_AUDIT_KEY";
    static final String REJECT_UNRECORDABLE = "ACTIVITY_REJECT_UNRECORDABLE";
    static final String MAX_EVENT_BYTES = "ACTIVITY_MAX_EVENT_BYTES";
    static final String CORS_ALLOW_ORIGIN = "ACTIVITY_CORS_ALLOW_ORIGIN";
    static final String DEADLINE_RESERVE_MS = "ACTIVITY_DEADLINE_RESERVE_MS";
    static final String TRACE_URL_TEMPLATE = "ACTIVITY_TRACE_URL_TEMPLATE";
    static final String TELEMETRY_PROFILE = "ACTIVITY_TELEMETRY_PROFILE";
    static final String TELEMETRY_IDS = "ACTIVITY_TELEMETRY_IDS";
    static final String STORE_SPANS = "ACTIVITY_STORE_SPANS";
    static final String DATADOG_STREAMS = "ACTIVITY_DATADOG_STREAMS";
    static final String REGION = "AWS_REGION";
    static final String ENDPOINT = "AWS_ENDPOINT_URL_DYNAMODB";
    static final String CONTAINER_CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";
    static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";
    static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";
    static final String SESSION_TOKEN = "AWS_SESSION_TOKEN";

    /** All variables, in the order of the documentation. */
    static final List<String> ALL = List.of(
            TABLE_NAME,
            CATALOG,
            READ_POLICY,
            TENANT_CLAIM,
            AUDIT_KEY,
            REJECT_UNRECORDABLE,
            MAX_EVENT_BYTES,
            CORS_ALLOW_ORIGIN,
            DEADLINE_RESERVE_MS,
            TRACE_URL_TEMPLATE,
            TELEMETRY_PROFILE,
            TELEMETRY_IDS,
            STORE_SPANS,
            DATADOG_STREAMS,
            REGION,
            ENDPOINT,
            CONTAINER_CREDENTIALS,
            INITIALIZATION_TYPE,
            ACCESS_KEY,
            SECRET_KEY,
            SESSION_TOKEN);

    private VariableNames() {}
}
