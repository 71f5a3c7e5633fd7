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

/** The CDK app: one stack with one {@link ActivitySystem}. Environment variables set its properties. */
final class ActivityApp {

    private ActivityApp() {}

    public static void main(String[] args) {
        App app = new App(AppProps.builder().analyticsReporting(false).build());
        stack(app, System.getenv());
        app.synth();
    }

    /** Throws {@link IllegalArgumentException} with the name of the variable if a variable is missing or invalid. */
    static Stack stack(App app, Map<String, String> variables) {
        String env = variables.getOrDefault("ENV", "dev");
        ActivitySystemProps.Builder props =
                ActivitySystemProps.builder(env, Path.of(required(variables, "FUNCTIONS_JAR")));
        ifSet(variables, "VERSION", props::version);
        ifSet(variables, "CATALOG", value -> props.catalog(Path.of(value)));
        ifSet(variables, "ALARM_TOPIC_ARN", props::alarmTopicArn);
        ifSet(variables, "API_ACCESS", value -> props.apiAccess(apiAccess(value)));
        ifSet(variables, "ARCHITECTURE", value -> props.architecture(architecture(value)));
        ifSetNumber(variables, "RECORD_MEMORY", props::recordMemory);
        ifSetNumber(variables, "FIND_MEMORY", props::findMemory);
        ifSetNumber(variables, "RECORD_TIMEOUT", props::recordTimeout);
        ifSetNumber(variables, "MAX_RECEIVE_COUNT", props::maxReceiveCount);
        ifSetNumber(variables, "BATCH_SIZE", props::batchSize);
        ifSetNumber(variables, "BATCH_WINDOW", props::batchWindow);
        ifSetNumber(variables, "MAXIMUM_CONCURRENCY", props::maximumConcurrency);
        ifSetNumber(variables, "ARCHIVE_DAYS", props::archiveDays);
        ifSet(
                variables,
                "DD_API_KEY_SECRET_ARN",
                arn -> props.datadog(
                        Datadog.builder(arn, required(variables, "DD_SITE")).build()));
        ifSet(variables, "OTEL_LAYERS", arns -> props.openTelemetry(openTelemetry(arns, variables)));
        Stack stack = new Stack(
                app,
                "ActivityService-" + env,
                StackProps.builder()
                        .description("Activity service")
                        .env(Environment.builder()
                                .region(variables.get("AWS_REGION"))
                                .build())
                        .build());
        new ActivitySystem(stack, "ActivityService", props.build());
        return stack;
    }

    private static OpenTelemetry openTelemetry(String arns, Map<String, String> variables) {
        OpenTelemetry.Builder telemetry = OpenTelemetry.builder(List.of(arns.split(",")));
        ifSet(variables, "OTEL_WRAPPER", telemetry::wrapper);
        ifSet(variables, "OTEL_ENDPOINT", telemetry::endpoint);
        return telemetry.build();
    }

    private static ApiAccess apiAccess(String name) {
        return switch (name) {
            case "IAM" -> ApiAccess.IAM;
            case "OPEN_TO_THE_INTERNET" -> ApiAccess.OPEN_TO_THE_INTERNET;
            default ->
                throw new IllegalArgumentException(
                        "The variable API_ACCESS must be IAM or OPEN_TO_THE_INTERNET, not " + Quoted.of(name));
        };
    }

    private static Architecture architecture(String name) {
        return switch (name) {
            case "arm64" -> Architecture.ARM_64;
            case "x86_64" -> Architecture.X86_64;
            default ->
                throw new IllegalArgumentException(
                        "The variable ARCHITECTURE must be arm64 or x86_64, not " + Quoted.of(name));
        };
    }

    private static void ifSetNumber(Map<String, String> variables, String name, Consumer<Integer> use) {
        ifSet(variables, name, value -> {
            if (!value.matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException(
                        "The variable " + name + " must be a whole number, not " + Quoted.of(value));
            }
            use.accept(Integer.valueOf(value));
        });
    }

    private static void ifSet(Map<String, String> variables, String name, Consumer<String> use) {
        @Nullable String value = variables.get(name);
        if (value != null && !value.isBlank()) {
            use.accept(value);
        }
    }

    private static String required(Map<String, String> variables, String name) {
        @Nullable String value = variables.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("The variable " + name + " must be set");
        }
        return value;
    }
}
