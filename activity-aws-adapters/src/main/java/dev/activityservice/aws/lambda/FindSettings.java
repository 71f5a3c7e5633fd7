package dev.activityservice.aws.lambda;

import dev.activityservice.http.CorsOrigins;
import dev.activityservice.http.TraceUrl;
import dev.activityservice.port.driven.ReadPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@link FindActivitiesFunction}.
 *
 * @param readPolicy decides who may read what
 * @param tenantClaim the claim whose value is the tenant of the caller; null without tenants
 * @param auditHash stands for the entity in the log of reads
 * @param corsOrigins the allowed CORS origins
 * @param traceUrl the template of links to a trace viewer
 * @param function the settings of both functions
 */
record FindSettings(
        ReadPolicy readPolicy,
        @Nullable String tenantClaim,
        AuditHash auditHash,
        CorsOrigins corsOrigins,
        TraceUrl traceUrl,
        FunctionSettings function) {

    private static final String AUTHENTICATED = "authenticated";
    private static final String ALLOW_ALL = "allow-all";

    /** Reads the settings. Throws {@link InvalidSettingsException} with all faults. */
    static FindSettings read(Variables variables) {
        FindSettings settings = new FindSettings(
                readPolicy(variables),
                tenantClaim(variables),
                AuditHash.of(variables.optional(FunctionSetting.AUDIT_KEY)),
                variables.parsed(FunctionSetting.CORS_ALLOW_ORIGIN, CorsOrigins::parse, CorsOrigins.none()),
                variables.parsed(FunctionSetting.TRACE_URL_TEMPLATE, TraceUrl::parse, TraceUrl.none()),
                FunctionSettings.read(variables));
        variables.requireValid();
        return settings;
    }

    private static ReadPolicy readPolicy(Variables variables) {
        String value = variables.required(FunctionSetting.READ_POLICY, "a read policy");
        return value.equals(AUTHENTICATED) || value.equals(ALLOW_ALL) || value.startsWith("claim:")
                ? variables.parsed(FunctionSetting.READ_POLICY, ReadPolicy::parse, ReadPolicy.denyAll())
                : PolicyFile.read(variables);
    }

    private static @Nullable String tenantClaim(Variables variables) {
        String claim = variables.optional(FunctionSetting.TENANT_CLAIM);
        if (claim == null) {
            return null;
        }
        if (!claim.equals(claim.strip())) {
            variables.invalid(FunctionSetting.TENANT_CLAIM, "the name of a claim without spaces around it", claim);
        }
        if (ALLOW_ALL.equals(variables.optional(FunctionSetting.READ_POLICY))) {
            variables.fault(
                    FunctionSetting.TENANT_CLAIM,
                    " must not be set with " + FunctionSetting.READ_POLICY + "=" + ALLOW_ALL
                            + ", because a caller that is not authenticated has no tenant; use "
                            + AUTHENTICATED);
        }
        return claim;
    }
}
