package dev.activityservice.aws.lambda;

import dev.activityservice.http.CorsOrigins;
import dev.activityservice.http.TraceUrl;
import dev.activityservice.port.driven.ReadPolicy;

/**
 * The settings of {@link FindActivitiesFunction}.
 *
 * @param readPolicy decides who may read what
 * @param corsOrigins the allowed CORS origins
 * @param traceUrl the template of links to a trace viewer
 * @param function the settings of both functions
 */
record FindSettings(ReadPolicy readPolicy, CorsOrigins corsOrigins, TraceUrl traceUrl, FunctionSettings function) {

    static final String DEFAULT_READ_POLICY = "authenticated";

    /** Reads the settings. Throws {@link InvalidSettingsException} with all faults. */
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
