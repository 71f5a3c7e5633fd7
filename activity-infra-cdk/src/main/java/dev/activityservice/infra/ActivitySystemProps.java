package dev.activityservice.infra;

import dev.activityservice.text.Quoted;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * The settings of an {@link ActivitySystem}. Only the environment and the jar are mandatory. The SAM template and the Terraform
 * module have the same settings, with the same defaults and bounds. Immutable and thread-safe.
 */
@Value.Immutable
@ValueStyle
public sealed interface ActivitySystemProps permits ImmutableActivitySystemProps {

    /** Maximum of {@link #batchWindow()}, in seconds. The visibility timeout of the queue always contains this time. */
    int MAX_BATCH_WINDOW = 60;

    /** Returns the environment, a part of every name: 1 to 10 lower-case letters, digits and hyphens, starting with a letter. */
    String env();

    /** Returns the path of the deployable jar, {@code activity-aws-adapters-*-lambda.jar}. */
    Path functionsJar();

    /** Returns the path of the catalog, or null for the reference catalog. The rules and the functions use the same catalog. */
    @Nullable
    Path catalog();

    /** Returns the deployed version or commit. The descriptions of the functions contain it. Default: {@code latest}. */
    @Value.Default
    default String version() {
        return "latest";
    }

    /** Returns whether rules on the shared bus forward events to this system. Default: only in {@code dev} and {@code prod}. */
    @Value.Default
    default boolean integrated() {
        return env().equals("dev") || production();
    }

    /** Returns the callers that the API accepts. Default: {@link ApiAccess#IAM}. */
    @Value.Default
    default ApiAccess apiAccess() {
        return ApiAccess.IAM;
    }

    /** Returns the memory of the record function, in MB: 512 to 10,240. Default: 1,024. */
    @Value.Default
    default int recordMemory() {
        return 1024;
    }

    /** Returns the memory of the query function, in MB: 512 to 10,240. Default: 1,024. */
    @Value.Default
    default int findMemory() {
        return 1024;
    }

    /** Returns the processor architecture of both functions. Default: arm64. */
    @Value.Default
    default Architecture architecture() {
        return Architecture.ARM_64;
    }

    /**
     * Returns the timeout of the record function, in seconds: 5 to 300. Default: 30. The visibility timeout of the queue is six times
     * this time, plus {@value #MAX_BATCH_WINDOW} seconds.
     */
    @Value.Default
    default int recordTimeout() {
        return 30;
    }

    /** Returns the timeout of the query function, in seconds: 3 to 29 (the limit of API Gateway). Default: 10. */
    @Value.Default
    default int findTimeout() {
        return 10;
    }

    /** Returns the number of receives after which SQS moves a message to the dead-letter queue: 1 to 1,000. Default: 5. */
    @Value.Default
    default int maxReceiveCount() {
        return 5;
    }

    /** Returns the maximum number of messages per invocation: 1 to 10,000. Above 10, a window is needed. Default: 25. */
    @Value.Default
    default int batchSize() {
        return 25;
    }

    /** Returns the maximum time that Lambda gathers messages for a batch, in seconds: 0 to {@value #MAX_BATCH_WINDOW}. Default: 1. */
    @Value.Default
    default int batchWindow() {
        return 1;
    }

    /** Returns the maximum number of concurrent invocations of the record function: 2 to 1,000. Default: 20. */
    @Value.Default
    default int maximumConcurrency() {
        return 20;
    }

    /** Returns how long CloudWatch keeps the logs. Default: 30 days. */
    @Value.Default
    default RetentionDays logRetention() {
        return RetentionDays.ONE_MONTH;
    }

    /** Returns the number of requests per second that the API accepts on average: 1 to 10,000. Default: 100. */
    @Value.Default
    default int throttlingRate() {
        return 100;
    }

    /** Returns the number of requests that the API accepts in a burst: 1 to 5,000. Default: 200. */
    @Value.Default
    default int throttlingBurst() {
        return 200;
    }

    /** Returns how long the archive of the bus keeps events, in days: 1 to 3,650, or 0 for no archive. Default: 0. */
    @Value.Default
    default int archiveDays() {
        return 0;
    }

    /** Returns the ARN of the SNS topic that alarms notify, or null for none. */
    @Nullable
    String alarmTopicArn();

    /** Returns the age of the oldest message above which an alarm is raised, in seconds: 60 to 86,400. Default: 600. */
    @Value.Default
    default int messageAgeAlarm() {
        return 600;
    }

    /** Returns the settings of the Datadog layers, or null for none. Excludes {@link #openTelemetry()}. */
    @Nullable
    Datadog datadog();

    /** Returns the settings of the OpenTelemetry layers, or null for none. Excludes {@link #datadog()}. */
    @Nullable
    OpenTelemetry openTelemetry();

    /** Returns a builder with the mandatory settings. */
    static Builder builder(String env, Path functionsJar) {
        return new Builder().env(env).functionsJar(functionsJar);
    }

    /**
     * Returns whether the environment is {@code prod}. The table of production is protected against deletion. It remains when the
     * stack is deleted.
     */
    default boolean production() {
        return env().equals("prod");
    }

    /** The callers that the API accepts. */
    enum ApiAccess {
        /** Callers must sign their requests. Their IAM policies decide what they can read. */
        IAM,
        /** Everybody who knows the address can read all timelines. Only for demonstrations with data that can be public. */
        OPEN_TO_THE_INTERNET
    }

    /** Not thread-safe. */
    final class Builder extends ImmutableActivitySystemProps.Builder {

        private static final Pattern ENV = Pattern.compile("[a-z][a-z0-9-]{0,9}");
        private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1,64}");

        Builder() {}

        /** Throws {@link IllegalArgumentException} if a value is out of its range, or two values exclude each other. */
        @Override
        public ActivitySystemProps build() {
            ActivitySystemProps props = super.build();
            check(
                    ENV.matcher(props.env()).matches(),
                    "The environment must be 1 to 10 lower-case letters, digits and hyphens, starting with a letter, not "
                            + Quoted.of(props.env()));
            check(
                    VERSION.matcher(props.version()).matches(),
                    "The version must be 1 to 64 letters, digits, dots, underscores, plus signs and hyphens, not "
                            + Quoted.of(props.version()));
            between("record memory", props.recordMemory(), 512, 10_240, " MB");
            between("find memory", props.findMemory(), 512, 10_240, " MB");
            between("record timeout", props.recordTimeout(), 5, 300, " seconds");
            between("find timeout", props.findTimeout(), 3, 29, " seconds");
            between("maximum receive count", props.maxReceiveCount(), 1, 1_000, "");
            between("batch size", props.batchSize(), 1, 10_000, "");
            between("batch window", props.batchWindow(), 0, MAX_BATCH_WINDOW, " seconds");
            check(
                    props.batchSize() <= 10 || props.batchWindow() > 0,
                    "The batch size must be from 1 to 10 without a batch window, not " + props.batchSize());
            between("maximum concurrency", props.maximumConcurrency(), 2, 1_000, "");
            between("throttling rate", props.throttlingRate(), 1, 10_000, " requests per second");
            between("throttling burst", props.throttlingBurst(), 1, 5_000, " requests");
            between("archive retention", props.archiveDays(), 0, 3_650, " days");
            between("age for the message age alarm", props.messageAgeAlarm(), 60, 86_400, " seconds");
            check(
                    props.datadog() == null || props.openTelemetry() == null,
                    "The settings must not contain both Datadog and OpenTelemetry layers");
            return props;
        }

        private static void between(String setting, int value, int min, int max, String unit) {
            check(
                    value >= min && value <= max,
                    "The " + setting + " must be from " + min + " to " + max + unit + ", not " + value);
        }

        private static void check(boolean valid, String message) {
            if (!valid) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
