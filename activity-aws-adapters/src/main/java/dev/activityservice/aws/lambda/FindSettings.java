package dev.activityservice.aws.lambda;

import dev.activityservice.aws.driving.api.CorsOrigins;
import dev.activityservice.aws.driving.api.TraceUrl;
import dev.activityservice.port.driven.ReadPolicy;

/** The settings of {@link FindActivitiesFunction}. */
record FindSettings(ReadPolicy readPolicy, CorsOrigins corsOrigins, TraceUrl traceUrl, FunctionSettings function) {

    static final String DEFAULT_READ_POLICY = "authenticated";

    /** Throws {@link InvalidSettingsException} with every fault. */
    static FindSettings read(Variables variables) {
        FindSettings settings = new FindSettings(
                variables.parsed(VariableNames.READ_POLICY, ReadPolicy::parse, ReadPolicy.parse(DEFAULT_READ_POLICY)),
                variables.parsed(VariableNames.CORS_ALLOW_ORIGIN, CorsOrigins::parse, CorsOrigins.none()),
                variables.parsed(VariableNames.TRACE_URL_TEMPLATE, TraceUrl::parse, TraceUrl.none()),
                FunctionSettings.read(variables));
        variables.requireValid();
        return settings;
    }
}
