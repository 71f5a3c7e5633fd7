package dev.activityservice.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules for access to the API, the read policy and the tenants. The SAM template states them in {@code Rules}, and the Terraform module
 * in the validations of its variables.
 */
final class AccessRules {

    private static final String ALLOW_ALL = "allow-all";
    private static final String AUTHENTICATED = "authenticated";
    private static final String OPEN = "OPEN_TO_THE_INTERNET";
    private static final String IAM = "IAM";
    private static final String COGNITO = "COGNITO";
    private static final String AUTHORIZER = "AUTHORIZER";

    private final Function<Setting, String> values;
    private final Function<Setting, String> name;
    private final List<String> faults = new ArrayList<>();

    private AccessRules(Function<Setting, String> values, Function<Setting, String> name) {
        this.values = values;
        this.name = name;
    }

    /** Returns the read policy of the query function: the given one, or the default of the access. */
    static String readPolicy(String access, @Nullable String given) {
        return given != null ? given : access.equals(OPEN) ? ALLOW_ALL : AUTHENTICATED;
    }

    /**
     * Returns all faults. Each is a sentence without its full stop.
     *
     * @param values the value of a setting, or its default; empty for none
     * @param name the name of a setting in messages
     */
    static List<String> faults(Function<Setting, String> values, Function<Setting, String> name) {
        AccessRules rules = new AccessRules(values, name);
        rules.checkCallers();
        rules.checkReadPolicy();
        return rules.faults;
    }

    /**
     * Returns all faults that depend on the content of files. A tenant of a caller is a claim, which only a token has. With IAM, a policy of
     * the API that allows a principal is sufficient for callers who have permission in their own accounts. With an authorizer, it is
     * sufficient for callers whom the authorizer neither allows nor denies
     * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html).
     *
     * @param hasTenants whether the catalog has tenants
     * @param policy the resource policy of the API, or null for none
     */
    static List<String> fileFaults(
            boolean hasTenants,
            @Nullable ResourcePolicy policy,
            Function<Setting, String> values,
            Function<Setting, String> name) {
        AccessRules rules = new AccessRules(values, name);
        rules.check(
                policy == null || !policy.admitsEveryone() || !rules.isAccess(IAM),
                Setting.API_ACCESS,
                "must not be IAM, because " + name.apply(Setting.API_RESOURCE_POLICY)
                        + " allows every principal without a condition, so that callers of every AWS account could read: name the"
                        + " principals, or use only Deny");
        rules.check(
                policy == null || !policy.admitsEveryone() || !rules.isAccess(AUTHORIZER),
                Setting.API_ACCESS,
                "must not be AUTHORIZER, because " + name.apply(Setting.API_RESOURCE_POLICY)
                        + " allows every principal without a condition, so that callers whom the authorizer neither allows nor denies"
                        + " could read: use only Deny");
        if (hasTenants) {
            rules.check(
                    rules.isAccess(COGNITO) || rules.isAccess(AUTHORIZER),
                    Setting.API_ACCESS,
                    "must be COGNITO or AUTHORIZER, because the catalog has tenants: with IAM or open access, a caller has no tenant");
            rules.check(
                    rules.isSet(Setting.TENANT_CLAIM),
                    Setting.TENANT_CLAIM,
                    "must be set, because the catalog has tenants: it is the claim that contains the tenant of the caller");
        } else {
            rules.check(
                    !rules.isSet(Setting.TENANT_CLAIM),
                    Setting.TENANT_CLAIM,
                    "must not be set, because the catalog has no tenants: remove it, or add the key \"tenant\" to the catalog");
        }
        return rules.faults;
    }

    private void checkCallers() {
        needs(COGNITO, Setting.COGNITO_USER_POOL_ARNS);
        excludes(COGNITO, Setting.COGNITO_USER_POOL_ARNS, Setting.COGNITO_SCOPES);
        needs(AUTHORIZER, Setting.AUTHORIZER_ARN);
        excludes(
                AUTHORIZER,
                Setting.AUTHORIZER_ARN,
                Setting.AUTHORIZER_TYPE,
                Setting.AUTHORIZER_IDENTITY_SOURCE,
                Setting.AUTHORIZER_CACHE_SECONDS);
        String source = values.apply(Setting.AUTHORIZER_IDENTITY_SOURCE);
        check(
                !values.apply(Setting.AUTHORIZER_TYPE).equals("TOKEN")
                        || (source.startsWith(LambdaAuthorizer.HEADER) && !source.contains(",")),
                Setting.AUTHORIZER_IDENTITY_SOURCE,
                "must be one header if " + name.apply(Setting.AUTHORIZER_TYPE)
                        + " is TOKEN, for example method.request.header.Authorization, not " + source);
    }

    private void checkReadPolicy() {
        String policy = values.apply(Setting.READ_POLICY);
        String access = name.apply(Setting.API_ACCESS);
        check(
                !policy.equals(ALLOW_ALL) || isAccess(OPEN),
                Setting.READ_POLICY,
                "must not be allow-all unless " + access
                        + " is OPEN_TO_THE_INTERNET: use authenticated, claim:<claim>=<entity type> or a policy file");
        check(
                !policy.isEmpty() || !(isAccess(COGNITO) || isAccess(AUTHORIZER)),
                Setting.READ_POLICY,
                "must be set if " + access + " is COGNITO or AUTHORIZER, for example claim:sub=user");
        check(
                !policy.equals(AUTHENTICATED) || !isAccess(COGNITO),
                Setting.READ_POLICY,
                "must not be authenticated if " + access
                        + " is COGNITO, because every user would read every timeline: use claim:<claim>=<entity type> or a policy file");
    }

    private void needs(String access, Setting setting) {
        check(
                isSet(setting) || !isAccess(access),
                setting,
                "must be set if " + name.apply(Setting.API_ACCESS) + " is " + access);
    }

    private void excludes(String access, Setting... settings) {
        for (Setting setting : settings) {
            check(
                    isAccess(access) || values.apply(setting).equals(setting.defaultValue()),
                    setting,
                    "must not be set unless " + name.apply(Setting.API_ACCESS) + " is " + access);
        }
    }

    private boolean isAccess(String access) {
        return values.apply(Setting.API_ACCESS).equals(access);
    }

    private boolean isSet(Setting setting) {
        return !values.apply(setting).isEmpty();
    }

    private void check(boolean valid, Setting setting, String message) {
        if (!valid) {
            faults.add(name.apply(setting) + " " + message);
        }
    }
}
