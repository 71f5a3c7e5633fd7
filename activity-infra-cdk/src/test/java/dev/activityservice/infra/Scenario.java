package dev.activityservice.infra;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one deployment, as in a file of settings: {@code KEY=value}. The product translates them for each flavour. All
 * scenarios together give each setting a value that is not its default.
 */
@SuppressWarnings("ImmutableEnumChecker") // The settings are immutable.
enum Scenario {
    /** Only defaults. */
    DEFAULTS("ENV=dev"),
    /** Production with Datadog and a Lambda authorizer. A shared bus excludes an archive. */
    EVERYTHING(
            "ENV=prod-eu",
            "SERVICE_NAME=Timeline2",
            "PARAMETER_PATH=/prod-eu/ActivityService",
            "INTEGRATED=true",
            "SNAP_START=false",
            "KMS_KEY_ARN=" + Constants.KEY,
            "TAGS=team=shop,cost-centre=4 2",
            "CATALOG=" + Path.of("src/test/resources/catalog-with-prefix.json").toAbsolutePath(),
            "VERSION=1.2.3",
            "RECORD_MEMORY=2048",
            "FIND_MEMORY=768",
            "ARCHITECTURE=x86_64",
            "RECORD_TIMEOUT=60",
            "FIND_TIMEOUT=20",
            "MAX_RECEIVE_COUNT=7",
            "BATCH_SIZE=100",
            "BATCH_WINDOW=5",
            "MAXIMUM_CONCURRENCY=50",
            "LOG_RETENTION_DAYS=90",
            "THROTTLING_RATE=300",
            "THROTTLING_BURST=500",
            "REJECT_UNRECORDABLE=true",
            "MAX_EVENT_BYTES=2000000",
            "TRACE_URL_TEMPLATE=https://traces.example/trace/{trace_id}?span={span_id}",
            "TELEMETRY_IDS=true",
            "LOG_LEVEL=WARN",
            "AUDIT_KEY_SECRET_ARN=" + Constants.SECRET,
            "ENVIRONMENT=" + Path.of("src/test/resources/environment.json").toAbsolutePath(),
            "ALARM_TOPIC_ARN=arn:aws:sns:eu-west-1:123456789012:alarms",
            "MESSAGE_AGE_ALARM=900",
            "DD_API_KEY_SECRET_ARN=" + Constants.SECRET,
            "DD_SITE=datadoghq.eu",
            "DD_TRACER_LAYER_VERSION=28",
            "DD_EXTENSION_LAYER_VERSION=100",
            "DD_CAPTURE_LAMBDA_PAYLOAD=true",
            "DD_DATA_STREAMS=false",
            "DD_TAGS=team:shop,git.repository_url:github.com/example/shop",
            "API_ACCESS=AUTHORIZER",
            "AUTHORIZER_ARN=" + Constants.FUNCTION,
            "API_RESOURCE_POLICY="
                    + Path.of("src/test/resources/resource-policy.json").toAbsolutePath(),
            "READ_POLICY=claim:sub=user"),
    /** The environment of a developer: no shared bus, an archive, an open API, OpenTelemetry layers. */
    DEVELOPER(
            "ENV=ann",
            "SERVICE_NAME=ShopTimeline",
            "ARCHIVE_DAYS=30",
            "API_ACCESS=OPEN_TO_THE_INTERNET",
            "OTEL_LAYERS=" + Constants.LAYER + "agent:1," + Constants.LAYER + "collector:2",
            "OTEL_WRAPPER=/opt/otel-handler",
            "OTEL_ENDPOINT=http://localhost:4318"),
    /**
     * An integrated environment other than dev and prod. Datadog with its defaults, on arm64. A Lambda authorizer reads a token from another
     * header. Web pages of all origins read.
     */
    STAGE(
            "ENV=stage",
            "INTEGRATED=true",
            "RULE_BUCKETS=128",
            "DD_API_KEY_SECRET_ARN=" + Constants.SECRET,
            "DD_SITE=datadoghq.com",
            "API_ACCESS=AUTHORIZER",
            "AUTHORIZER_ARN=" + Constants.FUNCTION,
            "AUTHORIZER_TYPE=TOKEN",
            "AUTHORIZER_IDENTITY_SOURCE=method.request.header.X-Token",
            "AUTHORIZER_CACHE_SECONDS=0",
            "CORS_ALLOW_ORIGIN=*",
            "READ_POLICY=authenticated"),
    /** OpenTelemetry layers without a start script and an endpoint. Callers have tokens with scopes. A key encrypts the functions' logs. */
    LAYERS(
            "ENV=0a1b2c3d",
            "PROTECTED=true",
            "KMS_KEY_ARN=" + Constants.KEY,
            "OTEL_LAYERS=" + Constants.LAYER + "agent:1",
            "API_ACCESS=COGNITO",
            "COGNITO_USER_POOL_ARNS=" + Constants.USER_POOL + "a",
            "COGNITO_SCOPES=activities/read,https://shop.example/activities.read",
            "READ_POLICY=claim:sub=user"),
    /** A web page of one origin reads with tokens of two Cognito user pools. */
    COGNITO(
            "ENV=cognito",
            "API_ACCESS=COGNITO",
            "COGNITO_USER_POOL_ARNS=" + Constants.USER_POOL + "a," + Constants.USER_POOL + "b",
            "CORS_ALLOW_ORIGIN=https://shop.example",
            "METRICS=none",
            "READ_POLICY=claim:sub=user"),
    /** A Lambda authorizer with an alias, several origins, tenants, and a policy file. */
    TENANTS(
            "ENV=tenants",
            "CATALOG=" + Path.of("src/test/resources/catalog-with-tenants.json").toAbsolutePath(),
            "API_ACCESS=AUTHORIZER",
            "AUTHORIZER_ARN=" + Constants.FUNCTION + ":live",
            "AUTHORIZER_IDENTITY_SOURCE=method.request.header.Authorization,context.path,stageVariables.version",
            "CORS_ALLOW_ORIGIN=https://shop.example,http://localhost:3000",
            "METRICS=emf",
            "ALARM_TOPIC_ARN=arn:aws:sns:eu-west-1:123456789012:alarms",
            "READ_POLICY=" + Path.of("src/test/resources/read-policy.json").toAbsolutePath(),
            "TENANT_CLAIM=shop");

    static final String SECRET = Constants.SECRET;
    static final String KEY = Constants.KEY;

    /** An enum cannot use its own constants in its values. */
    private static final class Constants {

        private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog-AbCdEf";
        private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        private static final String USER_POOL =
                "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGh";
        private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:oidc-authorizer";
        private static final String LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:";
    }

    final String env;
    final String service;
    private final Map<String, String> values;
    private final DeploymentSettings settings;

    Scenario(String... lines) {
        values = environment(List.of(lines));
        settings = DeploymentSettings.read(null, values);
        env = settings.get(Setting.ENV);
        service = settings.get(Setting.SERVICE_NAME);
    }

    private static Map<String, String> environment(List<String> lines) {
        Map<String, String> environment = new LinkedHashMap<>();
        lines.forEach(
                line -> environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return environment;
    }

    /** Returns the values by their keys. */
    Map<String, String> given() {
        return values;
    }

    DeploymentSettings settings() {
        return settings;
    }

    /** Returns the scenarios for which the default build plans the Terraform module. A thorough build also plans the others. */
    static EnumSet<Scenario> plannedByDefault() {
        return EnumSet.of(EVERYTHING, DEVELOPER);
    }

    static EnumSet<Scenario> plannedOnlyThoroughly() {
        return EnumSet.complementOf(plannedByDefault());
    }

    /** Returns whether rules on the shared bus exist. */
    boolean integrated() {
        return switch (settings.get(Setting.INTEGRATED)) {
            case "auto" -> env.equals("dev") || env.equals("prod");
            case "true" -> true;
            default -> false;
        };
    }

    ActivitySystemProps props(Path jar) {
        return ActivityApp.props(settings, jar);
    }

    Map<String, String> sam() {
        return settings.samParameters();
    }

    /** Returns the variables of the module. The catalog is a file, because the module reads it. */
    Map<String, Object> terraform(Path catalogFile) {
        return settings.terraformVariables(catalogFile);
    }

    @Nullable
    Path catalog() {
        return settings.catalog();
    }
}
