package dev.activityservice.infra;

import dev.activityservice.infra.ActivitySystemProps.ApiAccess;
import dev.activityservice.text.Quoted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.Architecture;

/**
 * The CDK app: one stack with one {@link ActivitySystem}. The environment variable {@code FUNCTIONS_JAR} is the path of the functions'
 * jar, and {@code SETTINGS} is that of a file of settings. All other variables are those of {@link Setting}.
 */
final class ActivityApp {

    private ActivityApp() {}

    public static void main(String[] args) {
        App app = new App(AppProps.builder().analyticsReporting(false).build());
        try {
            stack(app, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(Quoted.escapeMessage(String.valueOf(e.getMessage())));
            System.exit(1);
        }
        app.synth();
    }

    /** Throws {@link IllegalArgumentException} with the name of the variable if a variable is missing or invalid. */
    static Stack stack(App app, Map<String, String> variables) {
        String jar = variables.getOrDefault("FUNCTIONS_JAR", "");
        if (jar.isBlank()) {
            throw new IllegalArgumentException("FUNCTIONS_JAR must be set to the path of the functions' jar");
        }
        String file = variables.getOrDefault("SETTINGS", "");
        DeploymentSettings settings = DeploymentSettings.read(
                file.isBlank() ? null : Path.of(file), variables, List.of(), variables.getOrDefault("COMMIT", ""));
        Stack stack = new Stack(
                app,
                settings.get(Setting.STACK_NAME),
                StackProps.builder()
                        .description("Activity service")
                        .env(Environment.builder()
                                .region(settings.has(Setting.AWS_REGION) ? settings.get(Setting.AWS_REGION) : null)
                                .build())
                        .build());
        new ActivitySystem(stack, "ActivityService", props(settings, Path.of(jar)));
        return stack;
    }

    /** Returns the properties of the construct for settings. */
    static ActivitySystemProps props(DeploymentSettings settings, Path jar) {
        ActivitySystemProps.Builder props = ActivitySystemProps.builder(settings.get(Setting.ENV), jar)
                .serviceName(settings.get(Setting.SERVICE_NAME))
                .parameterPath(optional(settings, Setting.PARAMETER_PATH))
                .version(settings.get(Setting.VERSION))
                .catalog(settings.catalog())
                .ruleBuckets(settings.number(Setting.RULE_BUCKETS))
                .apiAccess(ApiAccess.valueOf(settings.get(Setting.API_ACCESS)))
                .kmsKeyArn(optional(settings, Setting.KMS_KEY_ARN))
                .snapStart(settings.get(Setting.SNAP_START).equals("true"))
                .putAllTags(SettingForm.TextMap.pairs(settings.get(Setting.TAGS)))
                .apiResourcePolicy(
                        settings.has(Setting.API_RESOURCE_POLICY)
                                ? Path.of(settings.get(Setting.API_RESOURCE_POLICY))
                                : null)
                .corsAllowOrigin(optional(settings, Setting.CORS_ALLOW_ORIGIN))
                .readPolicy(optional(settings, Setting.READ_POLICY))
                .tenantClaim(optional(settings, Setting.TENANT_CLAIM))
                .recordMemory(settings.number(Setting.RECORD_MEMORY))
                .findMemory(settings.number(Setting.FIND_MEMORY))
                .architecture(
                        settings.get(Setting.ARCHITECTURE).equals("arm64") ? Architecture.ARM_64 : Architecture.X86_64)
                .recordTimeout(settings.number(Setting.RECORD_TIMEOUT))
                .findTimeout(settings.number(Setting.FIND_TIMEOUT))
                .maxReceiveCount(settings.number(Setting.MAX_RECEIVE_COUNT))
                .batchSize(settings.number(Setting.BATCH_SIZE))
                .batchWindow(settings.number(Setting.BATCH_WINDOW))
                .maximumConcurrency(settings.number(Setting.MAXIMUM_CONCURRENCY))
                .logRetention(Retention.of(settings.number(Setting.LOG_RETENTION_DAYS)))
                .throttlingRate(settings.number(Setting.THROTTLING_RATE))
                .throttlingBurst(settings.number(Setting.THROTTLING_BURST))
                .archiveDays(settings.number(Setting.ARCHIVE_DAYS))
                .rejectUnrecordable(isTrue(settings, Setting.REJECT_UNRECORDABLE))
                .maxEventBytes(settings.number(Setting.MAX_EVENT_BYTES))
                .traceUrlTemplate(optional(settings, Setting.TRACE_URL_TEMPLATE))
                .telemetryIds(isTrue(settings, Setting.TELEMETRY_IDS))
                .logLevel(settings.get(Setting.LOG_LEVEL))
                .metrics(settings.get(Setting.METRICS))
                .auditKeySecretArn(optional(settings, Setting.AUDIT_KEY_SECRET_ARN))
                .environment(settings.environment())
                .alarmTopicArn(optional(settings, Setting.ALARM_TOPIC_ARN))
                .messageAgeAlarm(settings.number(Setting.MESSAGE_AGE_ALARM));
        if (!settings.get(Setting.INTEGRATED).equals("auto")) {
            props.integrated(settings.get(Setting.INTEGRATED).equals("true"));
        }
        if (!settings.get(Setting.PROTECTED).equals("auto")) {
            props.protectedData(settings.get(Setting.PROTECTED).equals("true"));
        }
        ifSet(settings, Setting.COGNITO_USER_POOL_ARNS, arns -> props.cognito(cognito(arns, settings)));
        ifSet(settings, Setting.AUTHORIZER_ARN, arn -> props.authorizer(authorizer(arn, settings)));
        ifSet(settings, Setting.DD_API_KEY_SECRET_ARN, arn -> props.datadog(datadog(arn, settings)));
        ifSet(settings, Setting.OTEL_LAYERS, arns -> props.openTelemetry(openTelemetry(arns, settings)));
        return props.build();
    }

    private static Cognito cognito(String userPoolArns, DeploymentSettings settings) {
        return Cognito.builder(List.of(userPoolArns.split(",")))
                .scopes(
                        settings.has(Setting.COGNITO_SCOPES)
                                ? List.of(settings.get(Setting.COGNITO_SCOPES).split(","))
                                : List.of())
                .build();
    }

    private static LambdaAuthorizer authorizer(String functionArn, DeploymentSettings settings) {
        LambdaAuthorizer.Builder authorizer = LambdaAuthorizer.builder(functionArn);
        ifSet(settings, Setting.AUTHORIZER_IDENTITY_SOURCE, authorizer::identitySource);
        return authorizer
                .type(LambdaAuthorizer.Type.valueOf(settings.get(Setting.AUTHORIZER_TYPE)))
                .cacheSeconds(settings.number(Setting.AUTHORIZER_CACHE_SECONDS))
                .build();
    }

    private static Datadog datadog(String secretArn, DeploymentSettings settings) {
        return Datadog.builder(secretArn, settings.get(Setting.DD_SITE))
                .tracerLayerVersion(settings.number(Setting.DD_TRACER_LAYER_VERSION))
                .extensionLayerVersion(settings.number(Setting.DD_EXTENSION_LAYER_VERSION))
                .capturePayload(isTrue(settings, Setting.DD_CAPTURE_LAMBDA_PAYLOAD))
                .dataStreams(isTrue(settings, Setting.DD_DATA_STREAMS))
                .tags(optional(settings, Setting.DD_TAGS))
                .build();
    }

    private static OpenTelemetry openTelemetry(String arns, DeploymentSettings settings) {
        return OpenTelemetry.builder(List.of(arns.split(",")))
                .wrapper(optional(settings, Setting.OTEL_WRAPPER))
                .endpoint(optional(settings, Setting.OTEL_ENDPOINT))
                .build();
    }

    private static boolean isTrue(DeploymentSettings settings, Setting setting) {
        return settings.get(setting).equals("true");
    }

    private static @Nullable String optional(DeploymentSettings settings, Setting setting) {
        return settings.has(setting) ? settings.get(setting) : null;
    }

    private static void ifSet(DeploymentSettings settings, Setting setting, Consumer<String> use) {
        if (settings.has(setting)) {
            use.accept(settings.get(setting));
        }
    }
}
