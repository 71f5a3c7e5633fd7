package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Combinations of settings that each flavour must refuse: lines {@code KEY=value}, and the setting that is at fault. */
enum Refusal {
    IAM_ALLOWS_ALL(Setting.READ_POLICY, "READ_POLICY=allow-all"),
    COGNITO_ALLOWS_ALL(Setting.READ_POLICY, "API_ACCESS=COGNITO", Texts.POOL, "READ_POLICY=allow-all"),
    AUTHORIZER_ALLOWS_ALL(Setting.READ_POLICY, "API_ACCESS=AUTHORIZER", Texts.FUNCTION, "READ_POLICY=allow-all"),
    COGNITO_WITHOUT_POLICY(Setting.READ_POLICY, "API_ACCESS=COGNITO", Texts.POOL),
    AUTHORIZER_WITHOUT_POLICY(Setting.READ_POLICY, "API_ACCESS=AUTHORIZER", Texts.FUNCTION),
    COGNITO_AUTHENTICATED(Setting.READ_POLICY, "API_ACCESS=COGNITO", Texts.POOL, "READ_POLICY=authenticated"),
    COGNITO_WITHOUT_POOLS(Setting.COGNITO_USER_POOL_ARNS, "API_ACCESS=COGNITO", Texts.POLICY),
    AUTHORIZER_WITHOUT_FUNCTION(Setting.AUTHORIZER_ARN, "API_ACCESS=AUTHORIZER", Texts.POLICY),
    POOLS_WITH_IAM(Setting.COGNITO_USER_POOL_ARNS, Texts.POOL),
    POOLS_WITH_OPEN_ACCESS(Setting.COGNITO_USER_POOL_ARNS, "API_ACCESS=OPEN_TO_THE_INTERNET", Texts.POOL),
    POOLS_WITH_AUTHORIZER(
            Setting.COGNITO_USER_POOL_ARNS, "API_ACCESS=AUTHORIZER", Texts.FUNCTION, Texts.POOL, Texts.POLICY),
    FUNCTION_WITH_IAM(Setting.AUTHORIZER_ARN, Texts.FUNCTION),
    FUNCTION_WITH_COGNITO(Setting.AUTHORIZER_ARN, "API_ACCESS=COGNITO", Texts.POOL, Texts.FUNCTION, Texts.POLICY),
    SCOPES_WITH_IAM(Setting.COGNITO_SCOPES, "COGNITO_SCOPES=openid"),
    TYPE_WITH_IAM(Setting.AUTHORIZER_TYPE, "AUTHORIZER_TYPE=TOKEN"),
    SOURCE_WITH_IAM(Setting.AUTHORIZER_IDENTITY_SOURCE, "AUTHORIZER_IDENTITY_SOURCE=method.request.header.X"),
    CACHE_WITH_IAM(Setting.AUTHORIZER_CACHE_SECONDS, "AUTHORIZER_CACHE_SECONDS=60"),
    TOKEN_FROM_TWO_PLACES(
            Setting.AUTHORIZER_IDENTITY_SOURCE,
            "API_ACCESS=AUTHORIZER",
            Texts.FUNCTION,
            Texts.POLICY,
            "AUTHORIZER_TYPE=TOKEN",
            "AUTHORIZER_IDENTITY_SOURCE=method.request.header.A,method.request.header.B"),
    ORIGIN_WITH_A_PATH(Setting.CORS_ALLOW_ORIGIN, "CORS_ALLOW_ORIGIN=https://shop.example,https://shop.example/"),
    TENANTS_WITHOUT_CLAIM(
            Setting.TENANT_CLAIM, Texts.TENANTS, "API_ACCESS=COGNITO", Texts.POOL, "READ_POLICY=claim:sub=user"),
    TENANTS_WITH_IAM(Setting.API_ACCESS, Texts.TENANTS, "TENANT_CLAIM=shop"),
    TENANTS_WITH_OPEN_ACCESS(Setting.API_ACCESS, Texts.TENANTS, "API_ACCESS=OPEN_TO_THE_INTERNET", "TENANT_CLAIM=shop"),
    CLAIM_WITHOUT_TENANTS(
            Setting.TENANT_CLAIM, "API_ACCESS=COGNITO", Texts.POOL, "READ_POLICY=claim:sub=user", "TENANT_CLAIM=shop"),
    DATADOG_WITHOUT_SITE(Setting.DD_SITE, "DD_API_KEY_SECRET_ARN=" + Texts.SECRET),
    DATADOG_AND_OPEN_TELEMETRY(
            Setting.OTEL_LAYERS,
            "DD_API_KEY_SECRET_ARN=" + Texts.SECRET,
            "DD_SITE=datadoghq.eu",
            "OTEL_LAYERS=arn:aws:lambda:eu-west-1:123456789012:layer:agent:1"),
    METRICS_WITH_DATADOG(
            Setting.METRICS, "METRICS=emf", "DD_API_KEY_SECRET_ARN=" + Texts.SECRET, "DD_SITE=datadoghq.eu"),
    METRICS_WITH_OPEN_TELEMETRY(
            Setting.METRICS, "METRICS=emf", "OTEL_LAYERS=arn:aws:lambda:eu-west-1:123456789012:layer:agent:1"),
    IAM_WITH_POLICY_OF_EVERYONE(Setting.API_ACCESS, Texts.POLICY_OF_EVERYONE),
    AUTHORIZER_WITH_POLICY_OF_EVERYONE(
            Setting.API_ACCESS, "API_ACCESS=AUTHORIZER", Texts.FUNCTION, Texts.POLICY, Texts.POLICY_OF_EVERYONE),
    LARGE_BATCHES_WITHOUT_WINDOW(Setting.BATCH_SIZE, "BATCH_SIZE=11", "BATCH_WINDOW=0"),
    ARCHIVE_WITH_SHARED_BUS(Setting.ARCHIVE_DAYS, "INTEGRATED=true", "ARCHIVE_DAYS=30"),
    ARCHIVE_WITH_KEY(Setting.ARCHIVE_DAYS, "INTEGRATED=false", "ARCHIVE_DAYS=30", "KMS_KEY_ARN=" + Texts.KEY);

    /** An enum cannot use its own constants in its values. */
    private static final class Texts {

        private static final String POOL =
                "COGNITO_USER_POOL_ARNS=arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGh";
        private static final String FUNCTION = "AUTHORIZER_ARN=arn:aws:lambda:eu-west-1:123456789012:function:f";
        private static final String POLICY = "READ_POLICY=claim:sub=user";
        private static final String POLICY_OF_EVERYONE = "API_RESOURCE_POLICY="
                + Path.of("src/test/resources/resource-policy-of-everyone.json").toAbsolutePath();
        private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog-AbCdEf";
        private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        private static final String TENANTS = "CATALOG="
                + Path.of("src/test/resources/catalog-with-tenants.json").toAbsolutePath();
    }

    final Setting atFault;
    private final String lines;

    Refusal(Setting atFault, String... lines) {
        this.atFault = atFault;
        this.lines = String.join("\n", lines);
    }

    private Map<Setting, String> given() {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            values.put(Setting.valueOf(line.substring(0, equals)), line.substring(equals + 1));
        });
        return values;
    }

    /** Returns environment variables. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        given().forEach((setting, value) -> environment.put(setting.name(), value));
        return environment;
    }

    @Nullable
    Path catalog() {
        String path = given().get(Setting.CATALOG);
        return path == null ? null : Path.of(path);
    }

    @Nullable
    ResourcePolicy resourcePolicy() {
        String path = given().get(Setting.API_RESOURCE_POLICY);
        return ResourcePolicy.read(path == null ? null : Path.of(path));
    }

    /** Returns the parameters of the SAM template that are given. */
    Map<String, String> sam() {
        Map<String, String> parameters = new LinkedHashMap<>();
        given().forEach((setting, value) -> {
            if (setting.samParameter() != null) {
                parameters.put(setting.samParameter(), value);
            }
        });
        return parameters;
    }

    /**
     * Returns whether the Terraform module has a form for these settings. The parts of an object are not set without the object, and the type
     * of an object requires its mandatory parts.
     */
    boolean hasTerraformForm() {
        return !List.of(SCOPES_WITH_IAM, TYPE_WITH_IAM, SOURCE_WITH_IAM, CACHE_WITH_IAM, DATADOG_WITHOUT_SITE)
                .contains(this);
    }

    /** Returns the given variables of the Terraform module, without the catalog. */
    @SuppressWarnings("unchecked")
    Map<String, Object> terraform() {
        Map<String, Object> variables = new LinkedHashMap<>();
        given().forEach((setting, value) -> {
            String[] names = String.valueOf(setting.terraformVariable()).split("\\.", -1);
            Object typed = setting.form().typed(value);
            if (setting != Setting.CATALOG && names.length == 1) {
                variables.put(names[0], typed);
            } else if (setting != Setting.CATALOG) {
                ((Map<String, Object>) variables.computeIfAbsent(names[0], name -> new LinkedHashMap<>()))
                        .put(names[1], typed);
            }
        });
        return variables;
    }

    /** Returns what fails in a plan: the variable at fault. An open API also fails a check, as a warning. */
    List<String> terraformFailures() {
        String variable = "var." + String.valueOf(atFault.terraformVariable()).replaceFirst("\\..*", "");
        return this == POOLS_WITH_OPEN_ACCESS ? List.of(variable, "check.api_access") : List.of(variable);
    }
}
